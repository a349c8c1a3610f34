/* SPDX-License-Identifier: MIT */
/*
 * What one run says, computed once from its report for every form of the statistics. Seconds and ratios; NAN = not known.
 * Names and formulas: T wall time, N slots, W sum of task times, Q sum of run-queue delays, U CPU time, C usable CPUs, I1 what one slot
 * would have waited for input; serial time T1 = pre + post + (W - Q) + I1, speed-up T1 / T.
 */
#pragma once

#include "stats/account.h"
#include "stats/share.h"
#include "stats/stats.h"
#include "stats/whatif.h"

enum serial_kind {
	SERIAL_UNKNOWN,   /* nothing ran */
	SERIAL_MEASURED,  /* the run had one slot */
	SERIAL_ESTIMATED, /* run-queue delays are known for 90 % of the CPU time */
	SERIAL_RANGE,     /* they are not: only serial_low and serial_high (for tasks of one thread, free to run on any CPU) */
};

/* What a speed-up is at most. */
enum ceiling {
	CEILING_SLOTS,   /* N */
	CEILING_CPUS,    /* C T1 / U */
	CEILING_LONGEST, /* T1 / (pre + post + longest task alone) */
	CEILING_SERIAL,  /* T1 / (pre + post): Amdahl's limit */
	CEILING_FEED,    /* T1 / when the last record came that was waited for */
	CEILINGS,
};

struct figures {
	/* measured */
	double slots;                 /* N, the average over the run */
	double wall, pre, post;       /* the run; before its first task; after its last one: without waiting for input */
	double work, queue, cpu;      /* W, Q (NAN when no delay is known), U */
	double coverage;              /* part of U for which Q is known, 0..1 */
	double running, utilisation;  /* W / T, and that / N */
	double cpu_busy;              /* U / (C T) */
	struct account account;       /* where the slot-time went, and what each part has in karp_flatt */

	/* estimated, but for the measured serial time of one slot */
	enum serial_kind serial_kind;
	double serial, serial_low, serial_high;
	double waiting;               /* I1: part of `serial` */
	const char *no_speedup;       /* why there is none, in words; NULL = there is one, or a range */
	double speedup, speedup_low, speedup_high; /* value NAN with a range */
	double efficiency;            /* speed-up / N */
	double efficiency_cpus;       /* speed-up / min(N, C), where the work is for CPUs */
	double karp_flatt;
	double parallel;              /* 1 - karp_flatt where that is within 0..1: effective, it includes every loss */
	double serial_fraction;       /* time with at most one slot busy while there were more / serial */
	double span;                  /* the longest chain / serial */
	double cap[CEILINGS];
	enum ceiling binding;         /* the smallest of them; CEILINGS = none is known */

	/* bounds of every list schedule of these tasks on N slots (R. Graham, 1969), the greedy one included */
	double least, graham, longest_first_bound; /* the run at least; at most; at most so many times the optimum, with the longest task first */
	double greedy;                /* T1 / N + span */

	double cpu_share;             /* U / (W - Q) */
	enum work_kind work_kind;
	double suggested;             /* slots: C / cpu_share, no more than the longest task can use */
	struct whatif what;           /* predicted */
};

/* Pure but for memory it needs for a moment. Never fails: what needs memory that is not there is not known. */
struct figures figures_of(const struct run_report *r);

/* read - (ok + failed + ...): 0 unless tasks were lost or counted twice. */
int64_t figures_unaccounted(const struct run_report *r);

/* What would be worth changing: the best of what the replay knows, when it saves more than 5 % even at the worse end of its range. */
enum advice_kind { ADVICE_NONE, ADVICE_SLOTS, ADVICE_LONGEST_FIRST };
struct figures_advice {
	enum advice_kind kind;
	struct whatif_row row;
	double gain; /* part of the time that is saved */
};
struct figures_advice figures_advice(const struct figures *f);
