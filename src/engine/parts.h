/* SPDX-License-Identifier: MIT */
/* One run and its parts: shared by run.c, which drives it, and parts.c, which puts it together. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "base/sync.h"
#include "engine/admit.h"
#include "engine/ask.h"
#include "engine/collect.h"
#include "engine/feed.h"
#include "engine/forecast.h"
#include "engine/pool.h"
#include "engine/run.h"
#include "engine/tune.h"
#include "engine/watch.h"
#include "exec/executors.h"
#include "exec/payload.h"
#include "input/inputs.h"
#include "output/results.h"
#include "output/resume.h"
#include "output/times.h"
#include "stats/stats.h"
#include "store/ledger.h"
#include "task/observer.h"

struct run {
	struct run_host *host;
	struct options o;
	char shell[4096];
	enum run_mode mode;
	struct inputs inputs;
	bool inputs_open;
	struct template *values_tag; /* --tag */
	struct evaluator *evaluator; /* of expressions */
	struct admit *admit;         /* NULL = every start is fine */
	struct tune *tune;           /* changes the number of slots; NULL = it stays */
	struct ask *ask;             /* --interactive */
	struct payload payload;      /* $PARALLEL_ENV */
	struct limits limits;        /* first of what executors see; run is found from it */
	struct source *source;
	struct exec *exec;
	struct crew crew;            /* who computes in it */
	struct buf persist;          /* --persist: the command, as one line */
	_Atomic unsigned flaws;      /* what went wrong outside any task */
	struct function *function;   /* what @NAME means; NULL = an ordinary command */
	const char *serve[5];        /* words in front of it in a process of its own */
	char serve_limit[24];
	char self[4096];
	struct remote_hosts *hosts;  /* NULL = all tasks run here */
	bool hosts_owned;            /* by the executor */
	struct launcher *launcher;   /* NULL = tasks run here */
	struct sink *terminal, *sheet, *joblog, *table, *measure, *figures;
	struct ledger *ledger;           /* the table of --sqlmaster and its kin */
	struct input none;           /* of --retry-failed: zero words */
	bool again;                  /* the tasks are those of the job log that failed */
	char **names;                /* of the columns in results; what they point to is the inputs' or argv's */
	size_t name_count;
	struct results *results;     /* --results with files for each task, --files */
	struct resume_set *resume;
	struct spool_pool *spools;
	struct gates gates;
	struct feed *feed;
	struct collect *collect;
	struct slot_pool *pool;
	struct mutex mu;
	struct cond over;
	struct err broken;           /* guarded by mu: a sink failed */
	struct watch_end end;        /* guarded by mu: what the watching thread saw */
	bool watch_over;             /* guarded by mu */
	_Atomic bool watched;        /* there is a watching thread */
	struct idle idle;            /* where slot-time goes; under the feed's lock */
	struct observer *observers;  /* all of them; the run's */
	struct observer *history;    /* one of them; NULL = not kept */
	struct notes_keeper *notes;  /* another one: what --report tells of single tasks */
	struct forecast *forecast;   /* likewise; NULL = nobody asks */
	struct times *times;         /* --order: what commands took; NULL = there is no log of it */
	nsec begin, wall;            /* when it began: monotonic, since 1970 */
	struct tally written;        /* final outcomes of what went through the sinks; the writing thread's */
};

/* Open what the options ask for, in the order in which bad input is best met. 0 or -errno. parts_close also takes a half opened run. */
int parts_open(struct run *r, struct err *err);
void parts_close(struct run *r);
/* Are figures of this run asked for (--stats, --report)? Only then is it kept what they are made of. */
bool parts_reports(const struct run *r);
/* Number of tasks as far as is known or claimed (--total-jobs), else UINT64_MAX. */
uint64_t parts_total(const struct run *r);

/* The slots that the limit of descriptors leaves, raising it when more are needed. */
unsigned parts_fit(const struct run *r, unsigned slots);

/* From now on a thread watches the signals. Does nothing the second time. */
void run_watch(void *run);
