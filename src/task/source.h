/* SPDX-License-Identifier: MIT */
/* Where tasks come from. Implementations are in src/input (and, later, src/store). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sync.h"
#include "task/task.h"

struct source;

struct source_ops {
	/*
	 * Fill *t (reset by the caller) with the next task. Called by one thread at a time, never under a lock. May block on
	 * input; leaves at once with -ECANCELED when `stop` closes. Returns 1 filled, 0 end of input (for good), else
	 * -errno with *err set: the run cannot go on.
	 */
	int (*next)(struct source *, struct task *t, const struct gate *stop, struct err *err);
	/* True when next() would return without waiting for input. May be NULL: then never. */
	bool (*ready)(struct source *);
	/*
	 * True when next() would return 0 without waiting: it may look, but never waits. Known early, the end of the input saves a
	 * slot that would only find that out. May be NULL: then never.
	 */
	bool (*at_end)(struct source *);
	void (*free)(struct source *);
};

struct source {
	const struct source_ops *ops;
	uint64_t total; /* number of tasks it will give, UINT64_MAX when not known */
};
