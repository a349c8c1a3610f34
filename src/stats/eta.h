/* SPDX-License-Identifier: MIT */
/*
 * How much longer a run will take. Pure: what is known goes in, seconds come out. The rule for tasks of which nothing is known, and the one
 * for tasks whose cost is (the times of an old job log, sizes of files), were chosen by simulation: tests/unit/test_eta.c holds their errors.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Numbers above 0 as a histogram with 16 classes for each doubling, so that any run has the same memory. */
#define ETA_OCTAVES 64
#define ETA_CLASSES (ETA_OCTAVES * 16)
struct eta_seen {
	uint64_t count;
	double sum, squares;
	struct {
		uint64_t count;
		double sum;
	} class[ETA_CLASSES];
};

/* Add one; what is not above 0 counts as very small. */
void eta_add(struct eta_seen *s, double x);
/* NAN when there is none. */
double eta_median(const struct eta_seen *s);
/* Of those that are larger than x: by how much on average. 0 when there is none. */
double eta_residual(const struct eta_seen *s, double x);

struct eta_running {
	double age;           /* s since its start */
	double cost;          /* above 0; not looked at without costs */
};

struct eta_now {
	double elapsed;       /* s since the run began */
	uint64_t done, left;  /* tasks that have ended, and that have not */
	unsigned slots;
	const struct eta_seen *times; /* of tasks that have ended, s */
	const struct eta_running *running;
	size_t running_count;

	/* Costs, in any unit. sums NULL = not known. */
	const struct eta_seen *rates; /* time / cost of tasks that have ended */
	const double *sums;   /* sums[i] = cost of the first i tasks in the order in which they start */
	size_t started, count;
	double *space;        /* room for as many numbers as the larger of slots and running_count */
};

/* The ends of a range, mostly the same; both NAN before there is something to go by: max(3, slots) tasks have ended. */
struct eta {
	double low, high;
};
struct eta eta_of(const struct eta_now *now);

/* What was shown last; {0} at first. */
struct eta_shown {
	double value;
	double raised;        /* when it went up last, s */
	int any;
};
/*
 * The number to show at `now` (s): the middle of the range with two significant figures; it goes up at most once in two seconds. Negative
 * when there is none.
 */
double eta_show(struct eta_shown *s, double now, struct eta e);
