/* SPDX-License-Identifier: MIT */
/*
 * How busy the machine is beside us. The kernel's counters are read before and after the runs, so the answer is about those very
 * seconds and not, as a load average, about the minute before.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct load {
	bool known;   /* false where there is no /proc/stat, or it counts nothing */
	double busy;  /* CPU seconds of everybody on the CPUs we may run on, since boot */
	unsigned cpus;/* how many CPUs those are */
};

/* Read the counters now. Does not block. */
struct load load_read(void);

/* Pure: the same from the text of /proc/stat; `ours` says whether CPU i may be used by us, NULL = all. tick: ticks a second. */
struct load load_parse(const char *stat, const bool *ours, unsigned count, long tick);

/* CPU seconds of everybody between two readings; 0 = not known. Counted in ticks of 10 ms. */
double load_busy(const struct load *before, const struct load *after);

/*
 * CPUs that others kept busy between two readings in which `wall` seconds passed and we used `own` CPU seconds. NAN when not
 * known or when wall is below half a second (the counters tick at 10 ms).
 */
double load_others(const struct load *before, const struct load *after, double wall, double own);

/*
 * What changes the clock of the CPUs while programs run, in words: "governor powersave, turbo on". False when that is
 * not known or the clock is fixed. root goes in front of /sys, for tests.
 */
bool load_frequency(const char *root, char *text, size_t size);
