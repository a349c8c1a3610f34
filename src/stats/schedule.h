/* SPDX-License-Identifier: MIT */
/*
 * Greedy list scheduling: each task goes, in the order given, to the slot that is free first. It is what the engine does, so it answers how long
 * the same tasks take with another number of slots or in another order (R. Graham, SIAM J. Appl. Math. 17(2), 1969, bounds it). Seconds.
 */
#pragma once

#include <stddef.h>

struct schedule_task {
	double cost;  /* how long it keeps its slot, >= 0 */
	double ready; /* when it can start at the earliest, >= 0 */
};

/*
 * When the last task ends. free_at[i] says when slot i is free at first; afterwards it holds when each slot is free at the end, in no order
 * (the memory is the caller's, and the working space of this). slots = 0: as many as are wanted, free_at is not used. With no task: the
 * latest of free_at, or 0. O(n log slots).
 */
double schedule_list(const struct schedule_task *tasks, size_t n, double *free_at, size_t slots);

/* Order by cost, the longest first; tasks of the same cost stay in their order. 0 or -ENOMEM. */
int schedule_longest_first(struct schedule_task *tasks, size_t n);
