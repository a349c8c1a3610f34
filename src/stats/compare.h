/* SPDX-License-Identifier: MIT */
/* What --compare measured, and the figures of it. Pure: the caller runs and prints. NAN = not known, as in models.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/models.h"

struct compare_point { /* all runs with one number of slots */
	unsigned slots; /* 0 = the command of --baseline */
	double *wall;   /* seconds, `runs` of them, in the order of the rounds */
	double *cpu;    /* CPU seconds of the tasks */
	double *sorted; /* the wall times again, ascending: compare_settle */
	double *place;  /* which run of its round it was, from 1; NULL = not known */
	size_t runs;
};

enum compare_end { COMPARE_FIXED /* --runs */, COMPARE_PRECISE, COMPARE_MOST /* --max-runs */, COMPARE_TIME /* --max-time */ };

struct compare_result {
	struct compare_point *points; /* ascending slots, the first has one slot */
	size_t count;
	struct compare_point baseline; /* runs 0 = none */
	const char *baseline_command;
	unsigned warmups;
	enum compare_end end;  /* why there were no more rounds */
	bool minima;           /* --min: the least time is the figure, and not the mean */

	uint64_t tasks;        /* of one run */
	uint64_t failed;       /* most failed tasks of a run */
	bool same_output;
	uint64_t other_task;   /* the first that printed something else; 0 = unknown */
	unsigned other_slots, first_slots; /* ... then, and in the run that it is compared with */
	char other_command[160];

	/* The machine. */
	unsigned cpus;         /* usable */
	unsigned cores;        /* of the machine; 0 = not known */
	double others;         /* CPUs that other programs kept busy meanwhile; NAN = not known */
	double free_cpus;      /* CPUs we may run on beyond `cpus` (a quota): others may use those without harm */
	double pressure;       /* share of the time of the runs with one slot in which somebody waited for a CPU; NAN = not known */
	double queued;         /* ... and in which their task did; NAN = not known */
	char frequency[64];    /* what changes the clock of the CPUs; empty = nothing, or not known */
	double longest;        /* seconds: the longest task of the runs with one slot, mean; NAN = not known */
	double serial;         /* seconds before the first and after the last task there, mean; NAN = not known */
};

/*
 * The values of N to be compared, ascending, without repetitions and always with 1, the reference. `given` may be
 * empty: then 1, 2, 4, ... up to cpus, cpus itself, and twice that. ret has room for `room`; returns how many.
 */
size_t compare_list(const unsigned *given, size_t count, unsigned cpus, unsigned *ret, size_t room);
/* 1, 2, 4, ... up to `most`, and that: for --jobs without a list. */
size_t compare_list_to(unsigned most, unsigned *ret, size_t room);

/* Fill `sorted`. To be called when there are new runs and before anything below. */
void compare_settle(struct compare_result *c);

struct compare_spread {
	struct interval mean; /* with its 95 % t-interval */
	double median, min, max, sd;
};
struct compare_spread compare_spread(const struct compare_point *p);
/* The wall time that stands for the point: its mean, or its minimum. */
double compare_time(const struct compare_result *c, const struct compare_point *p);
double compare_cpu(const struct compare_point *p);

#define COMPARE_FLOOR 0.001 /* seconds: a shorter run with one slot is no reference for anything */
/*
 * How much faster than one slot, with its interval: the ratio of the means of the logarithms, or of the minima, which
 * have no interval. NAN when the reference is below COMPARE_FLOOR.
 */
struct interval compare_speedup(const struct compare_result *c, const struct compare_point *p);
/* Every ratio is known so well that its 95 % interval is less than 5 % wide. */
bool compare_precise(const struct compare_result *c);
