/* SPDX-License-Identifier: MIT */
/*
 * --trace: a run as a file of trace events for chrome://tracing, ui.perfetto.dev, speedscope and their like. One track for each slot, with
 * a slice for each attempt of a task and for what the slot waited for; instants, counters, and arrows from a failed attempt to the next.
 */
#pragma once

#include "base/err.h"
#include "stats/trace_counters.h"
#include "task/observer.h"

struct trace_spec {
	const char *path;       /* what is borrowed is so until the end of the run */
	int argc;
	char **argv;
	nsec begin, wall;       /* of the run: monotonic, since 1970 */
	unsigned slots, cpus;
	const char *root;       /* in front of /proc and /sys; "" */
	/* Asked now and then by threads that hold no lock. */
	struct trace_queues (*queues)(void *);
	/* The watching thread should tick; must not block. */
	void (*wake)(void *);
	void *arg;
};

/* Begin the file. 0, or -errno with words in err when it cannot be written. */
int trace_new(struct observer **ret, const struct trace_spec *spec, struct err *err);
