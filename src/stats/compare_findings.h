/* SPDX-License-Identifier: MIT */
/*
 * What follows from a comparison: the laws that describe it, what bounds it, and what is to be said about it in
 * words. Pure.
 */
#pragma once

#include "stats/compare.h"
#include "stats/fit.h"
#include "stats/usl.h"

enum compare_law { LAW_NONE, LAW_AMDAHL, LAW_USL };

struct compare_ceiling {
	const char *kind;  /* "cpus", "longest_task" */
	double speedup;    /* no more than this; NAN = not known */
	bool binding;      /* it is the lowest */
};

struct compare_note {
	const char *kind;  /* what it is about, for programs */
	bool warning;
	char text[320];    /* a sentence */
};

enum { COMPARE_CEILINGS = 2, COMPARE_NOTES = 16 };
struct compare_findings {
	bool disturbed;            /* by other programs: no law is looked for */
	struct amdahl_fit amdahl;
	struct usl_fit usl;
	enum compare_law law;      /* the simplest that describes the runs */
	struct compare_ceiling ceilings[COMPARE_CEILINGS];
	const struct compare_ceiling *binding; /* one of them; NULL = none is known */
	struct compare_note notes[COMPARE_NOTES];
	size_t note_count;
};

/* Work all that out. *f points into itself. */
void compare_find(const struct compare_result *c, struct compare_findings *f);
/* The speed-up that the law gives with n slots; NAN = there is none. */
double compare_predict(const struct compare_findings *f, double n);
