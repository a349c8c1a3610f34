/* SPDX-License-Identifier: MIT */
/*
 * What else went on while a run lasted, and spoils its figures: other programs, waiting for disks and memory, a CPU quota, a clock that was set.
 * Counters are read before and after, so that the answer is about the run and not about the minutes before. Nothing here starts a program.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "stats/load.h"

/* Counters at one moment. {0} = not read. */
struct surroundings_at {
	nsec mono, wall;      /* of the two clocks */
	struct load load;
	double own;           /* CPU seconds of ourselves and of our reaped children */
	nsec io, memory;      /* pressure; -1 = not known */
	uint64_t throttled;   /* periods in which the CPU quota of our control group was used up */
	bool quota_known;
};

struct surroundings {
	bool known;           /* false: nothing was read */
	double busy;          /* CPU seconds of all programs on our CPUs; 0 = not known */
	double others;        /* CPUs that others kept busy; NAN */
	double io, memory;    /* part of the time in which somebody waited for it, 0..1; NAN */
	uint64_t throttled;
	double clock_moved;   /* seconds that the system's clock went further than time did */
	unsigned cores;       /* physical ones; 0 = not known */
};

/* root goes in front of /proc and /sys, for tests; the load is always that of this machine. */
struct surroundings_at surroundings_read(const char *root);
struct surroundings surroundings_between(const char *root, const struct surroundings_at *before, const struct surroundings_at *after);
