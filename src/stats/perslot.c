/* SPDX-License-Identifier: MIT */
#include "stats/perslot.h"

#include <math.h>
#include <stdlib.h>

#include "base/maths.h"
#include "base/sys.h"

static bool whole(const struct run_report *r) {
	return r->history.count && !r->history.more && r->history.count >= r->sum.attempts;
}

/* The time from a to b (seconds since the run began) in the parts of the run. */
static void spread(struct perslot *s, double a, double b, double wall) {
	double step = wall / PERSLOT_PARTS;
	int first = (int)(a / step);

	for (int i = first < 0 ? 0 : first; i < PERSLOT_PARTS && i * step < b; i++) {
		double from = maths_max(a, i * step), to = maths_min(b, (i + 1) * step);

		if (to > from)
			s->part[i] += (to - from) / step;
	}
}

static void add(struct perslot *s, const struct attempt *a, const struct run_report *r, double wall) {
	double start = clock_seconds(a->start - r->begin), end = clock_seconds(a->end - r->begin);

	if (!s->tasks++)
		s->before = maths_max(start, 0);
	s->busy += end - start;
	s->after = maths_max(wall - end, 0);
	if (wall > 0)
		spread(s, start, end, wall);
}

struct perslot *perslot_of(const struct run_report *r, size_t *ret_count) {
	const struct history *h = &r->history;
	double wall = r->end > r->begin ? clock_seconds(r->end - r->begin) : 0;
	struct perslot *list;
	size_t most = 0, n = 0;

	*ret_count = 0;
	if (!whole(r))
		return NULL;
	for (size_t i = 0; i < h->count; i++)
		most = h->list[i].slot > most ? h->list[i].slot : most;
	list = sys_malloc((most + 1) * sizeof(*list));
	if (!list)
		return NULL;
	for (size_t i = 0; i <= most; i++)
		list[i] = (struct perslot){ 0 };
	for (size_t i = 0; i < h->count; i++) /* by start */
		add(&list[h->list[i].slot], &h->list[i], r, wall);
	for (size_t i = 0; i <= most; i++) {
		if (!list[i].tasks)
			continue;
		list[n] = list[i];
		list[n++].slot = (unsigned)i;
	}
	*ret_count = n;
	return list;
}

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double rank(const double *sorted, size_t n, double part) {
	size_t i = (size_t)(part * (double)n);

	if ((double)i < part * (double)n)
		i++;
	return sorted[i ? i - 1 : 0];
}

/* Mean, and the spread around it in a second pass, which loses no digits. */
static double deviation(const double *x, size_t n, double mean) {
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (x[i] - mean) * (x[i] - mean);
	return n > 1 ? maths_sqrt(sum / (double)(n - 1)) : NAN;
}

struct durations durations_of(const struct run_report *r) {
	struct durations d = { NAN, NAN, NAN, NAN, NAN, NAN, NAN };
	size_t n = r->history.count;
	double *x;

	if (!r->sum.attempts)
		return d;
	d.max = clock_seconds(r->sum.longest);
	d.mean = clock_seconds(r->sum.wall) / (double)r->sum.attempts;
	x = whole(r) ? sys_malloc(n * sizeof(*x)) : NULL;
	if (!x)
		return d;
	for (size_t i = 0; i < n; i++)
		x[i] = clock_seconds(r->history.list[i].end - r->history.list[i].start);
	qsort(x, n, sizeof(*x), ascending);
	d.min = x[0];
	d.p50 = rank(x, n, 0.5);
	d.p90 = rank(x, n, 0.9);
	d.p99 = rank(x, n, 0.99);
	d.sd = deviation(x, n, d.mean);
	free(x);
	return d;
}
