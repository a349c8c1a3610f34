/* SPDX-License-Identifier: MIT */
/* What the number of slots did during a run, and why: for the reports. */
#pragma once

#include "stats/page.h"
#include "stats/share.h"
#include "stats/tree.h"

enum adaptive_why {
	ADAPTIVE_MODEL,    /* what finished tasks did with their time */
	ADAPTIVE_RAMP,     /* a step towards the number wanted */
	ADAPTIVE_MEMORY,   /* processes wait for memory, or little is left */
	ADAPTIVE_CPU,      /* our tasks queue for CPUs */
	ADAPTIVE_FAILURES, /* more tasks failed than before */
	ADAPTIVE_TRY,      /* to see whether more slots finish more tasks */
	ADAPTIVE_GAIN,     /* they did: more still */
	ADAPTIVE_NO_GAIN,  /* they did not */
	ADAPTIVE_FEWER,    /* as many tasks are finished with fewer */
};

struct adaptive_step {
	nsec at;              /* since the beginning of the run */
	unsigned slots;       /* from now on */
	enum adaptive_why why;
	double wanted;        /* by the model; NAN */
	struct share seen;    /* ADAPTIVE_MODEL: the tasks it was learned from */
	double cpu, memory;   /* pressure, 0..1; NAN = not known */
	double rate;          /* tasks a second, where it was measured; NAN */
};

#define ADAPTIVE_STEPS 48

struct adaptive {
	const char *hint;     /* "io", "auto"; "cpu" and NULL have no steps */
	bool jobs_auto;       /* -j auto */
	bool fixed;           /* -j said how many: the hint chose the pool only */
	unsigned min, max, most;
	double mean;          /* average of the slots allowed, over time */
	unsigned steps;       /* so many decisions; the first of them are kept, and the last */
	struct adaptive_step step[ADAPTIVE_STEPS];
};

/* Note a decision. */
void adaptive_note(struct adaptive *a, const struct adaptive_step *step);
/* The decisions as lines of the summary, and what all tasks did; nothing when the number of slots was fixed and nothing measured. */
void adaptive_text(struct page *p, const struct adaptive *a, const struct share *all, unsigned cpus);
/* "4 tasks, 8.1 ms CPU, 0.80 s blocked, 12 ms queueing for a CPU". */
void adaptive_seen(struct page *p, const struct share *s);
/* The list `adaptive`. */
void adaptive_tree(struct tree *t, const struct adaptive *a);
