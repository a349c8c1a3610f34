/* SPDX-License-Identifier: MIT */
/* What each slot did, and how long attempts took: from the history of a run. Seconds; NAN = not known. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "stats/stats.h"

#define PERSLOT_PARTS 32

struct perslot {
	unsigned slot;       /* from 1, as {%} */
	uint64_t tasks;      /* attempts */
	double busy;         /* with a task */
	double before, after; /* idle before its first and after its last task */
	double part[PERSLOT_PARTS]; /* of each part of the run it had a task for that share */
};

/* A list of all slots that ran something, by number, to be freed; NULL when there are none, or the history is not whole, or no memory. */
struct perslot *perslot_of(const struct run_report *r, size_t *ret_count);

struct durations {
	double min, p50, p90, p99, max, mean, sd; /* of attempts; percentiles by nearest rank */
};
struct durations durations_of(const struct run_report *r);
