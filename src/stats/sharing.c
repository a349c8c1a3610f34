/* SPDX-License-Identifier: MIT */
/*
 * All tasks that compute at a moment do so at the same speed, so there is one clock for them that runs slower than time when they are too many:
 * the order in which they finish is then known when they start, and a heap by that clock finds the next. What is after computing runs by
 * ordinary time and has a heap of its own.
 */
#include "stats/sharing.h"

#include <math.h>
#include <stdlib.h>

#include "base/maths.h"
#include "base/sys.h"

struct entry {
	double when; /* by the clock of its heap */
	size_t task;
};

struct heap {
	struct entry *p;
	size_t n;
};

static void swap(struct entry *a, struct entry *b) {
	struct entry t = *a;

	*a = *b;
	*b = t;
}

static void push(struct heap *h, double when, size_t task) {
	size_t i = h->n++;

	h->p[i] = (struct entry){ when, task };
	for (; i && h->p[i].when < h->p[(i - 1) / 2].when; i = (i - 1) / 2)
		swap(&h->p[i], &h->p[(i - 1) / 2]);
}

static size_t pop(struct heap *h) {
	size_t task = h->p[0].task, i = 0;

	h->p[0] = h->p[--h->n];
	for (;;) {
		size_t child = 2 * i + 1, least = i;

		if (child < h->n && h->p[child].when < h->p[least].when)
			least = child;
		if (child + 1 < h->n && h->p[child + 1].when < h->p[least].when)
			least = child + 1;
		if (least == i)
			return task;
		swap(&h->p[i], &h->p[least]);
		i = least;
	}
}

struct run {
	const struct sharing_task *tasks;
	enum sharing how;
	double cpus;
	double now, clock;  /* time; what a task that computes has got of it */
	double demand;      /* CPUs that those want which compute */
	struct heap computing, waiting;
};

/* How long it is on the clock, and how many CPUs it wants then. */
static void first_part(const struct run *r, size_t i, double *ret_length, double *ret_demand) {
	const struct sharing_task *t = &r->tasks[i];

	*ret_length = r->how == SHARING_MIXED ? t->alone : maths_min(t->cpu, t->alone);
	*ret_demand = t->alone > 0 ? t->cpu / t->alone : 0;
	if (r->how == SHARING_FIRST)
		*ret_demand = maths_max(*ret_demand, 1);
}

static void start(struct run *r, size_t i) {
	double length, demand;

	first_part(r, i, &length, &demand);
	r->demand += demand;
	push(&r->computing, r->clock + length, i);
}

static double speed(const struct run *r) {
	return r->demand > r->cpus ? r->cpus / r->demand : 1;
}

static void computed(struct run *r) {
	size_t i = pop(&r->computing);
	double length, demand;

	first_part(r, i, &length, &demand);
	r->demand = r->computing.n ? r->demand - demand : 0;
	push(&r->waiting, r->now + maths_max(r->tasks[i].alone - length, 0), i);
}

static double play(struct run *r, size_t n, size_t slots) {
	size_t next = 0;

	for (;;) {
		size_t busy = r->computing.n + r->waiting.n;
		double end = NAN, back = NAN, arrival = NAN, to;

		if (next < n && busy < slots && r->tasks[next].ready <= r->now) {
			start(r, next++);
			continue;
		}
		if (next == n && !busy)
			return r->now;
		if (r->computing.n)
			end = r->now + maths_max(r->computing.p[0].when - r->clock, 0) / speed(r);
		if (r->waiting.n)
			back = maths_max(r->waiting.p[0].when, r->now);
		if (next < n && busy < slots)
			arrival = r->tasks[next].ready;
		to = maths_min(maths_min(end, back), arrival);
		r->clock += (to - r->now) * speed(r);
		r->now = to;
		if (to == back) {
			(void)pop(&r->waiting);
		} else if (to == end) {
			r->clock = r->computing.p[0].when; /* it is there, whatever rounding says */
			computed(r);
		}
	}
}

double sharing_list(const struct sharing_task *tasks, size_t n, size_t slots, double cpus, enum sharing how) {
	struct run r = { .tasks = tasks, .how = how, .cpus = maths_max(cpus, 1) };
	double ret = NAN;

	if (!n)
		return 0;
	if (!slots || slots > n)
		slots = n;
	r.computing.p = sys_malloc(slots * sizeof(*r.computing.p));
	r.waiting.p = sys_malloc(slots * sizeof(*r.waiting.p));
	if (r.computing.p && r.waiting.p)
		ret = play(&r, n, slots);
	free(r.computing.p);
	free(r.waiting.p);
	return ret;
}
