/* SPDX-License-Identifier: MIT */
/*
 * Runs are simulated: 100 tasks of known distributions on 8 slots, 300 times, with a fixed seed. At 10, 25, 50, 75 and 90 % of the tasks done the
 * estimate is compared with what followed; the mean error, in percent of the whole run, is held against what the rules were chosen for.
 */
#include <math.h>
#include <stdbool.h>

#include "stats/eta.h"
#include "stats/prng.h"
#include "unit.h"

#define TASKS 100
#define SLOTS 8
#define TRIALS 300
#define POINTS 5

static const size_t points[POINTS] = { 10, 25, 50, 75, 90 };

static double uniform(struct prng *r) {
	return ((double)(prng_next(r) >> 11) + 0.5) / 9007199254740992.0;
}

/* Mean 1, that coefficient of variation. */
static double log_normal(struct prng *r, double cv) {
	double s = sqrt(log(1 + cv * cv)), normal = sqrt(-2 * log(uniform(r))) * cos(6.283185307179586 * uniform(r));

	return exp(s * normal - s * s / 2);
}

struct run {
	double cost[TASKS], time[TASKS], begin[TASKS], end[TASKS], total;
	size_t ended[TASKS]; /* tasks in the order of their ends */
};

static const struct run *sorting;

static int by_end(const void *a, const void *b) {
	double x = sorting->end[*(const size_t *)a], y = sorting->end[*(const size_t *)b];

	return x != y ? (x < y ? -1 : 1) : (*(const size_t *)a > *(const size_t *)b) - (*(const size_t *)a < *(const size_t *)b);
}

static void play(struct run *r) {
	double slot[SLOTS] = { 0 };

	r->total = 0;
	for (size_t i = 0; i < TASKS; i++) {
		size_t free = 0;

		for (size_t j = 1; j < SLOTS; j++)
			if (slot[j] < slot[free])
				free = j;
		r->begin[i] = slot[free];
		r->end[i] = slot[free] += r->time[i];
		r->total = fmax(r->total, r->end[i]);
		r->ended[i] = i;
	}
	sorting = r;
	qsort(r->ended, TASKS, sizeof(*r->ended), by_end);
}

static struct eta_seen times, rates;

/* What is said when `done` tasks have ended. */
static struct eta say(const struct run *r, size_t done, bool costs, double *ret_left) {
	struct eta_running running[TASKS];
	double now = r->end[r->ended[done - 1]], sums[TASKS + 1] = { 0 }, space[TASKS];
	struct eta_now n = { .elapsed = now, .done = done, .left = TASKS - done, .slots = SLOTS, .times = &times, .running = running, .rates = &rates,
			     .sums = costs ? sums : NULL, .count = TASKS, .space = space };
	bool over[TASKS] = { false };

	memset(&times, 0, sizeof(times));
	memset(&rates, 0, sizeof(rates));
	for (size_t i = 0; i < done; i++) {
		size_t k = r->ended[i];

		over[k] = true;
		eta_add(&times, r->time[k]);
		eta_add(&rates, r->time[k] / r->cost[k]);
	}
	for (size_t i = 0; i < TASKS; i++) {
		sums[i + 1] = sums[i] + r->cost[i];
		if (r->begin[i] > now || (over[i] && r->begin[i] >= now))
			continue;
		n.started = i + 1;
		if (!over[i] && n.running_count < SLOTS)
			running[n.running_count++] = (struct eta_running){ now - r->begin[i], r->cost[i] };
	}
	*ret_left = r->total - now;
	return eta_of(&n);
}

enum order { AS_IT_COMES, SMALL_FIRST, LONGEST_FIRST };

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int descending(const void *a, const void *b) {
	return ascending(b, a);
}

static void sort_by(double *v, enum order order) {
	if (order != AS_IT_COMES)
		qsort(v, TASKS, sizeof(*v), order == SMALL_FIRST ? ascending : descending);
}

struct work {
	double cv;          /* of the costs; 0 = 90 of 1 and 10 of 8 */
	double noise;       /* of the times, when costs are known */
	enum order order;
};

static void make(struct run *r, struct prng *rnd, const struct work *w) {
	size_t at[TASKS];

	for (size_t i = 0; i < TASKS; i++) {
		r->cost[i] = w->cv > 0 ? log_normal(rnd, w->cv) : i < 10 ? 8 : 1;
		at[i] = i;
	}
	if (w->cv <= 0) {
		prng_shuffle(rnd, at, TASKS);
		for (size_t i = 0; i < TASKS; i++)
			r->cost[i] = at[i] < 10 ? 8 : 1;
	}
	sort_by(r->cost, w->order);
	for (size_t i = 0; i < TASKS; i++)
		r->time[i] = r->cost[i] * (w->noise > 0 ? log_normal(rnd, w->noise) : 1);
	play(r);
}

