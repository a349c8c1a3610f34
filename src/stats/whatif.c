/* SPDX-License-Identifier: MIT */
/*
 * A slot asks for a record when it is free, so the time at which a record was read says nothing of when it was there, but where the slot
 * had to wait for it. Records come in order, so it was there no later than any that came after it.
 */
#include "stats/whatif.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/maths.h"
#include "base/sys.h"
#include "stats/schedule.h"
#include "stats/sharing.h"

#define BUSY 0.7            /* of the CPUs: from there on it matters that there are only so many */
#define SEEN 4              /* times the slots of the run: what is beyond is the model's word alone */
#define THROTTLED 0.01      /* of the slot-time: then starts were due when they happened */

/* All attempts of one task. */
struct item {
	uint64_t seq;
	nsec start;          /* of the first attempt */
	double low, high;    /* alone */
	double cpu, ready;
};

struct replay {
	const struct run_report *r;
	const struct whatif_spec *spec;
	struct item *items;
	size_t n;
	struct schedule_task *list;  /* working space of a replay ... */
	struct sharing_task *shared;
	double *free_at;
	size_t slots_max;
	double fixed;                /* before and after the tasks */
	double cpu;                  /* of all tasks */
	double over;                 /* nothing ends before the input does; 0 = nobody waited for that */
	double one_low, one_high;    /* serial time */
};

enum which { LOW, HIGH };

static double since(const struct replay *p, nsec t) {
	double s = clock_seconds(t - p->r->begin) - p->spec->pre;

	return s > 0 ? s : 0;
}

static double positive(double x) {
	return x > 0 ? x : 0;
}

/* How much of an attempt may have been waiting for a CPU, where that is not known. */
static double outside(const struct attempt *a) {
	double wall = clock_seconds(a->end - a->start);

	return a->cpu > 0 ? positive(wall - clock_seconds(a->cpu)) : wall;
}

static bool throttled(const struct run_report *r) {
	return (double)r->ledger.idle[IDLE_THROTTLED] > THROTTLED * (double)r->ledger.slots;
}

static double arrival(const struct replay *p, const struct attempt *a, bool by_start) {
	if (a->attempt > 1)
		return 0;
	if (by_start)
		return since(p, a->start);
	return a->ready && a->waited > WHATIF_MOMENT ? since(p, a->ready) : 0;
}

/* Alone times: exact where W - Q is, else between the bounds of its sum, each attempt in proportion to what it may have waited. */
static void fill(struct replay *p) {
	const struct history *h = &p->r->history;
	bool known = !(p->spec->work_low < p->spec->work_high), by_start = throttled(p->r);
	double all = 0, wall = 0, part;

	for (size_t i = 0; i < h->count; i++) {
		all += outside(&h->list[i]);
		wall += clock_seconds(h->list[i].end - h->list[i].start);
	}
	part = all > 0 ? maths_min(positive(wall - p->spec->work_low) / all, 1) : 0;
	for (size_t i = 0; i < h->count; i++) {
		const struct attempt *a = &h->list[i];
		double d = clock_seconds(a->end - a->start), queued = a->queued > 0 ? clock_seconds(a->queued) : 0;

		p->items[i] = (struct item){ .seq = a->seq, .start = a->start, .low = known ? d - queued : d - part * outside(a),
					     .high = known ? d - queued : d, .cpu = a->cpu > 0 ? clock_seconds(a->cpu) : 0, .ready = arrival(p, a, by_start) };
		p->cpu += p->items[i].cpu;
	}
}

static int by_seq(const void *a, const void *b) {
	const struct item *x = a, *y = b;

	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return (x->start > y->start) - (x->start < y->start);
}

/* In the order of the input, one for each task: a slot keeps a task until it needs no more attempts. */
static void join(struct replay *p) {
	size_t n = 0, all = p->r->history.count;
	double latest = 0;

	qsort(p->items, all, sizeof(*p->items), by_seq);
	for (size_t i = 0; i < all; i++) {
		struct item *to = n ? &p->items[n - 1] : NULL;

		if (to && to->seq == p->items[i].seq) {
			to->low += p->items[i].low;
			to->high += p->items[i].high;
			to->cpu += p->items[i].cpu;
		} else {
			latest = maths_max(latest, p->items[i].ready);
			p->items[n] = p->items[i];
			p->items[n++].ready = latest;
		}
	}
	p->n = n;
}

static double whole(const struct replay *p, double end) {
	return p->fixed + maths_max(end, p->over);
}

