/* SPDX-License-Identifier: MIT */
/*
 * How many slots --hint io, --hint auto and -j auto use: decisions as functions of what has been measured. No I/O, no clock, no lock.
 * Two ideas. The model: C CPUs are kept busy by C / U slots when a task keeps a part U of a CPU busy (share.h). The climb (-j auto):
 * where something else than the CPUs is the bottleneck, more slots are kept only as long as they finish more tasks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "stats/adaptive.h"
#include "stats/share.h"

enum adapt_kind {
	ADAPT_FIXED, /* the number stays: only measured */
	ADAPT_IO,    /* up to `most`: the user says that tasks wait */
	ADAPT_MODEL, /* as the model says */
	ADAPT_CLIMB, /* that, and the climb with its guards */
};

struct adapt_spec {
	enum adapt_kind kind;
	unsigned slots;      /* at the beginning */
	unsigned cpus, most; /* usable CPUs; the most slots ever */
	nsec begin;
	uint64_t memory_left;/* then; UINT64_MAX = not known */
};

/* What the machine says since the last decision. Shares of time 0..1, NAN = not known. */
struct adapt_signals {
	double cpu, memory;          /* somebody waited for a CPU, for memory */
	uint64_t memory_left;        /* bytes; UINT64_MAX = not known */
	uint64_t memory_total;
	unsigned running;            /* slots at work: more than allowed while those above a new limit finish */
};

#define ADAPT_SIZES 256

/* Private but for what is said; a value, so that tests can make thousands. */
struct adapt {
	struct adapt_spec spec;
	unsigned slots;          /* N, now */
	double goal;             /* of the ramp: what the model or the hint wants, before it is rounded */
	bool measured;           /* the model has spoken */
	bool computes;           /* what it saw last was work of the kind cpu */
	nsec next;               /* decide again at this time at the latest, though no task ends; NSEC_NEVER */
	struct share all;        /* since the beginning */
	struct share recent;     /* since the model's last word */
	struct share fresh;      /* since the last decision */
	double own;              /* our tasks' part of time in the run queue, last known; NAN */
	uint32_t sizes[ADAPT_SIZES], sized; /* peak memory of finished tasks, in steps of a quarter of an octave */
	uint64_t largest;        /* bytes */
	nsec model_at, step_at, guard_at;
	unsigned ceiling, crowded;
	/* climb */
	enum { CLIMB_GROW, CLIMB_DOWN, CLIMB_HOLD } climb;
	unsigned base;           /* N0 */
	double rate;             /* X0, tasks a second; 0 = not known */
	nsec window, hold;       /* the window begins, the hold ends */
	nsec guarded;            /* until then the model may only take slots away */
	uint64_t ended, failed;  /* in the window */
	double failing;          /* part of the tasks that failed in the last window */
};

void adapt_init(struct adapt *a, const struct adapt_spec *spec);

/* An attempt has ended (`failed`: in a way that may be the fault of too many slots, such as no process to start). */
void adapt_ended(struct adapt *a, nsec now, const struct result *r, bool failed);

/* Is there something to decide? Cheap: asked at each end of a task. */
bool adapt_due(const struct adapt *a, nsec now);

/*
 * Decide. True when there is something to tell: a->slots changed, or the model has spoken; *step then says what and why. Sets
 * a->next. Call it when adapt_due says so, and at a->next.
 */
bool adapt_decide(struct adapt *a, nsec now, const struct adapt_signals *s, struct adaptive_step *step);

/* Peak memory that 95 of 100 finished tasks stayed below, in bytes, rounded up by at most a quarter; 0 = none has ended. */
uint64_t adapt_size(const struct adapt *a);
