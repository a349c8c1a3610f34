/* SPDX-License-Identifier: MIT */
/* --calibrate: what company costs. The first tasks of a run had no other beside them; how much more CPU time do the later ones take? */
#pragma once

#include "base/clock.h"
#include "stats/history.h"
#include "stats/models.h"
#include "stats/page.h"
#include "stats/tree.h"

struct calibrate {
	unsigned wanted;         /* K; 0 = the run was not calibrated, and nothing else is filled in */
	unsigned alone, beside;  /* tasks that were measured: one by one, and after them */
	double cpu_alone, cpu_beside; /* typical CPU time of one of them (geometric mean), s; NAN = not known */
	double sum_alone;             /* of those that were alone together, s */
	struct interval inflation;    /* in company / alone, with its 95 % interval; NAN = not known */
	const char *why;         /* why the inflation is not known, in words; NULL = it is */
};

/*
 * Pure. `until`: when the last of the first K tasks was over, 0 = it never was; attempts that began before it were alone. Only attempts that
 * ended by themselves and were the last of their task are compared. The interval is that of B. Welch on logarithms (see model_ratio), as CPU
 * times differ by factors. slots: how many ran beside each other.
 */
struct calibrate calibrate_of(const struct history *h, unsigned wanted, nsec until, unsigned slots);

/* The line of the summary, and what it makes of a serial time that was estimated; nothing when the run was not calibrated. cpu: of all tasks, s; serial NAN = not known. */
void calibrate_text(struct page *p, const struct calibrate *c, double serial, double cpu);
/* The map `calibration`; null when the run was not calibrated. */
void calibrate_tree(struct tree *t, const struct calibrate *c);

/*
 * What the CPU time of all tasks, in seconds, would have been had none run in company: those measured alone as they are, the others divided by
 * the inflation. At most `cpu`; NAN = not known.
 */
double calibrate_cpu(const struct calibrate *c, double cpu);
