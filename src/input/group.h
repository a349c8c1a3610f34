/* SPDX-License-Identifier: MIT */
/* The source of tasks for everything but pipe mode: how many records make a job. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cli/options.h"
#include "input/template.h"
#include "input/values.h"
#include "task/source.h"

/* -n0 and -N0: the values of a record are all empty, and are not quoted. */
bool group_blanks(const struct options *o);

/*
 * line_max: longest rendered command in bytes. count: read everything first so that total is known. All arguments are
 * borrowed for the life of the source. 0 or -errno.
 */
int group_new(struct source **ret, const struct options *o, struct values *values, const struct template *command,
	size_t line_max, bool count, struct err *err);

/*
 * With --shuf, --order or --cost: job i of source->total, in the order of the input, into t. The source must have read nothing. 1 or -errno.
 */
int group_at(struct source *s, uint64_t i, struct task *t, struct err *err);
