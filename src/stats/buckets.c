/* SPDX-License-Identifier: MIT */
#include "stats/buckets.h"

#include <errno.h>
#include <stdlib.h>

#include "base/maths.h"
#include "base/sys.h"
#include "stats/attempts.h"

#define FEWEST 8 /* bars: one bar alone says nothing of where it stands */

static const double ln10 = 2.302585092994046;

static double seconds(const struct attempt *a) {
	return maths_max((double)(a->end - a->start) / 1e9, BUCKETS_SHORTEST);
}

static int by_value(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value of which at least `part` of the n sorted ones are not longer. */
static double rank(const double *sorted, size_t n, double part) {
	size_t count = (size_t)(part * (double)n);

	count += (double)count < part * (double)n;
	return sorted[count ? count - 1 : 0];
}

static double floor_of(double v) {
	double whole = (double)(long long)v;

	return whole > v ? whole - 1 : whole;
}

/* Bars a decade: more where the durations are close together. */
static double bars_of(double decades) {
	return decades < 0.7 ? 20 : decades < 1.6 ? 10 : decades < 4 ? 5 : decades < 8 ? 3 : 2;
}

static void lay_out(struct buckets *b) {
	double lowest = maths_log(b->shortest) / ln10, highest = maths_log(b->longest) / ln10;
	double bars = bars_of(highest - lowest), first = floor_of(lowest * bars + 1e-9);
	size_t count = (size_t)(floor_of(highest * bars + 1e-9) - first) + 1;

	if (count < FEWEST) {
		first -= (double)((FEWEST - count) / 2);
		count = FEWEST;
	}
	b->count = count < BUCKETS_MOST ? count : BUCKETS_MOST;
	b->ratio = maths_exp(ln10 / bars);
	b->low = maths_exp(ln10 * first / bars);
	b->high = buckets_edge(b, b->count);
}

static void fill(struct buckets *b, const struct history *h) {
	double step = maths_log(b->ratio);

	for (size_t i = 0; i < h->count; i++) {
		double at = maths_log(seconds(&h->list[i]) / b->low) / step + 1e-9;
		size_t bar = at > 0 ? (size_t)at : 0;

		bar = bar < b->count ? bar : b->count - 1;
		b->all[bar]++;
		b->failed[bar] += attempt_failed(&h->list[i]);
		b->most = b->all[bar] > b->most ? b->all[bar] : b->most;
	}
}

int buckets_of(struct buckets *b, const struct history *h) {
	double *sorted;

	*b = (struct buckets){ 0 };
	if (!h->count)
		return 0;
	sorted = sys_malloc(h->count * sizeof(*sorted));
	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < h->count; i++)
		sorted[i] = seconds(&h->list[i]);
	qsort(sorted, h->count, sizeof(*sorted), by_value);
	b->shortest = sorted[0];
	b->longest = sorted[h->count - 1];
	b->p50 = rank(sorted, h->count, 0.5);
	b->p90 = rank(sorted, h->count, 0.9);
	free(sorted);
	lay_out(b);
	fill(b, h);
	return 0;
}

double buckets_edge(const struct buckets *b, size_t i) {
	return b->low * maths_exp(maths_log(b->ratio) * (double)i);
}
