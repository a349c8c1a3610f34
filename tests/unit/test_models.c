/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdint.h>

#include "stats/fit.h"
#include "stats/models.h"
#include "stats/prng.h"
#include "unit.h"

static int near(double a, double b, double eps) {
	return fabs(a - b) <= eps;
}

static void amdahl_has_the_textbook_values(void) {
	static const struct { double n, s; } want[] = { { 1, 1.000 }, { 2, 1.905 }, { 4, 3.478 }, { 8, 5.926 }, { 16, 9.143 }, { 32, 12.549 },
		{ 64, 15.422 } };

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		CHECK(near(model_amdahl(0.95, want[i].n), want[i].s, 0.0005));
	CHECK(near(model_amdahl_limit(0.95), 20, 1e-9));
	CHECK(near(model_amdahl(0, 8), 1, 1e-12));
	CHECK(near(model_amdahl(1, 8), 8, 1e-12));
}

static void karp_flatt_inverts_amdahl(void) {
	CHECK(near(model_karp_flatt(2.5, 4), 0.200, 1e-12));
	CHECK(near(model_karp_flatt(2.364, 4), 0.2308, 0.0005));
	for (double p = 0.1; p < 1; p += 0.1)
		CHECK(near(model_karp_flatt(model_amdahl(p, 8), 8), 1 - p, 1e-12));
	CHECK(near(model_efficiency(2.64, 4), 0.66, 1e-12));
}

/* 1.3 % of noise in a speed-up of 3.88 on 4 slots leaves the limit anywhere between 54 and 594 (true: 100). */
static void the_limit_is_sensitive_near_one(void) {
	double p_low = 1 - model_karp_flatt(3.88 * 0.987, 4), p_high = 1 - model_karp_flatt(3.88 * 1.013, 4);

	CHECK(near((p_high - p_low) / 2, 0.0044, 0.0003));
	CHECK(near(model_amdahl_limit(p_low), 67, 2));
	CHECK(model_amdahl_limit(p_high) > 150);
}

static void what_cannot_be_divided_is_nan_and_never_infinite(void) {
	CHECK(isnan(model_amdahl(0.5, 0)));
	CHECK(isnan(model_amdahl(NAN, 4)));
	CHECK(isnan(model_amdahl(1.5, 4)));
	CHECK(isnan(model_amdahl_limit(1)));
	CHECK(isnan(model_amdahl_limit(NAN)));
	CHECK(isnan(model_karp_flatt(1, 1)));
	CHECK(isnan(model_karp_flatt(0, 4)));
	CHECK(isnan(model_karp_flatt(NAN, 4)));
	CHECK(isnan(model_efficiency(1, 0)));
	CHECK(isnan(model_mean(NULL, 0)));
	CHECK(isnan(model_sd((double[]){ 1 }, 1)));
	CHECK(isnan(model_t95(0)));
	CHECK(isnan(model_t95(NAN)));
	CHECK(isnan(model_ratio(NULL, 0, NULL, 0).value));
	CHECK(isnan(model_ratio((double[]){ 0 }, 1, (double[]){ 1 }, 1).value));
	CHECK(isnan(model_ratio((double[]){ 1 }, 1, (double[]){ 0 }, 1).value));
}

static void t_quantiles_are_those_of_the_tables(void) {
	static const struct { double df, t; } want[] = { { 1, 12.7062 }, { 2, 4.3027 }, { 3, 3.1824 }, { 4, 2.7764 }, { 8, 2.3060 }, { 10, 2.2281 },
		{ 30, 2.0423 }, { 120, 1.9799 }, { 1e7, 1.9600 } };

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		CHECK(near(model_t95(want[i].df), want[i].t, 0.0001));
	CHECK(model_t95(2.5) < model_t95(2) && model_t95(2.5) > model_t95(3));
}

static void a_mean_has_its_t_interval(void) {
	const double x[] = { 1, 2, 3, 4, 5 };
	struct interval m = model_mean_interval(x, 5);

	CHECK(near(m.value, 3, 1e-12));
	CHECK(near(model_sd(x, 5), 1.5811, 0.0001));
	CHECK(near(m.high - 3, 2.7764 * 1.58114 / sqrt(5), 0.0001));
	CHECK(near(3 - m.low, m.high - 3, 1e-12));
	CHECK(isnan(model_mean_interval(x, 1).low));
	CHECK(near(model_mean_interval(x, 1).value, 1, 1e-12));
}

/* Logarithms with equal variances and 5 runs each: Welch's degrees of freedom are then 8. */
static void a_ratio_has_its_welch_interval(void) {
	double a[5], b[5];
	struct interval r;

	for (int i = 0; i < 5; i++) {
		a[i] = exp(1 + 0.01 * (i - 2));
		b[i] = exp(0.01 * (i - 2));
	}
	r = model_ratio(a, 5, b, 5);
	CHECK(near(r.value, exp(1), 1e-9));
	CHECK(near(log(r.high) - 1, 2.3060 * sqrt(2 * 0.00025 / 5), 1e-5));
	CHECK(near(log(r.low) + log(r.high), 2, 1e-9));
	r = model_ratio((double[]){ 2, 2 }, 2, (double[]){ 1, 1 }, 2);
	CHECK(near(r.low, 2, 1e-12) && near(r.high, 2, 1e-12));
	CHECK(isnan(model_ratio(a, 5, b, 1).low) && isfinite(model_ratio(a, 5, b, 1).value));
}

