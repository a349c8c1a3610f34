/* SPDX-License-Identifier: MIT */
/* One run: sources, executor, sinks and engine put together for a set of options, run to the end, taken apart again. */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "base/semaphore.h"
#include "cli/options.h"
#include "exec/guardian.h"
#include "exec/proc.h"
#include "stats/stats.h"

/* What the process has once, whatever it runs. */
struct run_host {
	struct proc_world *world;
	struct guardian *guardian;
	struct semaphore *place; /* --semaphore: what we hold; NULL = nothing */
	int argc;
	char **argv;
	int signal; /* out: the signal that ended a run; main raises it again */
};

enum run_mode {
	RUN_NORMAL,
	RUN_MEASURE, /* output is hashed and thrown away; no job log, no progress */
};

struct run_result {
	struct run_report report;
	uint64_t output_hash; /* RUN_MEASURE */
	int status;           /* the exit status it stands for */
};

/*
 * Run the tasks that `o` describes with that many slots. Blocks until the last task has ended. 0, or -errno with err set when pmap
 * itself failed (the status is then 255). When host->signal is set the run was ended by it.
 */
int run_tasks(struct run_host *host, const struct options *o, unsigned slots, enum run_mode mode, struct run_result *ret,
	      struct err *err);
