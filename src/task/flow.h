/* SPDX-License-Identifier: MIT */
/*
 * The input of a job that comes piece by piece while it runs (--round-robin, --tee, --shard, --bin). One thread, the job's slot,
 * uses a flow. Implemented by src/input/spread.c.
 */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

struct flow;
struct flow_ops {
	/*
	 * The next bytes, valid until the next call: 1, 0 at the end, or -EAGAIN when there are none yet: then fd polls readable
	 * as soon as it is worth asking again. Never blocks.
	 */
	int (*next)(struct flow *, const char **p, size_t *n);
	/* The job takes no more: what comes for it is dropped. Call once. */
	void (*close)(struct flow *);
};

struct flow {
	const struct flow_ops *ops;
	int fd;
	bool together; /* no job gets the end of its input before all of them run */
};

/* Close *s unless that was done already. */
static inline void flow_close(struct flow **s) {
	if (*s)
		(*s)->ops->close(*s);
	*s = NULL;
}
