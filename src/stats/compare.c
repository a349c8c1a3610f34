/* SPDX-License-Identifier: MIT */
/*
 * Speed-ups are measured against the same program with one slot, run in the same rounds, so that both have seen the
 * same machine.
 */
#include "stats/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 0.05 /* of an interval, relative to the value: more runs would not say more */

static int ascending(const void *a, const void *b) {
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

static size_t without_repeats(unsigned *v, size_t n) {
	size_t kept = 0;

	qsort(v, n, sizeof(*v), ascending);
	for (size_t i = 0; i < n; i++)
		if (v[i] && (!kept || v[i] != v[kept - 1]))
			v[kept++] = v[i];
	return kept;
}

size_t compare_list_to(unsigned most, unsigned *ret, size_t room) {
	size_t n = 0;

	for (unsigned v = 1; v < most && n + 1 < room; v = v > most / 2 ? most : 2 * v)
		ret[n++] = v;
	if (n < room)
		ret[n++] = most ? most : 1;
	return without_repeats(ret, n);
}

size_t compare_list(const unsigned *given, size_t count, unsigned cpus, unsigned *ret, size_t room) {
	size_t n = 0;

	if (!count && room) {
		n = compare_list_to(cpus, ret, room - 1);
		ret[n++] = 2 * cpus;
		return without_repeats(ret, n);
	}
	if (room)
		ret[n++] = 1;
	for (size_t i = 0; i < count && n < room; i++)
		ret[n++] = given[i];
	return without_repeats(ret, n);
}

static int by_value(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void settle(struct compare_point *p) {
	if (!p->runs)
		return;
	memcpy(p->sorted, p->wall, p->runs * sizeof(*p->sorted));
	qsort(p->sorted, p->runs, sizeof(*p->sorted), by_value);
}

void compare_settle(struct compare_result *c) {
	for (size_t i = 0; i < c->count; i++)
		settle(&c->points[i]);
	settle(&c->baseline);
}

struct compare_spread compare_spread(const struct compare_point *p) {
	struct compare_spread ret = { .mean = model_mean_interval(p->wall, p->runs), .sd = model_sd(p->wall, p->runs),
		.median = NAN, .min = NAN, .max = NAN };

	if (!p->runs)
		return ret;
	if (ret.mean.low < 0)
		ret.mean.low = 0; /* of few and short runs: no run takes less than nothing */
	ret.min = p->sorted[0];
	ret.max = p->sorted[p->runs - 1];
	ret.median = (p->sorted[(p->runs - 1) / 2] + p->sorted[p->runs / 2]) / 2;
	return ret;
}

double compare_time(const struct compare_result *c, const struct compare_point *p) {
	return c->minima && p->runs ? p->sorted[0] : model_mean(p->wall, p->runs);
}

double compare_cpu(const struct compare_point *p) {
	return model_mean(p->cpu, p->runs);
}

/* The ratio that the stop rule looks at, also when the figure is another one. */
static struct interval ratio(const struct compare_result *c, const struct compare_point *p) {
	const struct compare_point *one = &c->points[0];

	return model_ratio(one->wall, one->runs, p->wall, p->runs);
}

struct interval compare_speedup(const struct compare_result *c, const struct compare_point *p) {
	const struct compare_point *one = &c->points[0];
	struct interval ret = { NAN, NAN, NAN };
	double time = compare_time(c, one), other = compare_time(c, p);

	if (!(time >= COMPARE_FLOOR) || !(other > 0))
		return ret;
	if (p == one) {
		ret.value = 1; /* the reference has no uncertainty against itself */
		return ret;
	}
	if (!c->minima)
		return ratio(c, p);
	ret.value = time / other;
	return isfinite(ret.value) ? ret : (struct interval){ NAN, NAN, NAN };
}

static bool precise(struct interval v) {
	return v.high - v.low < WIDTH * v.value;
}

bool compare_precise(const struct compare_result *c) {
	for (size_t i = 1; i < c->count; i++)
		if (!precise(ratio(c, &c->points[i])))
			return false;
	return !c->baseline.runs || precise(ratio(c, &c->baseline));
}
