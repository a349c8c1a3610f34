/* SPDX-License-Identifier: MIT */
/*
 * Greedy list scheduling (schedule.h) for tasks that share CPUs: each has a part that computes and a part that waits for something else. Nothing
 * is known of how these alternate, so there are two ways, which bound it. Seconds.
 */
#pragma once

#include <stddef.h>

struct sharing_task {
	double alone; /* how long it takes when nobody shares the CPUs with it */
	double cpu;   /* CPU time; more than alone: it computes with several threads */
	double ready; /* when it can start at the earliest */
};

enum sharing {
	SHARING_MIXED, /* every moment of a task has its share of computing: the optimistic one */
	SHARING_FIRST, /* it computes, then it waits: the pessimistic one */
};

/* When the last task ends, or NAN without memory. slots = 0: as many as there are tasks. O(n log slots). */
double sharing_list(const struct sharing_task *tasks, size_t n, size_t slots, double cpus, enum sharing how);
