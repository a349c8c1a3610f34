/* SPDX-License-Identifier: MIT */
/*
 * Two estimates for tasks of which nothing is known: elapsed x left / done counts what running tasks have already done as work for those that
 * have ended, so it is too high at the beginning; mean x left / slots forgets the long tasks, which have not ended yet. Between them is the
 * truth as long as tasks are alike. With known costs the tasks are dealt out to the slots as the engine will do it.
 */
#include "stats/eta.h"

#include <math.h>
#include <string.h>

#include "base/maths.h"
#include "stats/schedule.h"

#define FEW 3
#define ALIKE 0.5      /* coefficient of variation below which tasks are alike */
#define EXACT 1024     /* so many tasks at the end are dealt out one by one; those before them are spread evenly */
#define HOLD 2.0       /* s between two steps upward */
#define LOWEST 0x1p-31 /* the least number that has a class of its own */

/* The classes follow from the bits of the number: its exponent, and the first four bits behind the point. */
static size_t class_of(double x) {
	const uint64_t zero = (uint64_t)(1023 - 31) << 4;
	uint64_t bits;

	if (!(x > LOWEST))
		return 0;
	memcpy(&bits, &x, sizeof(bits));
	bits = (bits >> 48) - zero;
	return bits < ETA_CLASSES ? (size_t)bits : ETA_CLASSES - 1;
}

void eta_add(struct eta_seen *s, double x) {
	double v = x > LOWEST && isfinite(x) ? x : LOWEST;
	size_t i = class_of(v);

	s->count++;
	s->sum += v;
	s->squares += v * v;
	s->class[i].count++;
	s->class[i].sum += v;
}

double eta_median(const struct eta_seen *s) {
	uint64_t before = 0;

	for (size_t i = 0; i < ETA_CLASSES; i++) {
		before += s->class[i].count;
		if (before * 2 >= s->count && s->class[i].count)
			return s->class[i].sum / (double)s->class[i].count;
	}
	return NAN;
}

double eta_residual(const struct eta_seen *s, double x) {
	double sum = 0, n = 0;

	for (size_t i = class_of(x); i < ETA_CLASSES; i++) {
		double count = (double)s->class[i].count;

		if (!(s->class[i].sum > x * count))
			continue; /* of its own class it counts when the others there are longer on average */
		sum += s->class[i].sum - x * count;
		n += count;
	}
	return n > 0 ? sum / n : 0;
}

static double mean(const struct eta_seen *s) {
	return s->count ? s->sum / (double)s->count : NAN;
}

/* Standard deviation / mean. */
static double variation(const struct eta_seen *s) {
	double m = mean(s), variance = s->squares / (double)s->count - m * m;

	return maths_sqrt(maths_max(variance, 0)) / m;
}

/* Tasks that nothing is known of. */
static struct eta by_count(const struct eta_now *n) {
	double left = (double)n->left, high = n->elapsed * left / (double)n->done, low = high, residual = 0;

	if (n->done < 2 * (uint64_t)n->slots && n->times->count && variation(n->times) < ALIKE)
		low = mean(n->times) * left / n->slots;
	for (size_t i = 0; i < n->running_count; i++)
		residual += eta_residual(n->times, n->running[i].age) / (double)n->running_count;
	if (n->left >= n->slots)
		residual = 0;
	return (struct eta){ maths_max(maths_min(low, high), residual), maths_max(maths_max(low, high), residual) };
}

/* When each slot is free: first those with a running task. As many as there are slots, or running tasks when these are more. */
static size_t free_times(const struct eta_now *n) {
	size_t slots = n->slots > n->running_count ? n->slots : n->running_count;

	for (size_t i = 0; i < slots; i++) {
		const struct eta_running *r = &n->running[i];

		n->space[i] = i < n->running_count ? r->cost * eta_residual(n->rates, r->age / r->cost) : 0;
	}
	return slots;
}

/* Work that is fine enough to fill the slots evenly. */
static void fill(double *free_at, size_t slots, double work) {
	double level = work;

	for (size_t i = 0; i < slots; i++)
		level += free_at[i];
	level /= (double)slots;
	for (size_t i = 0; i < slots && work > 0; i++)
		free_at[i] = maths_max(free_at[i], level);
}

/* Tasks whose costs are known. */
static struct eta by_cost(const struct eta_now *n) {
	double rate = eta_median(n->rates), end;
	size_t slots = free_times(n), from = n->started < n->count ? n->started : n->count, exact = n->count - from;
	struct schedule_task last[EXACT];

	if (exact > EXACT)
		exact = EXACT;
	from = n->count - exact;
	fill(n->space, slots, (n->sums[from] - n->sums[n->started < from ? n->started : from]) * rate);
	for (size_t i = 0; i < exact; i++)
		last[i] = (struct schedule_task){ .cost = (n->sums[from + i + 1] - n->sums[from + i]) * rate };
	end = schedule_list(last, exact, n->space, slots);
	return (struct eta){ end, end };
}

struct eta eta_of(const struct eta_now *n) {
	struct eta none = { NAN, NAN }, e;

	if (!n->left)
		return (struct eta){ 0, 0 };
	if (!n->slots || n->done < FEW || n->done < n->slots)
		return none;
	e = n->sums && n->rates->count ? by_cost(n) : by_count(n);
	return isfinite(e.low) && isfinite(e.high) ? e : none;
}

/* To two significant figures. */
static double rounded(double x) {
	double unit = 1, n;

	while (x / unit >= 99.5)
		unit *= 10;
	n = (double)(uint64_t)(x / unit + 0.5);
	return n * unit;
}

double eta_show(struct eta_shown *s, double now, struct eta e) {
	double value = (e.low + e.high) / 2;

	if (!isfinite(value))
		return s->any ? s->value : -1;
	value = rounded(value);
	if (s->any && value > s->value) {
		if (now - s->raised < HOLD)
			return s->value;
		s->raised = now;
	}
	s->any = 1;
	s->value = value;
	return value;
}
