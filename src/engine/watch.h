/* SPDX-License-Identifier: MIT */
/*
 * What the watching thread does while tasks run: take signals, draw progress, follow the file of -j, see tasks that want the terminal.
 * It never blocks on anything else.
 */
#pragma once

#include <stdbool.h>

#include "cli/options.h"
#include "engine/admit.h"
#include "engine/collect.h"
#include "engine/forecast.h"
#include "engine/pool.h"
#include "engine/tune.h"
#include "task/observer.h"

struct watch_spec {
	const struct options *options;
	struct slot_pool *pool;
	struct feed *feed;
	struct collect *collect;
	struct gates *gates;
	struct guardian *guardian;
	struct proc_world *world;
	struct admit *admit; /* NULL = none */
	struct tune *tune;   /* likewise */
	struct remote_hosts *hosts; /* NULL = all tasks run here */
	struct forecast *forecast; /* NULL = nobody wants to know */
	struct observer *observers; /* are told of signals, and have their tick here */
	uint64_t total;
	bool quiet;        /* no progress, no hints (measuring) */
};

struct watch_end {
	int signal;        /* the run was ended by it; 0 = no */
	bool stuck;        /* a thread is stuck in a write to the outside: nothing may be freed */
};

/* Returns when all slots and the sink thread have gone, or are stuck. */
struct watch_end watch_run(const struct watch_spec *spec);

/* Wake the thread in watch_run, if there is one: for idle callbacks. The argument is not used, so it may be long gone. */
void watch_wake(void *nothing);
