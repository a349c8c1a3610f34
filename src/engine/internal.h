/* SPDX-License-Identifier: MIT */
/* The inside of collect, shared by its two halves: what comes in (collect.c) and what goes out (write.c). */
#pragma once

#include <stdatomic.h>

#include "engine/collect.h"
#include "engine/window.h"

#define COLLECT_OWNER_BYTES (1u << 20) /* the owner waits above this when the budgets are used up */

struct collect {
	struct outlet outlet; /* first: the outlet is the collect */
	struct collect_spec spec;
	struct mutex mu;
	struct cond work;      /* for the sink thread */
	_Atomic uint64_t held; /* bytes of finished, unwritten task records */
	_Atomic bool starved;  /* collect_room() said no */
	_Atomic uint64_t hole; /* any_order: place of the head, which has not come, while nothing can be written; else UINT64_MAX */

	/* All guarded by mu, and so are the fields of struct task that collect owns. */
	struct window window;  /* -k: tasks that run or wait for their turn */
	struct task *owner;
	struct task *pending, *pending_tail; /* have something that may be written now */
	struct task *behind, *behind_tail;   /* finished, waiting until the owner is through */
	struct task *paused;
	int *relief;           /* by slot; -1 = not made yet */
	unsigned relief_count;
	bool writing;          /* somebody has the writing role */
	bool sink_thread, quit;
	bool cut;              /* -k: a killed task ended the order */
	bool told;             /* broken() was called */
	struct err err;
	struct collect_count count;
	pthread_t sink;
};

bool collect_keeps(const struct collect *c);
bool collect_by_line(const struct collect *c);
/* With mu held: t has something to write. */
void collect_pend(struct collect *c, struct task *t);
/* With mu held and the writing role free: write until nothing is pending. Leaves and retakes the lock. */
void collect_write(struct collect *c);
/* With mu held: wake paused slots that may go on. */
void collect_relieve(struct collect *c);
/* With mu held: bring `hole` up to date. True when there is one. */
bool collect_look(struct collect *c);
void *collect_sink_main(void *collect);
