/* SPDX-License-Identifier: MIT */
/* Ending a process and its group: the signals of --termseq with their pauses, then KILL. Used by whoever watches a child. */
#pragma once

#include <stdbool.h>

#include "base/clock.h"
#include "base/sync.h"
#include "exec/proc.h"
#include "exec/termseq.h"

struct ending {
	const struct proc *proc;
	const struct termseq *seq;
	const struct gates *gates;
	bool begun;
	size_t step;
	nsec next;      /* when the next step is due; NSEC_NEVER = KILL was sent */
};

/* Send the first signal. Call once. */
void ending_begin(struct ending *e);
/* The time of `next` has come: send the next signal. */
void ending_step(struct ending *e);
/* No more patience: KILL. */
void ending_hurry(struct ending *e);
/*
 * The leader is dead but not reaped. The group goes on getting the sequence until nobody is left in it. Blocks until then (or
 * the `now` gate).
 */
void ending_group(struct ending *e);
/* All of it, for who has nothing else to do: end a living process and its group. Blocks until it can be reaped. */
void ending_run(struct ending *e);
