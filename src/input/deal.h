/* SPDX-License-Identifier: MIT */
/* Input that is dealt out to jobs that all run at the same time: --round-robin, --tee, --shard, --bin. */
#pragma once

#include "cli/options.h"
#include "input/evaluate.h"
#include "task/source.h"

/* Is it asked for? (--round-robin with --pipepart is not: there each slot gets one part.) */
bool deal_wanted(const struct options *o);

/*
 * The source of these jobs; a task gets a flow. `inner` is taken over, also on failure: with --round-robin the source of blocks, with
 * --tee that of the arguments, which must know its total; else NULL. perl is borrowed. 0 or -errno.
 */
int deal_new(struct source **ret, struct source *inner, const struct options *o, struct evaluator *perl, struct err *err);