/* What slots need: without the limit of CPUs. */
static double play(struct replay *p, size_t slots, enum which which, double handling, bool longest_first) {
	double from = longest_first && p->n ? maths_max(p->items[p->n - 1].ready, p->over) : 0;

	for (size_t i = 0; i < p->n; i++)
		p->list[i] = (struct schedule_task){ .cost = (which == LOW ? p->items[i].low : p->items[i].high) + handling,
						     .ready = longest_first ? 0 : p->items[i].ready };
	if (longest_first && schedule_longest_first(p->list, p->n))
		return NAN;
	if (slots > p->slots_max)
		slots = p->slots_max; /* not more than there are tasks */
	for (size_t i = 0; i < slots; i++)
		p->free_at[i] = 0;
	return from + schedule_list(p->list, p->n, p->free_at, slots);
}

static int longest(const void *a, const void *b) {
	const struct sharing_task *x = a, *y = b;

	return (x->alone < y->alone) - (x->alone > y->alone);
}

static double play_shared(struct replay *p, size_t slots, enum which which, bool longest_first) {
	double from = longest_first && p->n ? maths_max(p->items[p->n - 1].ready, p->over) : 0;

	for (size_t i = 0; i < p->n; i++)
		p->shared[i] = (struct sharing_task){ .alone = (which == LOW ? p->items[i].low : p->items[i].high) + p->spec->handling,
						      .cpu = p->items[i].cpu, .ready = longest_first ? 0 : p->items[i].ready };
	if (longest_first)
		qsort(p->shared, p->n, sizeof(*p->shared), longest);
	return from + sharing_list(p->shared, p->n, slots, p->r->cpus, which == LOW ? SHARING_MIXED : SHARING_FIRST);
}

static void rate(struct whatif_row *row, double one_low, double one_high) {
	double a = row->low > 0 ? one_low / row->low : NAN, b = row->high > 0 ? one_high / row->high : NAN;

	row->speedup_low = isfinite(a) && isfinite(b) ? maths_min(a, b) : NAN;
	row->speedup_high = isfinite(a) && isfinite(b) ? maths_max(a, b) : NAN;
}

static struct whatif_row predict(struct replay *p, unsigned slots, bool longest_first) {
	struct whatif_row row = { .slots = slots, .model_only = !slots || slots > SEEN * p->spec->slots };
	double low = play(p, slots, LOW, p->spec->handling, longest_first), high;

	high = p->spec->work_low < p->spec->work_high ? play(p, slots, HIGH, p->spec->handling, longest_first) : low;
	if (p->r->cpus && p->cpu > BUSY * p->r->cpus * whole(p, low)) {
		low = play_shared(p, slots, LOW, longest_first);
		high = play_shared(p, slots, HIGH, longest_first);
	}
	row.low = whole(p, maths_min(low, high));
	row.high = whole(p, maths_max(low, high));
	rate(&row, p->one_low, p->one_high);
	return row;
}

/* The numbers of slots that are looked at, ascending, 0 at the end. */
static unsigned counts(const struct run_report *r, const struct whatif_spec *spec, unsigned list[WHATIF_ROWS]) {
	unsigned n = 0, here = (unsigned)maths_max(spec->slots + 0.5, 1);
	uint64_t most = (uint64_t)here * SEEN > 8 ? (uint64_t)here * SEEN : 8;

	for (uint64_t m = 1; n < WHATIF_ROWS - 2; m *= 2) {
		if (here < m && (!n || list[n - 1] < here))
			list[n++] = here;
		if (m > most || (m > here && m >= 2 * r->sum.attempts) || m > UINT32_MAX)
			break;
		list[n++] = (unsigned)m;
	}
	list[n++] = 0;
	return n;
}

static void note_one(struct replay *p, struct whatif *w) {
	double work_low = p->spec->work_low, work_high = p->spec->work_high;

	w->waiting_low = positive(w->one_low - p->fixed - work_low);
	w->waiting_high = positive(w->one_high - p->fixed - work_high);
	if (!p->spec->replay_one)
		w->one_low = w->one_high = clock_seconds(p->r->end - p->r->begin);
	p->one_low = w->one_low;
	p->one_high = w->one_high;
}

static struct whatif_row one_slot(const struct whatif *w) {
	struct whatif_row row = { .slots = 1, .low = w->one_low, .high = w->one_high };

	rate(&row, w->one_low, w->one_high);
	return row;
}

static void note_longest(const struct replay *p, struct whatif *w) {
	for (size_t i = 0; i < p->n; i++)
		if (p->items[i].high > w->longest) {
			w->longest = p->items[i].high;
			w->longest_seq = p->items[i].seq;
		}
}

