/* SPDX-License-Identifier: MIT */
/* Which shell runs a command line, by GNU parallel's rule. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * $PARALLEL_SHELL, else the first shell among our ancestors (as found in the absolute directories of PATH), else $SHELL, else
 * /bin/sh. The result lives in buf. Reads /proc; starts nothing.
 */
const char *shell_find(char *buf, size_t size);

/* $PARALLEL_SHELL as it was given, which is what the shell calls itself then; NULL when there is none. */
const char *shell_said(void);

/* That there is the shell which $PARALLEL_SHELL names: 0, or -ENOENT and the reason. What was found otherwise is there. */
int shell_check(const char *found, struct err *err);

/* The last part of its path. */
const char *shell_name(const char *path);

/* Look `name` up in `path` (a PATH value) as a shell does: the first executable regular file. absolute: skip relative entries. */
bool shell_which(const char *name, const char *path, bool absolute, char *buf, size_t size);
