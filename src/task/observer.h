/* SPDX-License-Identifier: MIT */
/*
 * Who wants to know of each attempt: reports, traces. A sink hears of a task once, when its output leaves, in the order of the output; an
 * observer hears of every attempt, also of those that are repeated, at the moment it has ended.
 */
#pragma once

#include <stdbool.h>

#include "task/task.h"

struct observer;

struct observer_ops {
	/*
	 * An attempt of t has ended, whatever became of it; `again` says that another one follows. t->result is that of the attempt, t->command
	 * what ran. Called by the slot that ran it, so by several at once: o locks for itself. May block for no longer than the write of a
	 * regular file. t is the slot's, and nothing of it is kept.
	 */
	void (*attempt)(struct observer *o, const struct task *t, bool again);
	/* The number of slots allowed is another from now on. May be NULL. Called under locks: must neither block nor call back. */
	void (*slots)(struct observer *o, nsec at, unsigned slots);
	void (*free)(struct observer *o);
};

/* First member of every observer. */
struct observer {
	const struct observer_ops *ops;
	struct observer *next;
};

static inline void observers_attempt(struct observer *list, const struct task *t, bool again) {
	for (; list; list = list->next)
		list->ops->attempt(list, t, again);
}