static void a_fit_finds_the_law_behind_exact_times(void) {
	double w[4][3];
	struct fit_runs g[4];
	struct amdahl_fit f;

	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 3; j++)
			w[i][j] = 1 + 4.0 / (1 << i);
		g[i] = (struct fit_runs){ .slots = 1 << i, .wall = w[i], .count = 3 };
	}
	f = fit_amdahl(g, 4);
	CHECK(f.known && f.describes);
	CHECK(near(f.a, 1, 1e-9) && near(f.b, 4, 1e-9));
	CHECK(near(f.p.value, 0.8, 1e-9) && near(f.p.low, 0.8, 1e-9) && near(f.p.high, 0.8, 1e-9));
	CHECK(near(f.limit.value, 5, 1e-6));
	CHECK(near(f.worst, 0, 1e-9));
}

static void a_fit_needs_three_numbers_of_slots(void) {
	double w[] = { 2, 1, 0 };
	struct fit_runs g[3] = { { 1, w, 1 }, { 2, w + 1, 1 }, { 4, w + 2, 1 } };

	CHECK(!fit_amdahl(g, 2).known);
	CHECK(!fit_amdahl(g, 0).known);
	CHECK(!fit_amdahl(g, 3).known); /* a time of 0 */
	CHECK(isnan(fit_amdahl(g, 3).p.value));
	w[2] = 0.5;
	CHECK(fit_amdahl(g, 3).known);
	CHECK(isnan(fit_amdahl(g, 3).p.low)); /* one run each: no interval */
}

static void two_cpus_do_not_follow_amdahl(void) {
	double w[] = { 4, 2, 2, 2 };
	struct fit_runs g[4] = { { 1, w, 1 }, { 2, w + 1, 1 }, { 4, w + 2, 1 }, { 8, w + 3, 1 } };
	struct amdahl_fit f = fit_amdahl(g, 4);

	CHECK(f.known && !f.describes);
	CHECK(fabs(f.worst) > 0.02);
}

static void a_fit_stays_within_its_bounds(void) {
	double better[] = { 8, 3, 1 }, worse[] = { 1, 2, 3 };
	struct fit_runs g[3] = { { 1, better, 1 }, { 2, better + 1, 1 }, { 4, better + 2, 1 } };
	struct amdahl_fit f = fit_amdahl(g, 3);

	CHECK(f.a == 0 && near(f.p.value, 1, 1e-12) && isnan(f.limit.value));
	for (int i = 0; i < 3; i++)
		g[i].wall = worse + i;
	f = fit_amdahl(g, 3);
	CHECK(f.b == 0 && near(f.p.value, 0, 1e-12) && near(f.limit.value, 1, 1e-12));
}

/* A normal deviate (Box and Muller). */
static double noise(struct prng *r) {
	double u = ((double)prng_next(r) + 1) / 18446744073709551616.0, v = (double)prng_next(r) / 18446744073709551616.0;

	return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

static void intervals_cover_the_truth_in_90_of_100(void) {
	struct prng r = { 7 };
	int ratio = 0, p = 0, limit = 0;

	for (int trial = 0; trial < 100; trial++) {
		double w[4][5];
		struct fit_runs g[4];
		struct amdahl_fit f;
		struct interval s;

		for (int i = 0; i < 4; i++) {
			for (int j = 0; j < 5; j++)
				w[i][j] = (0.2 + 0.8 / (1 << i)) * (1 + 0.02 * noise(&r));
			g[i] = (struct fit_runs){ .slots = 1 << i, .wall = w[i], .count = 5 };
		}
		s = model_ratio(w[0], 5, w[2], 5);
		ratio += s.low <= 2.5 && s.high >= 2.5;
		f = fit_amdahl(g, 4);
		p += f.p.low <= 0.8 && f.p.high >= 0.8;
		limit += f.limit.low <= 5 && f.limit.high >= 5;
	}
	printf("# covered: speed-up %d, P %d, limit %d\n", ratio, p, limit);
	CHECK(ratio >= 90);
	CHECK(p >= 90);
	CHECK(limit >= 90);
}

static void a_shuffle_keeps_every_value_and_is_fair(void) {
	struct prng r = { 1 };
	int first[4] = { 0 };

	for (int i = 0; i < 4000; i++) {
		size_t v[4] = { 0, 1, 2, 3 };
		unsigned seen = 0;

		prng_shuffle(&r, v, 4);
		for (int j = 0; j < 4; j++)
			seen |= 1U << v[j];
		CHECK(seen == 15);
		first[v[0]]++;
	}
	for (int j = 0; j < 4; j++)
		CHECK(first[j] > 880 && first[j] < 1120);
	CHECK(prng_below(&r, 0) == 0);
	CHECK(prng_below(&r, 1) == 0);
}

UNIT_MAIN(TEST(amdahl_has_the_textbook_values), TEST(karp_flatt_inverts_amdahl), TEST(the_limit_is_sensitive_near_one),
	TEST(what_cannot_be_divided_is_nan_and_never_infinite), TEST(t_quantiles_are_those_of_the_tables), TEST(a_mean_has_its_t_interval),
	TEST(a_ratio_has_its_welch_interval), TEST(a_fit_finds_the_law_behind_exact_times), TEST(a_fit_needs_three_numbers_of_slots),
	TEST(two_cpus_do_not_follow_amdahl), TEST(a_fit_stays_within_its_bounds), TEST(intervals_cover_the_truth_in_90_of_100),
	TEST(a_shuffle_keeps_every_value_and_is_fair))