struct errors {
	double low[POINTS], high[POINTS], shown[POINTS];
};

static struct errors simulate(const struct work *w) {
	struct prng rnd = { 20260131 };
	struct errors e = { 0 };
	struct run r;

	for (int trial = 0; trial < TRIALS; trial++) {
		make(&r, &rnd, w);
		for (size_t i = 0; i < POINTS; i++) {
			double left, per = 100 / r.total / TRIALS;
			struct eta got = say(&r, points[i], w->noise > 0, &left);

			CHECK(isfinite(got.low) && isfinite(got.high) && got.low <= got.high);
			e.low[i] += fabs(got.low - left) * per;
			e.high[i] += fabs(got.high - left) * per;
			e.shown[i] += fabs((got.low + got.high) / 2 - left) * per;
		}
	}
	return e;
}

static bool within(const char *what, const double got[POINTS], const double most[POINTS]) {
	bool fine = true;

	printf("# %-24s", what);
	for (size_t i = 0; i < POINTS; i++) {
		printf(" %.1f (%.1f)", got[i], most[i]);
		fine = fine && got[i] <= 1.2 * most[i];
	}
	printf("\n");
	fflush(stdout);
	return fine;
}

/* The upper end is elapsed x left / done. */
static void without_costs_the_error_is_that_of_the_table(void) {
	static const struct {
		const char *name;
		struct work work;
		double high[POINTS], shown[POINTS]; /* shown: the larger of the two columns while both ends are given */
	} rows[] = {
		{ "log-normal, CV 0.3", { .cv = 0.3 }, { 29, 9, 3, 2, 2 }, { 29, 9, 3, 2, 2 } },
		{ "log-normal, CV 1.0", { .cv = 1 }, { 19, 17, 15, 13, 12 }, { 44, 17, 15, 13, 12 } },
		{ "90 of 1, 10 of 8", { .cv = 0 }, { 22, 27, 20, 19, 18 }, { 47, 27, 20, 19, 18 } },
		{ "small to large", { .cv = 1, .order = SMALL_FIRST }, { 77, 74, 64, 49, 34 }, { 85, 74, 64, 49, 34 } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct errors e = simulate(&rows[i].work);

		CHECK(within(rows[i].name, e.high, rows[i].high));
		CHECK(within("... shown", e.shown, rows[i].shown));
	}
}

static void with_costs_the_error_is_that_of_the_table(void) {
	static const struct {
		const char *name;
		struct work work;
		double most[POINTS];
	} rows[] = {
		{ "as it comes, noise 0.2", { .cv = 1, .noise = 0.2 }, { 9, 7, 5, 5, 5 } },
		{ "as it comes, noise 0.5", { .cv = 1, .noise = 0.5 }, { 23, 17, 14, 12, 11 } },
		{ "small to large, 0.2", { .cv = 1, .noise = 0.2, .order = SMALL_FIRST }, { 8, 6, 6, 5, 6 } },
		{ "small to large, 0.5", { .cv = 1, .noise = 0.5, .order = SMALL_FIRST }, { 23, 17, 15, 14, 14 } },
		{ "longest first, 0.2", { .cv = 1, .noise = 0.2, .order = LONGEST_FIRST }, { 5, 2, 1, 0.6, 0.5 } },
		{ "longest first, 0.5", { .cv = 1, .noise = 0.5, .order = LONGEST_FIRST }, { 19, 8, 4, 3, 3 } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct errors e = simulate(&rows[i].work);

		CHECK(within(rows[i].name, e.shown, rows[i].most));
	}
}

static void tasks_that_are_alike_have_a_range_at_first(void) {
	struct eta_running running[SLOTS];
	struct eta_now n = { .elapsed = 10, .done = 10, .left = 90, .slots = SLOTS, .times = &times, .running = running, .running_count = SLOTS };
	struct eta e;

	for (size_t i = 0; i < SLOTS; i++)
		running[i] = (struct eta_running){ .age = 1 };
	for (int i = 0; i < 10; i++)
		eta_add(&times, 6);
	e = eta_of(&n);
	CHECK(fabs(e.low - 67.5) < 1e-9 && fabs(e.high - 90) < 1e-9);
	n.done = 16;
	n.left = 84;
	for (int i = 0; i < 6; i++)
		eta_add(&times, 6);
	e = eta_of(&n);
	CHECK(fabs(e.low - 52.5) < 1e-9 && fabs(e.high - 52.5) < 1e-9);
}

static void the_end_waits_for_what_still_runs(void) {
	struct eta_running running = { .age = 2 };
	struct eta_now n = { .elapsed = 10, .done = 99, .left = 1, .slots = SLOTS, .times = &times, .running = &running, .running_count = 1 };
	struct eta e;

	for (int i = 0; i < 90; i++)
		eta_add(&times, 1);
	for (int i = 0; i < 9; i++)
		eta_add(&times, 8);
	e = eta_of(&n);
	CHECK(fabs(e.low - 6) < 1e-9 && fabs(e.high - 6) < 1e-9);
}

static void nothing_is_said_too_early_and_nothing_is_not_a_number(void) {
	static const double sums[] = { 0, 1, 2, 3, 4 };
	double space[SLOTS];
	struct eta_now n = { .elapsed = 1, .done = 7, .left = 9, .slots = SLOTS, .times = &times, .rates = &rates, .space = space };
	struct eta e;

	CHECK(!isfinite(eta_of(&n).low));
	n.slots = 1;
	n.done = 2;
	CHECK(!isfinite(eta_of(&n).high));
	n.slots = 0;
	n.done = 10;
	CHECK(!isfinite(eta_of(&n).low));
	n.slots = 2;
	e = eta_of(&n); /* no time is known of any of them */
	CHECK(isfinite(e.low) && isfinite(e.high));
	n.sums = sums;
	n.count = 4;
	CHECK(isfinite(eta_of(&n).low)); /* and no rate */
	eta_add(&times, 0);
	eta_add(&times, -1);
	eta_add(&times, NAN);
	eta_add(&times, INFINITY);
	eta_add(&rates, 1e300);
	eta_add(&rates, 0);
	n.started = 99;
	e = eta_of(&n);
	CHECK(isfinite(e.low) && isfinite(e.high) && e.low >= 0);
	n.left = 0;
	CHECK(eta_of(&n).high == 0);
}

/* Ten thousand tasks of a second and one of a hundred at the end. */
static void a_long_list_costs_little_and_is_exact_at_its_end(void) {
	static double sums[10002];
	double space[2];
	struct eta_now n = { .elapsed = 10, .done = 10, .left = 10001, .slots = 2, .times = &times, .rates = &rates, .sums = sums, .count = 10001, .space = space };

	for (size_t i = 0; i < 10001; i++)
		sums[i + 1] = sums[i] + (i < 10000 ? 1 : 100);
	eta_add(&rates, 1);
	CHECK(fabs(eta_of(&n).high - 5100) < 1);
}

static void the_median_and_what_is_left_of_longer_ones(void) {
	CHECK(!isfinite(eta_median(&times)));
	for (int i = 1; i <= 101; i++)
		eta_add(&times, i);
	CHECK(fabs(eta_median(&times) - 51) < 2);
	CHECK(fabs(eta_residual(&times, 91) - 5.5) < 1.5);
	CHECK(eta_residual(&times, 1000) == 0);
	CHECK(fabs(eta_residual(&times, 0) - 51) < 0.01);
}

static void what_is_shown_is_round_and_goes_up_rarely(void) {
	struct eta_shown s = { 0 };

	CHECK(eta_show(&s, 0, (struct eta){ NAN, NAN }) < 0);
	CHECK(eta_show(&s, 1, (struct eta){ 347, 347 }) == 350);
	CHECK(eta_show(&s, 1.1, (struct eta){ 10, 20 }) == 15);
	CHECK(eta_show(&s, 1.2, (struct eta){ 16, 16 }) == 15);
	CHECK(eta_show(&s, 2.2, (struct eta){ 16, 16 }) == 16);
	CHECK(eta_show(&s, 3.0, (struct eta){ 99.6, 99.6 }) == 16);
	CHECK(eta_show(&s, 3.1, (struct eta){ 12.4, 12.4 }) == 12);
	CHECK(eta_show(&s, 4.3, (struct eta){ 99.6, 99.6 }) == 100);
	CHECK(eta_show(&s, 4.4, (struct eta){ NAN, NAN }) == 100);
	CHECK(eta_show(&s, 4.5, (struct eta){ 0.4, 0.4 }) == 0);
}

UNIT_MAIN(TEST(without_costs_the_error_is_that_of_the_table), TEST(with_costs_the_error_is_that_of_the_table),
	TEST(tasks_that_are_alike_have_a_range_at_first), TEST(the_end_waits_for_what_still_runs),
	TEST(nothing_is_said_too_early_and_nothing_is_not_a_number), TEST(a_long_list_costs_little_and_is_exact_at_its_end),
	TEST(the_median_and_what_is_left_of_longer_ones), TEST(what_is_shown_is_round_and_goes_up_rarely))
