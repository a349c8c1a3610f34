/* SPDX-License-Identifier: MIT */
/* The slots: one thread each, started when there is something for it to do. */
#pragma once

#include <stdint.h>

#include "cli/options.h"
#include "engine/collect.h"
#include "engine/feed.h"
#include "engine/median.h"
#include "engine/policy.h"
#include "engine/tune.h"
#include "exec/executors.h"
#include "stats/stats.h"
#include "task/exec.h"
#include "task/observer.h"

struct slot_pool;

struct pool_spec {
	const struct options *options;
	struct feed *feed;
	struct collect *collect;
	struct exec *exec;
	struct gates *gates;
	uint64_t total;           /* of tasks; UINT64_MAX = not known */
	void (*idle)(void *);     /* the last slot has gone; called by its thread */
	void *arg;
	void (*last)(void *);     /* the last task is over, its output not yet written; may be NULL */
	void *arg_last;
	struct tune *tune;        /* is told of each attempt; NULL = nobody is */
	struct observer *observers; /* are told of each attempt */
	bool handing;             /* measure what handing over output takes (tally.handing) */
	bool evicts;              /* running tasks may have to make room (pool_evict): they can be ended and run again */
};

struct slot_pool *pool_new(const struct pool_spec *spec);
/* Only after the last slot has gone. */
void pool_free(struct slot_pool *p);

/* Be the first slot (it counts as alive since pool_new); the others are threads that it starts. Returns when there is nothing left for it: others may still be at work. */
void pool_run(struct slot_pool *p);

/* Start one more slot when the feed would have something for it; it starts the next. */
void pool_grow(struct slot_pool *p);

struct pool_state {
	struct score score;
	unsigned threads, running;   /* slots alive; tasks running */
	bool halted;                 /* --halt ended the run, with this status: */
	int status;
	nsec task_time;              /* of finished attempts */
	struct err err;              /* the machinery failed */
};
struct pool_state pool_state(struct slot_pool *p);
/* What all slots measured. Only after the last slot has gone. */
void pool_tally(struct slot_pool *p, struct tally *sum);

/* Start nothing more; running tasks go on. */
void pool_drain(struct slot_pool *p);
/* End everything by the termination sequence; again: at once. */
void pool_kill(struct slot_pool *p);

/* End the youngest task and run it again later, when `spare` says so only while others run. Needs spec.evicts. Thread-safe. */
void pool_evict(struct slot_pool *p, bool spare);
/* Stop the youngest running task while another one runs (all: until one is left). */
void pool_suspend(struct slot_pool *p, struct guardian *g, bool all);
/* Let the oldest stopped one go on; needed: only when no other runs. */
void pool_resume(struct slot_pool *p, struct guardian *g, bool needed);

/* Call f for each running task, under the pool's lock: f must not block. */
void pool_each(struct slot_pool *p, void (*f)(void *, const struct task *), void *arg);
/* The running tasks: since when, and what they should cost (task.cost). Fills at most `max` of them and returns how many. */
struct pool_age {
	nsec began;
	double cost;
};
size_t pool_ages(struct slot_pool *p, struct pool_age *list, size_t max);
/* How long a task may run now (--timeout). */
nsec pool_timeout(struct slot_pool *p);
