/* SPDX-License-Identifier: MIT */
/* One run: sources, executor, sinks and engine put together for a set of options, run to the end, taken apart again. */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "base/semaphore.h"
#include "cli/options.h"
#include "exec/guardian.h"
#include "exec/proc.h"
#include "output/sinks.h"
#include "stats/stats.h"

/* What the process has once, whatever it runs. */
struct run_host {
	struct proc_world *world;
	struct guardian *guardian;
	struct semaphore *place; /* --semaphore: what we hold; NULL = nothing */
	int argc;
	char **argv;
	struct measured *measured; /* RUN_MEASURE: where it is kept what tasks print, and compared; NULL = nowhere */
	int signal; /* out: the signal that ended a run; main raises it again */
};

enum run_mode {
	RUN_NORMAL,
	RUN_MEASURE, /* output is thrown away, and compared (run_host.measured); no job log, no progress */
};

struct run_result {
	struct run_report report;
	int status;           /* the exit status it stands for */
};

/* How many of so many slots the limit of open files leaves, after raising it as far as we may. */
unsigned run_fit(struct run_host *host, const struct options *o, unsigned slots);

/*
 * Run the tasks that `o` describes with that many slots. Blocks until the last task has ended. 0, or -errno with err set when pmap
 * itself failed (the status is then 255). When host->signal is set the run was ended by it.
 */
int run_tasks(struct run_host *host, const struct options *o, unsigned slots, enum run_mode mode, struct run_result *ret,
	      struct err *err);
