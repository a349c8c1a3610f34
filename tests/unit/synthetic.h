/* SPDX-License-Identifier: MIT */
/*
 * Runs that never were, with all that the engine would have noted: a history, the ledger, the sums. Slots take the tasks in order, as the engine
 * does, so that what is true of such a run is known exactly.
 */
#pragma once

#include <math.h>

#include "engine/idle.h"
#include "stats/prng.h"
#include "stats/stats.h"

#define SYNTHETIC_MOST 512
#define S(x) ((nsec)llround((x) * 1e9))

struct synthetic_task {
	double wall, cpu, queued; /* as measured */
	double ready;             /* arrival of its record, seconds since the run began; 0 = it was there */
	bool fails_first;         /* a first attempt of half its time fails */
};

struct synthetic {
	unsigned slots, cpus;
	double pre, post;
	size_t n;
	struct synthetic_task task[SYNTHETIC_MOST];
};

static int synthetic_order(const void *a, const void *b) {
	nsec x = *(const nsec *)a, y = *(const nsec *)b;

	return (x > y) - (x < y);
}

static inline void synthetic_attempt(struct run_report *r, const struct synthetic *x, size_t i, unsigned slot, nsec start, nsec end, double part,
	unsigned attempt, bool again, nsec waited) {
	struct attempt *a = &r->history.list[r->history.count++];
	const struct synthetic_task *t = &x->task[i];

	*a = (struct attempt){ .start = start, .end = end, .ready = t->ready > 0 ? r->begin + S(t->ready) : r->begin + S(x->pre), .waited = waited,
		.cpu = S(t->cpu * part), .queued = S(t->queued * part), .seq = i, .slot = slot, .attempt = (uint16_t)attempt, .rss = 1000,
		.outcome = OUTCOME_EXIT, .code = again, .again = again };
	r->sum.attempts++;
	r->sum.queue_known++;
	r->sum.wall += end - start;
	r->sum.cpu += a->cpu;
	r->sum.on_cpu += a->cpu;
	r->sum.queued += a->queued;
	if (again)
		r->sum.repeated += end - start;
	if (!r->sum.first_start || start < r->sum.first_start)
		r->sum.first_start = start;
	if (end > r->sum.last_end)
		r->sum.last_end = end;
	if (end - start > r->sum.longest) {
		r->sum.longest = end - start;
		r->sum.longest_seq = i;
	}
	if (end - start - a->queued > r->sum.longest_alone) {
		r->sum.longest_alone = end - start - a->queued;
		r->sum.longest_alone_seq = i;
	}
}

/* What the engine would have told its ledger at each change. */
static inline void synthetic_ledger(struct run_report *r, const struct synthetic *x, const nsec *starts, const nsec *ends, nsec over) {
	static nsec times[4 * SYNTHETIC_MOST + 4];
	size_t n = 0;
	struct idle m;

	times[n++] = r->begin + S(x->pre);
	for (size_t i = 0; i < x->n; i++) {
		times[n++] = starts[i];
		times[n++] = ends[i];
		if (x->task[i].ready > 0)
			times[n++] = r->begin + S(x->task[i].ready);
	}
	times[n++] = r->end;
	qsort(times, n, sizeof(*times), synthetic_order);
	idle_begin(&m, r->begin, x->slots);
	for (size_t k = 0; k < n; k++) {
		nsec now = times[k];
		enum idle_why why = IDLE_STARVED;
		unsigned busy = 0;
		size_t next = 0;

		for (size_t i = 0; i < x->n; i++) {
			busy += starts[i] <= now && now < ends[i];
			next += starts[i] <= now;
		}
		if (next == x->n)
			why = busy ? IDLE_TAIL : IDLE_FINISH;
		else if (x->task[next].ready <= 0 || r->begin + S(x->task[next].ready) <= now)
			why = IDLE_DISPATCH;
		idle_change(&m, now, x->slots, busy, why);
	}
	r->ledger = m.sum;
	r->ledger.over = over;
	for (size_t i = 0; i < x->n; i++)
		if (starts[i] == r->sum.first_start)
			r->ledger.before = x->task[0].ready > x->pre ? S(x->task[0].ready) - S(x->pre) : 0;
	r->ledger.reading = r->ledger.idle[IDLE_STARVED];
}

/* The run. `list` is where its history lives: 2 * n attempts. */
static inline struct run_report synthetic_run(const struct synthetic *x, struct attempt *list) {
	static nsec starts[SYNTHETIC_MOST], ends[SYNTHETIC_MOST], free_at[SYNTHETIC_MOST];
	struct run_report r = { .begin = S(100), .slots = x->slots, .cpus = x->cpus, .read = x->n };
	nsec read = r.begin + S(x->pre);

	r.history.list = list;
	r.sum.ok = x->n;
	for (unsigned s = 0; s < x->slots; s++)
		free_at[s] = read;
	for (size_t i = 0; i < x->n; i++) {
		nsec ready = x->task[i].ready > 0 ? r.begin + S(x->task[i].ready) : 0, asked, half;
		unsigned s = 0;

		for (unsigned k = 1; k < x->slots; k++)
			if (free_at[k] < free_at[s])
				s = k;
		asked = free_at[s] > read ? free_at[s] : read;
		starts[i] = ready > asked ? ready : asked;
		read = starts[i];
		ends[i] = free_at[s] = starts[i] + S(x->task[i].wall);
		half = (starts[i] + ends[i]) / 2;
		if (x->task[i].fails_first)
			synthetic_attempt(&r, x, i, s + 1, starts[i], half, 0.5, 1, true, starts[i] - asked);
		synthetic_attempt(&r, x, i, s + 1, x->task[i].fails_first ? half : starts[i], ends[i], x->task[i].fails_first ? 0.5 : 1,
			x->task[i].fails_first ? 2 : 1, false, starts[i] - asked);
	}
	r.end = (x->n ? r.sum.last_end : r.begin + S(x->pre)) + S(x->post);
	synthetic_ledger(&r, x, starts, ends, 0);
	return r;
}
