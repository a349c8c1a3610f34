/* SPDX-License-Identifier: MIT */
/* What runs beside pmap while it compares: the command of --baseline, and other people's programs. */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "cli/options.h"
#include "engine/run.h"
#include "rewind.h"
#include "stats/load.h"

/* The command of --baseline as a run of one task: it is started, watched and measured as tasks are. */
struct baseline {
	struct options o;
	struct input input;
	char *words[1];
};
/* o->baseline; with the stdin of `inputs` when that is kept, else with none. Points into itself; borrows from o. */
void baseline_init(struct baseline *b, const struct options *o, const struct rewind *inputs);
/*
 * Run it once. 0 with its seconds, or -errno with err set, also when it failed; -ECANCELED without, when host->signal
 * ended it.
 */
int baseline_run(struct baseline *b, struct run_host *host, double *ret_wall, double *ret_cpu, struct err *err);

/* The load of others between two moments. */
struct others {
	struct load before;
	double own; /* CPU seconds of ours, so far */
	nsec begin;
};
struct others others_begin(void);
/* CPUs that others kept busy since then, NAN = not known; *ret_free: CPUs we may run on beyond `cpus`. */
double others_end(const struct others *o, unsigned cpus, double *ret_free);
