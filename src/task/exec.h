/* SPDX-License-Identifier: MIT */
/* How a task is run. Implementations are in src/exec. */
#pragma once

#include <stddef.h>

#include "base/err.h"
#include "base/sync.h"
#include "task/task.h"

/* Where an executor puts the output of the task it runs. Implemented by the engine's collect. */
struct outlet;
struct outlet_ops {
	/*
	 * Take n bytes of a stream. Always takes all of them (or fails with -errno: the task's output is then incomplete and
	 * the task must be ended). Returns 1 when the byte budgets are used up: the caller must not read more of its task's
	 * output until relief() polls readable. Never blocks.
	 */
	int (*put)(struct outlet *, struct task *, enum stream, const void *, size_t n);
	/* A descriptor, private to this slot, that polls readable when a paused task may go on; then call resume(). */
	int (*relief)(struct outlet *, struct task *);
	void (*resume)(struct outlet *, struct task *);
	/* Called before a wait that may be long: what was put is handed on if it is this task's turn to be printed live. */
	void (*push)(struct outlet *, struct task *);
};
struct outlet {
	const struct outlet_ops *ops;
};

struct exec;
struct exec_ops {
	/* Called once for each slot, in the slot's thread, before its first task. *ret is handed to run and close. */
	int (*open)(struct exec *, unsigned slot, void **ret, struct err *);
	/*
	 * Called with the tasks that a slot has just read, in input order and before anybody else reads: what must be done in that order
	 * (Perl expressions, which may count). What fails here is met again, and told, by prepare or run. NULL without EXEC_ARRIVE.
	 */
	void (*arrive)(struct exec *, struct task *chain);
	/*
	 * Before the first attempt: give t its command line. When that cannot be done, t->result says so (not started) and run is
	 * not called. May be NULL. 0, or -errno when the run cannot go on.
	 */
	int (*prepare)(struct exec *, void *mine, struct task *t, struct outlet *, struct err *);
	/*
	 * Run one attempt of t and fill t->result (outcome, code, times, rusage). 0 even when the task failed; -errno with
	 * err set only when the machinery did and the run should stop. Blocks until the attempt is over; ends it when
	 * gates->kill closes.
	 */
	int (*run)(struct exec *, void *mine, struct task *t, struct outlet *, const struct gates *, struct err *);
	/* After the last attempt. May be NULL. */
	void (*tidy)(struct exec *, void *mine, struct task *t);
	void (*close)(struct exec *, void *mine);
	void (*free)(struct exec *);
};

enum {
	/* run() never waits and its tasks need no live output: slots take them in batches. */
	EXEC_INSTANT = 1,
	/* arrive() has something to do; without this nobody calls it. */
	EXEC_ARRIVE = 2,
};

struct exec {
	const struct exec_ops *ops;
	unsigned flags;
};
