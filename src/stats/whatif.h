/* SPDX-License-Identifier: MIT */
/*
 * What the same attempts would have taken with another number of slots, or in another order: predicted by replaying run_report.history. An
 * attempt is alone for its wall time without its run-queue delay; it arrives when its record did, if a slot had to wait for that. Times are
 * of whole runs, with what comes before the first and after the last task. Seconds; NAN = not known.
 *
 * low and high are the same where the CPUs do not matter. Where the tasks would keep more than 0.7 of them busy, CPUs are shared: low says
 * that tasks mix computing and waiting evenly, high that they compute first and then wait. They also differ where the run-queue delays
 * are not known (serial_kind SERIAL_RANGE).
 */
#pragma once

#include <stdbool.h>

#include "stats/stats.h"

#define WHATIF_ROWS 40
#define WHATIF_MOMENT 1000000 /* ns: a record that took no longer had been there already */

struct whatif_row {
	unsigned slots;    /* 0 = as many as there are tasks */
	double low, high;  /* wall time */
	double speedup_low, speedup_high; /* serial time / high, serial time / low */
	bool model_only;   /* more than four times the slots of the run: nothing like it was seen */
};

struct whatif {
	const char *none;  /* why nothing can be said, in words; NULL = there is something */
	bool bounds;       /* not all attempts are known: no replay, but the bounds of every list schedule (R. Graham, 1969) */
	unsigned count;
	struct whatif_row row[WHATIF_ROWS]; /* 1, 2, 4, ... slots and the run's own number, ascending, and at last 0; one slot is the serial time */
	struct whatif_row here;             /* the run's own number */
	struct whatif_row longest_first;    /* the same, with the longest task first */
	double one_low, one_high;           /* one slot: the serial time that figures.h estimates, with waiting for input */
	double waiting_low, waiting_high;   /* I1: of that, waiting for input */
	double feed;                        /* when the last record came that was waited for, since the run began; 0 = none was */
	double span_low, span_high;         /* no limit of slots: the longest chain, T-infinity */
	uint64_t longest_seq;               /* of the task that is alone for longest */
	double longest;                     /* ... and for how long, as far as known */
};

struct whatif_spec {
	double slots;         /* N; an average */
	double pre, post;     /* before the first and after the last task, waiting for input not included */
	double work_low, work_high; /* bounds of W - Q; the same when it is known */
	double handling;      /* what pmap itself needs of a slot for each task */
	bool replay_one;      /* false: the run had one slot, and its own time is the serial time */
};

/* Pure but for memory it needs for a moment: without it .none says so. */
struct whatif whatif_of(const struct run_report *r, const struct whatif_spec *spec);

/* The row for that many slots, NULL when there is none. */
const struct whatif_row *whatif_row(const struct whatif *w, unsigned slots);
