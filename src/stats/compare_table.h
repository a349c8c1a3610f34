/* SPDX-License-Identifier: MIT */
/* What --compare measured, as text: table, fit, chart, and warnings that are true. Pure: the caller runs and prints. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct compare_point { /* all runs with one number of slots */
	unsigned slots;
	double *wall;  /* seconds, `runs` of them */
	double *cpu;   /* CPU seconds of the tasks */
	size_t runs;
};

struct compare_result {
	struct compare_point *points; /* ascending slots, the first has one slot */
	size_t count;
	unsigned cpus;         /* usable */
	uint64_t tasks;        /* of one run */
	uint64_t failed;       /* most failed tasks of a run */
	double others;         /* CPUs that other programs kept busy meanwhile; NAN = not known */
	double free_cpus;      /* CPUs we may run on beyond `cpus` (a quota): others may use those without harm */
	bool same_output;
};

/*
 * The values of N to be compared, ascending, without repetitions and always with 1, the reference. `given` may be empty: then
 * 1, 2, 4, ... up to cpus, cpus itself, and twice that. ret has room for `room`; returns how many.
 */
size_t compare_list(const unsigned *given, size_t count, unsigned cpus, unsigned *ret, size_t room);

/* Append the report. 0 or -ENOMEM. */
int compare_add(struct buf *out, const struct compare_result *c);
