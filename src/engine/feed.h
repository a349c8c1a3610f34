/* SPDX-License-Identifier: MIT */
/*
 * The feed answers one question: may another task start, and which? Slots pull; reading the source is a role that one slot has at a
 * time, and no lock is held while it reads.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/sync.h"
#include "engine/idle.h"
#include "task/observer.h"
#include "task/source.h"

struct feed;

struct feed_spec {
	struct source *source;        /* borrowed */
	struct spool_pool *pool;      /* of the tasks' spools; borrowed */
	const struct gate *stop;      /* wakes a slot that waits for input; borrowed */
	unsigned limit;               /* most slots at work */
	unsigned alone;               /* the first so many tasks run one by one, whatever the limit */
	nsec delay;                   /* between starts */
	bool delay_auto;              /* feed_outcome changes it */
	/*
	 * May a task start beside `others` that run? When not: *again = when to ask again, should no task end before. Called without a lock by
	 * one slot at a time; blocks for no longer than until `stop` closes. NULL = always.
	 */
	bool (*may_start)(void *, unsigned others, nsec *again);
	/*
	 * Shall t be run? False: no; its outcome is REFUSED. Called by the reading slot only, in input order, with seq and slot set; may block
	 * until stop closes, and then says yes (the task is not started all the same). NULL = always.
	 */
	bool (*wanted)(void *, struct task *t);
	/* What a slot has read, in input order, before anybody else reads; without a lock. NULL = nobody wants to know. */
	void (*arrived)(void *, struct task *chain);
	/* False while finished tasks that nobody has printed hold too much memory. Called under the feed's lock: must not lock. */
	bool (*room)(void *);
	/* True for a task that is not to be run (resume). Called by the reading slot only. May be NULL. */
	bool (*skip)(void *, const struct task *t);
	void *arg;                    /* of room, may_start, wanted and arrived */
	void *skip_arg;
	struct idle *idle;            /* is told what slots do; used under the feed's lock only; NULL = nobody wants to know */
	struct observer *observers;   /* are told of waits, and of changes of the limit */
};

struct feed *feed_new(const struct feed_spec *spec);
void feed_free(struct feed *f);

/*
 * The next task, in input order, with seq and result.slot set; up to `batch` of them in a chain, as many as are there without
 * waiting. Blocks until there is one. NULL when there will be none: end of input, stopped, or the source failed (feed_error).
 */
struct task *feed_take(struct feed *f, unsigned batch);
/* The slot has handed over what it took. */
void feed_done(struct feed *f, unsigned slot);

/* Before another attempt of a task that the slot has: wait as feed_take waits before a start. Returns at once when starts are not paced or the run was stopped. */
void feed_again(struct feed *f, unsigned slot);
/* An attempt has ended: what delay_auto goes by. */
void feed_outcome(struct feed *f, bool failed);

/* Give tasks back for reuse. */
void feed_recycle(struct feed *f, struct task *chain);

/* Start nothing more. Thread-safe, more than once. */
void feed_stop(struct feed *f);
/* Change the number of slots that may be at work. */
void feed_limit(struct feed *f, unsigned limit);
/* Look at room() again. */
void feed_wake(struct feed *f);

/* Tasks read so far; ended: the input is known to be at its end. */
uint64_t feed_read(struct feed *f, bool *ended);
unsigned feed_at_work(struct feed *f);
/* When the last of the first `alone` tasks was over; 0 = not yet, or there are none. */
nsec feed_company(struct feed *f);
/* Slots whose task waits for its start to be due and allowed; *ret_through = how many tasks were read and are in no slot's hands any more. */
unsigned feed_waiting(struct feed *f, uint64_t *ret_through);
/* True when one more slot would find something to do: for starting slots lazily. */
bool feed_wants_slot(struct feed *f, unsigned slots);
/*
 * True when feed_take would not wait: there will be no task, or the very first one is there already. Only meaningful while one slot
 * exists; otherwise false is always right.
 */
bool feed_is_prompt(struct feed *f);
/* For the slot that asks: true when it is the last at work and nothing will follow. */
bool feed_is_last(struct feed *f);
/* What the source said when it failed; code 0 when it did not. */
struct err feed_error(struct feed *f);
/* Bring spec.idle up to now, and stop its clock when the run is over. */
void feed_settle(struct feed *f);
