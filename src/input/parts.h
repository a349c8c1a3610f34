/* SPDX-License-Identifier: MIT */
/* --pipepart: ranges of seekable files, cut at records, each the stdin of a task. */
#pragma once

#include <stdbool.h>

#include "cli/options.h"
#include "input/evaluate.h"
#include "task/source.h"

/*
 * Opens every file of o->inputs; words among them are not its business. perl: as for blocks_new. A task gets part_fd,
 * part_off and part_len, and head when there is one; fd and head belong to the source. 0 or -errno.
 */
int parts_new(struct source **ret, const struct options *o, struct evaluator *perl, struct err *err);
/* Find all cuts once, before the first task, so that total is known. 0 or -errno. */
int parts_count(struct source *source, struct err *err);
