/* SPDX-License-Identifier: MIT */
/*
 * Changes the number of slots while tasks run, as engine/adapt.h decides. Decisions are taken where something has happened: by the slot
 * whose task has ended. Only a ramp under way, and the guards of -j auto, also need a time to look again: the watching thread keeps it.
 */
#pragma once

#include "cli/options.h"
#include "engine/adapt.h"
#include "task/task.h"

struct tune;

struct tune_spec {
	const struct options *options;
	unsigned slots, most;         /* at the beginning; ever */
	const char *root;             /* in front of /proc and /sys; "" */
	/* The number of slots is now this. Called by any thread, without a lock. */
	void (*set)(void *, unsigned slots);
	unsigned (*running)(void *);  /* slots at work; called likewise */
	void (*wake)(void *);         /* the watching thread should ask tune_next() again; its argument is not used */
	void *arg;
};

/* NULL when the options leave nothing to decide or to measure. What spec points to is borrowed. */
struct tune *tune_new(const struct tune_spec *spec);
void tune_free(struct tune *t);

/* An attempt has ended. Thread-safe; may read counters of the kernel. t may be NULL. */
void tune_ended(struct tune *t, const struct task *task);
/* When tune_tick is to be called although no task ends; NSEC_NEVER. */
nsec tune_next(struct tune *t);
void tune_tick(struct tune *t);

/* The number of slots now. Thread-safe. */
unsigned tune_slots(struct tune *t);
/* True while the tasks seen so far compute: functions then are better off in processes. Thread-safe. */
bool tune_computes(struct tune *t);
/* What was decided and seen. Only after the last task. */
void tune_report(struct tune *t, struct adaptive *ret);
