/* SPDX-License-Identifier: MIT */
/* Slots add what a task took; the watching thread, which draws, asks about ten times a second. */
#include "engine/forecast.h"

#include <math.h>
#include <stdlib.h>

#include "base/sync.h"
#include "base/sys.h"

struct forecast {
	struct observer observer; /* first */
	struct mutex mu;
	/* Guarded by mu. */
	uint64_t done;
	struct eta_seen times, rates;
	/* Of the thread that asks. */
	struct eta_shown shown;
	const double *sums;
	size_t count;
};

static void note(struct observer *o, const struct task *t, bool again) {
	struct forecast *f = (struct forecast *)o;
	double took = (double)(t->result.end - t->result.start) / 1e9;

	if (again || t->result.outcome == OUTCOME_KILLED || t->result.outcome == OUTCOME_NONE || t->result.outcome == OUTCOME_EVICTED)
		return;
	mutex_lock(&f->mu);
	f->done++;
	if (t->result.start > 0 && t->result.end >= t->result.start) {
		eta_add(&f->times, took);
		if (t->cost > 0)
			eta_add(&f->rates, took / t->cost);
	}
	mutex_unlock(&f->mu);
}

static void forecast_free(struct observer *o) {
	struct forecast *f = (struct forecast *)o;

	mutex_release(&f->mu);
	free(f);
}

static const struct observer_ops ops = { .attempt = note, .free = forecast_free };

struct forecast *forecast_new(const double *sums, uint64_t count) {
	struct forecast *f = sys_malloc(sizeof(*f));

	if (!f)
		return NULL;
	*f = (struct forecast){ .observer = { .ops = &ops }, .sums = sums, .count = sums ? (size_t)count : 0 };
	mutex_init(&f->mu);
	return f;
}

struct observer *forecast_observer(struct forecast *f) {
	return &f->observer;
}

/* What runs: how long, and what it should cost, where that is asked for. A task of unknown cost has that of a typical one. */
static void look(struct eta_running *to, const struct pool_age *from, size_t n, nsec now, double typical) {
	for (size_t i = 0; i < n; i++)
		to[i] = (struct eta_running){ .age = now > from[i].began ? (double)(now - from[i].began) / 1e9 : 0, .cost = from[i].cost > 0 ? from[i].cost : typical };
}

/* Memory for what changes from one question to the next. */
struct room {
	struct pool_age *ages;
	struct eta_running *running;
	double *space;
};

static bool room_take(struct room *r, size_t n) {
	r->ages = sys_malloc(n * sizeof(*r->ages));
	r->running = sys_malloc(n * sizeof(*r->running));
	r->space = sys_malloc(n * sizeof(*r->space));
	return r->ages && r->running && r->space;
}

static void room_free(struct room *r) {
	free(r->ages);
	free(r->running);
	free(r->space);
}

static struct eta ask(struct forecast *f, const struct forecast_now *now, struct room *r, size_t most) {
	struct eta_now n = { .elapsed = (double)now->elapsed / 1e9, .slots = now->slots, .times = &f->times, .running = r->running, .rates = &f->rates,
			     .sums = f->sums, .started = (size_t)now->started, .count = f->count, .space = r->space };
	double typical = f->count ? f->sums[f->count] / (double)f->count : 1;
	struct eta e;

	n.running_count = pool_ages(now->pool, r->ages, most);
	n.left = now->total - now->started + n.running_count;
	look(r->running, r->ages, n.running_count, clock_mono(), typical > 0 ? typical : 1);
	mutex_lock(&f->mu);
	n.done = f->done;
	e = eta_of(&n);
	mutex_unlock(&f->mu);
	return e;
}

double forecast_ask(struct forecast *f, const struct forecast_now *now) {
	struct eta e = { NAN, NAN };
	struct room r = {0};
	size_t most;

	if (!f)
		return -1;
	most = now->slots + 64u; /* when their number is lowered there are more for a while */
	if (now->total != UINT64_MAX && now->total >= now->started && room_take(&r, most))
		e = ask(f, now, &r, most);
	room_free(&r);
	return eta_show(&f->shown, (double)clock_mono() / 1e9, e);
}
