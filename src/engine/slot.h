/* SPDX-License-Identifier: MIT */
/* The inside of the pool, shared by pool.c, where slots work, and pool_room.c, where they make room. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/sync.h"
#include "engine/pool.h"

struct slot {
	struct slot_pool *pool;
	struct slot *next;
	unsigned index;        /* of the thread, from 0 */
	void *mine;            /* the executor's */
	struct tally tally;
	unsigned batch;        /* most tasks taken at once */
	uint64_t fine;         /* tasks of a batch that need no judgement and are not in the pool's score yet */
	struct err err;        /* what failed last */
	struct task *current;  /* guarded by pool.mu; the one that runs */
	nsec began;            /* guarded by pool.mu; when */
	bool evicting;         /* guarded by pool.mu; it has been told to make room */
	bool suspended;        /* guarded by pool.mu; it is stopped until there is room */
	int leash;             /* tells the one who watches it; -1 = none */
	struct buf ended;      /* the command of a task whose end --halt wants announced */
	bool announce;         /* there is one */
	bool halting;          /* no more tasks are started; the others end */
	unsigned others;       /* so many */
};

struct slot_pool {
	struct pool_spec spec;
	struct mutex mu;
	/* All guarded by mu. */
	struct slot *slots, *first;
	unsigned made, threads, running;
	bool short_of_threads; /* said once */
	struct score score;
	bool halted;
	int status;
	nsec task_time;
	struct median median;
	struct err err;
};
