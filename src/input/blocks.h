/* SPDX-License-Identifier: MIT */
/* --pipe: standard input cut into blocks of whole records, each the body of a task. */
#pragma once

#include "cli/options.h"
#include "input/evaluate.h"
#include "task/source.h"

/*
 * Reads fd, which stays the caller's. Expressions are compiled now, Perl ones by `perl` (borrowed; may be NULL when there are
 * none); nothing is read before the first task. 0 or -errno.
 */
int blocks_new(struct source **ret, int fd, const struct options *o, struct evaluator *perl, struct err *err);
