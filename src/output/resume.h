/* SPDX-License-Identifier: MIT */
/* Reading a job log back. Only a whole record counts: nine columns, sane numbers, and its newline. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct resume_set; /* tasks that need not run */

/*
 * Read the log. failed_too: tasks whose last record says that they failed are left out (they run again). A log that is not there is an
 * empty one; a file that is no job log is an error. Memory is bounded by the file's size.
 */
int resume_read(struct resume_set **ret, const char *path, bool failed_too, struct err *err);
bool resume_has(const struct resume_set *s, uint64_t seq);
uint64_t resume_count(const struct resume_set *s);
void resume_free(struct resume_set *s);

/* Take an advisory lock (a warning when somebody has it) and cut a torn last record off, with a message. 0 or -errno. */
int resume_mend(int fd, const char *path, struct err *err);
