/* SPDX-License-Identifier: MIT */
/* One lock for all slots: what is done under it costs less than a clock reading, and an attempt costs a process or at least a function. */
#include "stats/history.h"

#include <stdlib.h>

#include "base/sync.h"
#include "base/sys.h"

struct keeper {
	struct observer observer; /* first */
	struct mutex mu;
	struct history h;         /* guarded by mu */
	size_t cap;
};

static nsec at_most(nsec a, nsec b) {
	return a < b ? a : b;
}

static struct attempt attempt_of(const struct task *t, bool again) {
	const struct result *r = &t->result;

	return (struct attempt){
		.start = r->start, .end = r->end, .ready = t->ready, .waited = t->waited, .cpu = clock_of(r->ru.ru_utime) + clock_of(r->ru.ru_stime),
		.queued = r->queued < 0 ? -1 : at_most(r->queued, r->end - r->start), .seq = task_place(t), .slot = r->slot,
		.rss = r->ru.ru_maxrss > 0 ? (uint32_t)at_most(r->ru.ru_maxrss, UINT32_MAX) : 0, .code = (int16_t)r->code,
		.attempt = (uint16_t)at_most(r->attempt, UINT16_MAX), .outcome = (uint8_t)r->outcome, .again = again,
	};
}

/* With mu held. A run without memory for its history goes on without. */
static bool grow(struct keeper *k) {
	size_t cap = k->cap ? k->cap * 2 : 256;
	struct attempt *p;

	if (k->h.count < k->cap)
		return true;
	if (k->cap >= HISTORY_MAX)
		return false;
	p = sys_realloc(k->h.list, cap * sizeof(*p));
	if (!p)
		return false;
	k->h.list = p;
	k->cap = cap;
	return true;
}

static void keep(struct observer *o, const struct task *t, bool again) {
	struct keeper *k = (struct keeper *)o;

	if (!result_ran(&t->result))
		return;
	mutex_lock(&k->mu);
	if (grow(k))
		k->h.list[k->h.count++] = attempt_of(t, again);
	else
		k->h.more++;
	mutex_unlock(&k->mu);
}

static void keeper_free(struct observer *o) {
	struct keeper *k = (struct keeper *)o;

	history_release(&k->h);
	mutex_release(&k->mu);
	free(k);
}

static const struct observer_ops ops = { .attempt = keep, .free = keeper_free };

struct observer *history_new(void) {
	struct keeper *k = sys_malloc(sizeof(*k));

	if (!k)
		return NULL;
	*k = (struct keeper){ .observer = { .ops = &ops } };
	mutex_init(&k->mu);
	return &k->observer;
}

static int by_start(const void *a, const void *b) {
	const struct attempt *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

struct history history_take(struct observer *o) {
	struct keeper *k = (struct keeper *)o;
	struct history h = k->h;

	if (h.count)
		qsort(h.list, h.count, sizeof(*h.list), by_start);
	k->h = (struct history){ 0 };
	k->cap = 0;
	return h;
}

void history_release(struct history *h) {
	free(h->list);
	*h = (struct history){ 0 };
}
