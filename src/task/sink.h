/* SPDX-License-Identifier: MIT */
/*
 * Where results go. One thread at a time calls a sink (the one that holds the writing role), never under a lock; any call
 * may block. Order for each task: write..., done; flush ends a round of them and is where bytes really leave.
 */
#pragma once

#include <stddef.h>

#include "base/err.h"
#include "task/task.h"

struct sink;
struct sink_ops {
	/* Bytes of a task's stream, in order. May gather. NULL = not interested. 0 or -errno with err set. */
	int (*write)(struct sink *, struct task *, enum stream, const void *, size_t, struct err *);
	/* The task is complete: called after all its bytes were given to write, and after the flush that made them leave. NULL = no. */
	int (*done)(struct sink *, struct task *, struct err *);
	/* Everything given so far has left when this returns 0. NULL = nothing to do. */
	int (*flush)(struct sink *, struct err *);
	/* The end of the run: check that nothing was lost. NULL = nothing to do. */
	int (*finish)(struct sink *, struct err *);
	void (*free)(struct sink *);
};

struct sink {
	const struct sink_ops *ops;
};
