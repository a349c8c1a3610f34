/* SPDX-License-Identifier: MIT */
/* --shuf: the jobs of a group in an order by chance. */
#pragma once

#include "cli/options.h"
#include "task/source.h"

/*
 * Takes `group`, made with o->shuf, over, also when it fails. With a job log the order follows from its name, the command and the
 * number of jobs alone, so that --resume meets the same one. 0 or -errno.
 */
int shuffle_new(struct source **ret, struct source *group, const struct options *o, struct err *err);
