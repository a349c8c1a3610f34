/* SPDX-License-Identifier: MIT */
/* --compare: the same tasks with several numbers of slots. */
#pragma once

#include "base/err.h"
#include "cli/options.h"
#include "engine/run.h"

/*
 * Run the tasks with each number of slots of o->compare, several times each after the warm-up, print what it showed
 * on stdout, and write it to o->exports, whose names are checked before anything runs. Stdin and pipes that are input
 * are first read to their end into unlinked files (rewind.h); descriptor 0 is such a file from then on, and o->inputs
 * must not be used after the call. Blocks until all runs are over. Returns the exit status: the highest of the runs';
 * or -errno with err set, also when runs gave different outputs; -ECANCELED without, when host->signal ended a run.
 */
int compare_main(struct run_host *host, struct options *o, struct err *err);
