/* SPDX-License-Identifier: MIT */
/* Reading a job log back. Only a whole record counts: nine columns, sane numbers, and its newline. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "task/source.h"

struct resume_set; /* tasks that need not run */

/*
 * Read the log. failed_too: tasks whose last record says that they failed are left out (they run again). A log that is not there is an
 * empty one; a file that is no job log is an error. Memory is bounded by the file's size.
 */
int resume_read(struct resume_set **ret, const char *path, bool failed_too, struct err *err);
bool resume_has(const struct resume_set *s, uint64_t seq);
/* The last number in the log, counted from 1; 0 when there is no record. */
uint64_t resume_last(const struct resume_set *s);
/*
 * The command in the last record of a task, when that says that it failed. As in the file: NULs are newlines, and it is not terminated.
 * Valid as long as s.
 */
bool resume_command(const struct resume_set *s, uint64_t seq, const char **command, size_t *n);
/* A source whose tasks are these commands, each the only value; the tasks between them have an empty one. log is borrowed. */
struct source *again_new(const struct resume_set *log);
uint64_t resume_count(const struct resume_set *s);
void resume_free(struct resume_set *s);

/*
 * A log is about to be written: take an advisory lock; `alone` = warn when somebody has it. keep: it goes on, so it
 * must be a job log, and a torn last record is cut off, with a message. What is no regular file is left as it is. 0 or
 * -errno.
 */
int resume_claim(int fd, const char *path, bool keep, bool alone, struct err *err);
