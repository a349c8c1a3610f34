/* SPDX-License-Identifier: MIT */
/* How long commands took, from an old job log. */
#pragma once

#include <stddef.h>

#include "base/err.h"

struct times;

/*
 * Read the log at path. Of a command with several records the last one counts. A last line without its end (the run was killed) is passed over;
 * a log that is not there, has no record, or has a line that is none, is an error. Memory: that of the file, and 24 bytes a record. 0 or -errno.
 */
int times_read(struct times **ret, const char *path, struct err *err);
void times_free(struct times *t);

/* Seconds that a command line took, 0 or more; negative when the log does not have it. The command as it was run; need not be NUL-terminated. */
double times_of(const struct times *t, const char *command, size_t n);
