/* SPDX-License-Identifier: MIT */
/*
 * What one run says, computed once from its report for every form of the statistics. Seconds and ratios; NAN = not known.
 * Names and formulas: T wall time, N slots, W sum of task times, Q sum of run-queue delays, U CPU time, C usable CPUs;
 * serial time T1 = pre + post + (W - Q), speed-up T1 / T.
 */
#pragma once

#include "stats/share.h"
#include "stats/stats.h"

enum serial_kind {
	SERIAL_UNKNOWN,   /* nothing ran */
	SERIAL_MEASURED,  /* the run had one slot */
	SERIAL_ESTIMATED, /* run-queue delays are known for 90 % of the CPU time */
	SERIAL_RANGE,     /* they are not: only serial_low and serial_high (for tasks of one thread, free to run on any CPU) */
};

struct figures {
	/* measured */
	double slots;                 /* N, the average where it changed */
	double wall, pre, post;       /* the run; before its first task; after its last one */
	double work, queue, cpu;      /* W, Q (NAN when no delay is known), U */
	double coverage;              /* part of U for which Q is known, 0..1 */
	double running, utilisation;  /* W / T, and that / N */
	double cpu_busy;              /* U / (C T) */

	enum serial_kind serial_kind;
	double serial, serial_low, serial_high;

	const char *no_speedup;       /* why there is none, in words; NULL = there is one, or a range */
	double speedup, speedup_low, speedup_high; /* value NAN with a range */
	double efficiency, karp_flatt;
	double parallel;              /* 1 - karp_flatt where that is within 0..1 */

	/* speed-up is at most this; of a run with an estimated serial time */
	double cap_cpus, cap_longest, cap_serial;

	double cpu_share;             /* U / (W - Q) */
	enum work_kind work_kind;
};

/* Pure. Never fails. */
struct figures figures_of(const struct run_report *r);

/* read - (ok + failed + ...): 0 unless tasks were lost or counted twice. */
int64_t figures_unaccounted(const struct run_report *r);