static void replay_all(struct replay *p, struct whatif *w) {
	unsigned list[WHATIF_ROWS], here = (unsigned)maths_max(p->spec->slots + 0.5, 1);

	note_longest(p, w);
	w->feed = p->n && p->items[p->n - 1].ready > 0 ? p->items[p->n - 1].ready + p->spec->pre : 0;
	w->one_low = whole(p, play(p, 1, LOW, 0, false));
	w->one_high = whole(p, play(p, 1, HIGH, 0, false));
	note_one(p, w);
	w->span_low = whole(p, play(p, 0, LOW, 0, false));
	w->span_high = whole(p, play(p, 0, HIGH, 0, false));
	w->count = counts(p->r, p->spec, list);
	for (unsigned i = 0; i < w->count; i++) {
		w->row[i] = list[i] == 1 ? one_slot(w) : predict(p, list[i], false);
		if (list[i] == here)
			w->here = w->row[i];
	}
	w->longest_first = predict(p, here, true);
	if (here == 1)
		w->longest_first = w->here; /* the order makes no difference */
}

/* Graham: no list schedule of M slots is shorter than the low end, none longer than the high one. */
static struct whatif_row bound(const struct replay *p, unsigned slots, double most) {
	const struct whatif_spec *s = p->spec;
	double n = (double)p->r->sum.attempts, m = slots ? slots : n, handling = n * s->handling, wait = clock_seconds(p->r->ledger.reading);
	struct whatif_row row = { .slots = slots, .model_only = !slots || slots > SEEN * s->slots };

	row.low = p->fixed + maths_max((s->work_low + handling) / m, most);
	row.high = p->fixed + (s->work_high + handling) / m + (1 - 1 / m) * most + wait;
	if (p->r->cpus) {
		double need = p->cpu / p->r->cpus;

		if (need > BUSY * row.low)
			row.high += need;
		row.low = maths_max(row.low, p->fixed + need);
	}
	rate(&row, p->one_low, p->one_high);
	return row;
}

static void bound_all(struct replay *p, struct whatif *w) {
	unsigned list[WHATIF_ROWS], here = (unsigned)maths_max(p->spec->slots + 0.5, 1);
	double most = clock_seconds(p->r->sum.longest_alone);

	w->bounds = true;
	w->longest = most;
	w->longest_seq = p->r->sum.longest_alone_seq;
	p->cpu = clock_seconds(p->r->sum.cpu);
	w->one_low = p->fixed + p->spec->work_low + clock_seconds(p->r->ledger.before);
	w->one_high = p->fixed + p->spec->work_high + clock_seconds(p->r->ledger.reading);
	note_one(p, w);
	w->span_low = p->fixed + most;
	w->span_high = p->fixed + most + clock_seconds(p->r->ledger.reading);
	w->count = counts(p->r, p->spec, list);
	for (unsigned i = 0; i < w->count; i++) {
		w->row[i] = list[i] == 1 ? one_slot(w) : bound(p, list[i], most);
		if (list[i] == here)
			w->here = w->row[i];
	}
}

static bool make_room(struct replay *p) {
	size_t n = p->r->history.count;

	p->items = sys_malloc(n * sizeof(*p->items));
	p->list = sys_malloc(n * sizeof(*p->list));
	p->shared = sys_malloc(n * sizeof(*p->shared));
	p->free_at = sys_malloc(n * sizeof(*p->free_at));
	p->slots_max = n;
	return p->items && p->list && p->shared && p->free_at;
}

static struct whatif_row unknown_row(void) {
	return (struct whatif_row){ .low = NAN, .high = NAN, .speedup_low = NAN, .speedup_high = NAN };
}

struct whatif whatif_of(const struct run_report *r, const struct whatif_spec *spec) {
	struct whatif w = { .one_low = NAN, .one_high = NAN, .waiting_low = NAN, .waiting_high = NAN, .span_low = NAN, .span_high = NAN,
		.here = unknown_row(), .longest_first = unknown_row() };
	struct replay p = { .r = r, .spec = spec, .fixed = spec->pre + spec->post };

	if (!r->sum.attempts) {
		w.none = "no task ran";
	} else if (r->history.more || r->history.count < r->sum.attempts) {
		bound_all(&p, &w);
	} else if (!make_room(&p)) {
		w.none = "there is no memory for it";
	} else {
		fill(&p);
		join(&p);
		p.over = r->ledger.over && r->ledger.over_waited > WHATIF_MOMENT ? since(&p, r->ledger.over) : 0;
		replay_all(&p, &w);
	}
	free(p.items);
	free(p.list);
	free(p.shared);
	free(p.free_at);
	return w;
}

const struct whatif_row *whatif_row(const struct whatif *w, unsigned slots) {
	for (unsigned i = 0; i < w->count; i++)
		if (w->row[i].slots == slots)
			return &w->row[i];
	return NULL;
}
