/* SPDX-License-Identifier: MIT */
/*
 * Collect answers the other question: whose bytes go out next? It holds what tasks print (their outlet) until it is their turn, and
 * hands it to the sinks, one thread at a time.
 *
 * The owner is the task whose stdout goes out while it runs: with -k the lowest unfinished one; otherwise nobody, until the budgets are
 * used up and somebody has to be let through.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/sync.h"
#include "cli/options.h"
#include "task/exec.h"
#include "task/observer.h"
#include "task/sink.h"

struct collect;

#define COLLECT_SINKS 8

struct collect_spec {
	enum order order;
	bool whole;                        /* how a task ended matters for how it is written: nothing goes out before, while there is room */
	struct spool_pool *pool;           /* borrowed */
	uint64_t held_max;                 /* most bytes of finished, unwritten task records */
	bool any_order;                    /* tasks may come in another order than that of their places in the input */
	struct sink *sinks[COLLECT_SINKS]; /* borrowed; NULL-terminated unless full */
	/* Tasks that are written and forgotten, for reuse. Called without the lock. */
	void (*recycle)(void *, struct task *chain);
	/* There is room again after collect_room() said no. Called without the lock. */
	void (*relieved)(void *);
	/* A sink failed: output cannot be written. Called once, without the lock. */
	void (*broken)(void *, const struct err *);
	/*
	 * So many bytes are about to be written, or (UINT64_MAX) a sink thread to be started. May be called under the
	 * lock: must not lock. May be NULL.
	 */
	void (*before_write)(void *, uint64_t bytes);
	void *arg;
	struct observer *observers; /* are told when a task had to wait for room */
	/* The sink thread has gone; arg_idle is all it is given. */
	void (*idle)(void *);
	void *arg_idle;
};

/* Never fails but by ending the program at start. */
struct collect *collect_new(const struct collect_spec *spec);
void collect_free(struct collect *c);

struct outlet *collect_outlet(struct collect *c);

/* t starts to run; attempts = most it may get in all (while more may follow, its output is held). 0 or -ENOMEM. */
int collect_open(struct collect *c, struct task *t, unsigned attempts);
/* t is tried again: what it printed is forgotten. */
void collect_restart(struct collect *c, struct task *t, unsigned attempts);
/* The tasks of the chain are over; they are no longer the caller's. May write to the sinks (block). */
void collect_done(struct collect *c, struct task *chain);

/* False while too much waits to be written; true all the same when it waits for a task that has not come yet (collect_hole). Never locks. */
bool collect_room(struct collect *c);
/*
 * any_order: true when the budgets are used up by output that waits for the task at *place, from 0, which has not come yet. It must be next: until
 * it is there nobody is paused, or nobody could ever go on. Never locks.
 */
bool collect_hole(const struct collect *c, uint64_t *place);

struct collect_count {
	uint64_t written;   /* tasks that went through all sinks */
	uint64_t not_started; /* read, but the run was stopped before they ran */
	uint64_t cancelled; /* killed, or finished behind a killed one: neither printed nor logged */
	nsec progress;      /* when something was last written */
	bool writing;
};
struct collect_count collect_count(struct collect *c);

/* No task will come any more: the sink thread writes what is pending and goes. */
void collect_quit(struct collect *c);
/* True while another thread writes or may still write. */
bool collect_busy(struct collect *c);
/* No other thread is left: forget what never got its turn and finish the sinks. 0 or -errno with err set. */
int collect_finish(struct collect *c, struct err *err);
