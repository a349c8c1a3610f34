/* SPDX-License-Identifier: MIT */
/*
 * Who wants to know of each attempt: reports, traces. A sink hears of a task once, when its output leaves, in the order of the output; an
 * observer hears of every attempt, also of those that are repeated, at the moment it has ended.
 */
#pragma once

#include <stdbool.h>

#include "task/task.h"

struct observer;

/* What a slot waited for. */
enum waited {
	WAITED_INPUT,  /* without a task: for the source to give it one */
	WAITED_START,  /* with a task: for its start to be due and allowed (--delay, --load, --memfree, ...) */
	WAITED_ROOM,   /* while its task ran: for room for what that prints */
	WAITED_OUTPUT, /* after its task: until the output was handed over, which may mean written */
};

/* What concerns the whole run. */
enum occasion {
	OCCASION_HALT,      /* --halt: nothing more is started; value = the exit status */
	OCCASION_SIGNAL,    /* a signal ends the run; value = its number */
	OCCASION_STOPPED,   /* job control stopped it */
	OCCASION_CONTINUED, /* ... and let it go on */
};

struct observer_ops {
	/* An attempt of t begins: t->result.slot and attempt, t->command are set. By the slot; otherwise as `attempt`. May be NULL. */
	void (*started)(struct observer *o, const struct task *t);
	/*
	 * An attempt of t has ended, whatever became of it; `again` says that another one follows. t->result is that of the attempt, t->command
	 * what ran; one that was ended to make room has OUTCOME_EVICTED. Called by the slot that ran it, so by several at once: o locks for
	 * itself. May block for no longer than the write of a regular file. t is the slot's, and nothing of it is kept.
	 */
	void (*attempt)(struct observer *o, const struct task *t, bool again);
	/* A slot, numbered as {%}, waited from..to. Told afterwards by that slot, without a lock, however short it was. May be NULL. */
	void (*waited)(struct observer *o, enum waited why, unsigned slot, nsec from, nsec to);
	/* The number of slots allowed is another from now on. May be NULL. Called under locks: must neither block nor call back. */
	void (*slots)(struct observer *o, nsec at, unsigned slots);
	/* By whoever meets it, without a lock. May be NULL. Must not block. */
	void (*occasion)(struct observer *o, enum occasion what, int value);
	/*
	 * By the watching thread, whenever it is awake, so also for no reason; returns when it is to be called at the latest, NSEC_NEVER = when
	 * somebody else has woken the thread. May be NULL. Must not block.
	 */
	nsec (*tick)(struct observer *o);
	/* The run is over, no other call but free follows. 0, or -errno when it failed at its work, which it has said already. May be NULL. */
	int (*finish)(struct observer *o);
	void (*free)(struct observer *o);
};

/* First member of every observer. */
struct observer {
	const struct observer_ops *ops;
	struct observer *next;
};

static inline void observers_started(struct observer *list, const struct task *t) {
	for (; list; list = list->next)
		if (list->ops->started)
			list->ops->started(list, t);
}

static inline void observers_attempt(struct observer *list, const struct task *t, bool again) {
	for (; list; list = list->next)
		list->ops->attempt(list, t, again);
}

static inline void observers_waited(struct observer *list, enum waited why, unsigned slot, nsec from, nsec to) {
	for (; list; list = list->next)
		if (list->ops->waited)
			list->ops->waited(list, why, slot, from, to);
}

static inline void observers_slots(struct observer *list, nsec at, unsigned slots) {
	for (; list; list = list->next)
		if (list->ops->slots)
			list->ops->slots(list, at, slots);
}

static inline void observers_occasion(struct observer *list, enum occasion what, int value) {
	for (; list; list = list->next)
		if (list->ops->occasion)
			list->ops->occasion(list, what, value);
}

static inline nsec observers_tick(struct observer *list) {
	nsec until = NSEC_NEVER;

	for (; list; list = list->next) {
		nsec next = list->ops->tick ? list->ops->tick(list) : NSEC_NEVER;

		until = next < until ? next : until;
	}
	return until;
}

static inline int observers_finish(struct observer *list) {
	int rc = 0;

	for (; list; list = list->next) {
		int mine = list->ops->finish ? list->ops->finish(list) : 0;

		rc = rc ? rc : mine;
	}
	return rc;
}
