/* SPDX-License-Identifier: MIT */
/*
 * Laws fitted to runs that were made up from them: what is found, how sure it claims to be, and what becomes of runs
 * that follow no law.
 */
#include <math.h>

#include "stats/compare.h"
#include "stats/fit.h"
#include "stats/prng.h"
#include "stats/schedule.h"
#include "stats/usl.h"
#include "unit.h"

static int near(double a, double b, double eps) {
	return fabs(a - b) <= eps;
}

static double uniform(struct prng *r) {
	return ((double)prng_next(r) + 1) / 18446744073709551616.0;
}

/* A normal deviate (Box and Muller). */
static double normal(struct prng *r) {
	return sqrt(-2 * log(uniform(r))) * cos(6.283185307179586 * uniform(r));
}

enum { MOST = 8, RUNS = 10 };
static double walls[MOST][RUNS];
static struct fit_runs groups[MOST];

static double amdahl_time(double p, double n) {
	return (1 - p) + p / n;
}

static double usl_time(double sigma, double kappa, double n) {
	return (1 + sigma * (n - 1) + kappa * n * (n - 1)) / n;
}

/* Runs with 1, 2, 4, ... slots that take time(n) with noise of that part. */
static void make(struct prng *r, size_t count, size_t runs, double noise, double sigma, double kappa, double p) {
	for (size_t i = 0; i < count; i++) {
		double n = (double)(1u << i), t = isnan(p) ? usl_time(sigma, kappa, n) : amdahl_time(p, n);

		for (size_t j = 0; j < runs; j++)
			walls[i][j] = t * (1 + noise * normal(r));
		groups[i] = (struct fit_runs){ .slots = n, .wall = walls[i], .count = runs };
	}
}

static void a_usl_fit_finds_the_law_behind_exact_times(void) {
	struct prng r = { 1 };
	struct usl_fit f;

	make(&r, 5, 3, 0, 0.05, 0.002, NAN);
	f = fit_usl(groups, 5);
	CHECK(f.known && f.describes && !f.inconclusive);
	CHECK(near(f.one, 1, 1e-9) && near(f.sigma.value, 0.05, 1e-9) && near(f.kappa.value, 0.002, 1e-9));
	CHECK(near(f.best.value, sqrt(0.95 / 0.002), 1e-6));
	CHECK(near(fit_usl_speedup(&f, 16), 1 / usl_time(0.05, 0.002, 16), 1e-9));
	CHECK(near(fit_usl_speedup(&f, 1), 1, 1e-9));
	CHECK(near(f.worst, 0, 1e-9));
}

static void a_usl_without_coherence_is_amdahl(void) {
	struct prng r = { 1 };
	struct amdahl_fit a;
	struct usl_fit f;

	make(&r, 4, 5, 0, 0.2, 0, NAN);
	f = fit_usl(groups, 4);
	a = fit_amdahl(groups, 4);
	CHECK(f.known && f.describes && near(f.kappa.value, 0, 1e-9) && near(f.sigma.value, 0.2, 1e-9));
	CHECK(isnan(f.best.value)); /* none in range */
	CHECK(near(a.p.value, 1 - f.sigma.value, 1e-9));
	for (double n = 1; n <= 8; n *= 2)
		CHECK(near(fit_usl_speedup(&f, n), fit_amdahl_speedup(&a, n), 1e-9));
}

/* Each of the four sets of terms that may be in use: both, one of them, none. */
static void bounds_are_kept_by_leaving_terms_out(void) {
	static const double times[][4] = { { 8, 3.9, 1.9, 0.9 }, { 8, 8, 8, 8 }, { 8, 7, 9, 16 }, { 8, 4.4, 2.8, 2.3 } };

	for (size_t k = 0; k < 4; k++) {
		struct usl_fit f;

		for (size_t i = 0; i < 4; i++) {
			for (size_t j = 0; j < 3; j++)
				walls[i][j] = times[k][i] * (1 + 0.001 * (double)j);
			groups[i] = (struct fit_runs){ .slots = 1u << i, .wall = walls[i], .count = 3 };
		}
		f = fit_usl(groups, 4);
		CHECK(f.known && f.one > 0 && f.sigma.value >= 0 && f.kappa.value >= 0);
		CHECK(f.sigma.low >= 0 && f.sigma.low <= f.sigma.value && f.sigma.value <= f.sigma.high);
		CHECK(f.kappa.low >= 0 && f.kappa.low <= f.kappa.value && f.kappa.value <= f.kappa.high);
		if (k == 0) /* better than ideal: nothing is lost */
			CHECK(f.sigma.value == 0 && f.kappa.value == 0 && isnan(f.best.value));
		if (k == 1) /* nothing is gained */
			CHECK(near(f.sigma.value, 1, 0.01) && near(f.kappa.value, 0, 0.001) && isfinite(f.best.value));
		if (k == 2) /* slots only cost */
			CHECK(f.best.value <= 2);
		if (k == 3)
			CHECK(f.sigma.value > 0 && f.kappa.value > 0);
	}
}

static void what_a_usl_fit_needs(void) {
	struct prng r = { 1 };

	make(&r, 5, 3, 0.01, 0.05, 0.002, NAN);
	CHECK(fit_usl(groups, 4).known);
	CHECK(!fit_usl(groups, 3).known); /* numbers of slots */
	CHECK(isnan(fit_usl(groups, 3).sigma.value) && isnan(fit_usl_speedup(&(struct usl_fit){ .known = false }, 2)));
	groups[2].count = 2;              /* runs */
	CHECK(!fit_usl(groups, 5).known);
	groups[2].count = 3;
	walls[4][1] = 0;
	CHECK(!fit_usl(groups, 5).known);
	walls[4][1] = 1e-320; /* its square is 0 */
	CHECK(isfinite(fit_usl(groups, 5).sigma.value) || !fit_usl(groups, 5).known);
	CHECK(!fit_usl(groups, 0).known);
}

/*
 * The condition of the contract: simulated data with known parameters and 2 % noise, the truth covered in 90 of 100
 * and more.
 */
static void usl_intervals_cover_the_truth(void) {
	static const struct {
		size_t count, runs;
		double sigma, kappa;
	} truths[] = { { 4, 5, 0, 0 }, { 4, 5, 0.02, 0 }, { 4, 5, 0.05, 0.01 }, { 4, 10, 0.3, 0 }, { 5, 5, 0.02, 0.0005 }, { 5, 5, 0, 0.002 },
		       { 7, 5, 0.05, 0.001 } };

	for (size_t k = 0; k < sizeof(truths) / sizeof(*truths); k++) {
		double sigma = truths[k].sigma, kappa = truths[k].kappa;
		int sigmas = 0, kappas = 0, fits = 0;
		struct prng r = { 11 };

		for (int trial = 0; trial < 100; trial++) {
			struct usl_fit f;

			make(&r, truths[k].count, truths[k].runs, 0.02, sigma, kappa, NAN);
			f = fit_usl(groups, truths[k].count);
			sigmas += f.sigma.low <= sigma && sigma <= f.sigma.high;
			kappas += f.kappa.low <= kappa && kappa <= f.kappa.high;
			fits += f.describes && !f.inconclusive;
		}
		printf("# sigma %g kappa %g: covered %d, %d; described %d\n", sigma, kappa, sigmas, kappas, fits);
		CHECK(sigmas >= 90 && kappas >= 90 && fits >= 90);
	}
}

static void amdahl_intervals_cover_the_truth(void) {
	static const double truths[] = { 0.5, 0.8, 0.9, 0.95 };

	for (size_t k = 0; k < sizeof(truths) / sizeof(*truths); k++) {
		int ps = 0, limits = 0, fits = 0;
		struct prng r = { 5 };

		for (int trial = 0; trial < 100; trial++) {
			struct amdahl_fit f;
			double limit = 1 / (1 - truths[k]);

			make(&r, 4, 5, 0.02, 0, 0, truths[k]);
			f = fit_amdahl(groups, 4);
			ps += f.p.low <= truths[k] && truths[k] <= f.p.high;
			limits += f.limit.low <= limit && (isnan(f.limit.high) || limit <= f.limit.high);
			fits += f.describes && !f.inconclusive;
		}
		printf("# P %g: covered %d, its limit %d; described %d\n", truths[k], ps, limits, fits);
		CHECK(ps >= 90 && limits >= 90 && fits >= 90);
	}
}

/* A second of serial work and 40 tasks of 0.1 s, measured: P is 80 %, the limit 5. */
static void known_runs_give_the_known_p(void) {
	static const double t[] = { 5.057, 3.026, 2.018, 1.510 }, want[] = { 0, 0.803, 0.801, 0.802 };
	struct amdahl_fit f;

	for (size_t i = 0; i < 4; i++) {
		double n = 1u << i;

		if (i)
			CHECK(near(1 - model_karp_flatt(t[0] / t[i], n), want[i], 0.0006));
		for (size_t j = 0; j < 5; j++)
			walls[i][j] = t[i] + 0.002 * ((double)j - 2);
		groups[i] = (struct fit_runs){ .slots = n, .wall = walls[i], .count = 5 };
	}
	f = fit_amdahl(groups, 4);
	CHECK(f.known && f.describes);
	CHECK(near(f.p.value, 0.801, 0.001) && near(f.limit.value, 5.03, 0.03));
	CHECK(f.p.low <= f.p.value && f.p.value <= f.p.high && fabs(f.worst) < 0.005);
}

/* Tasks of uneven length, scheduled: the long tail counts as serial, and that is all the bias there is. */
static void uneven_tasks_make_p_a_little_small(void) {
	static const struct {
		double p, cv, rms;
	} rows[] = { { 0.5, 0.1, 0.012 }, { 0.9, 0.1, 0.007 }, { 0.9, 0.5, 0.011 }, { 0.95, 0.5, 0.010 } };

	for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++) {
		double s2 = log(1 + rows[k].cv * rows[k].cv), sum = 0;
		struct prng r = { 3 };

		for (int trial = 0; trial < 100; trial++) {
			struct schedule_task tasks[200];
			double total = 0, serial;

			for (size_t i = 0; i < 200; i++) {
				tasks[i] = (struct schedule_task){ .cost = exp(sqrt(s2) * normal(&r) - s2 / 2) };
				total += tasks[i].cost;
			}
			serial = total * (1 - rows[k].p) / rows[k].p;
			for (size_t i = 0; i < 4; i++) {
				double free_at[8] = { 0 }, t = serial + schedule_list(tasks, 200, free_at, 1u << i);

				for (size_t j = 0; j < 5; j++)
					walls[i][j] = t * (1 + 0.02 * normal(&r));
				groups[i] = (struct fit_runs){ .slots = 1u << i, .wall = walls[i], .count = 5 };
			}
			sum += pow(fit_amdahl(groups, 4).p.value - rows[k].p, 2);
		}
		printf("# P %g, tasks that scatter by %g: rms error %.4f\n", rows[k].p, rows[k].cv, sqrt(sum / 100));
		CHECK(sqrt(sum / 100) <= rows[k].rms);
	}
}

static void runs_without_a_law_are_not_described(void) {
	static const double saturated[] = { 4, 2, 2, 2, 2 }, jagged[] = { 4, 3.9, 1, 1.4, 0.5 };
	const double *cases[] = { saturated, jagged };

	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < 5; i++) {
			for (size_t j = 0; j < 5; j++)
				walls[i][j] = cases[k][i] * (1 + 0.004 * ((double)j - 2));
			groups[i] = (struct fit_runs){ .slots = 1u << i, .wall = walls[i], .count = 5 };
		}
		CHECK(!fit_amdahl(groups, 5).describes && !fit_usl(groups, 5).describes);
		CHECK(fabs(fit_usl(groups, 5).worst) > 0.02);
	}
}

static void noise_that_hides_the_law_is_inconclusive(void) {
	struct prng r = { 2 };
	int fits = 0;

	for (int trial = 0; trial < 20; trial++) {
		struct amdahl_fit f;

		make(&r, 3, 3, 0.5, 0, 0, 0.5);
		for (size_t i = 0; i < 3; i++)
			for (size_t j = 0; j < 3; j++)
				walls[i][j] = fabs(walls[i][j]) + 1e-3;
		f = fit_amdahl(groups, 3);
		fits += f.describes && !f.inconclusive;
	}
	printf("# called conclusive: %d of 20\n", fits);
	CHECK(fits <= 5);
}

static void degenerate_runs_never_give_nan_where_there_is_a_value(void) {
	for (int k = 0; k < 4; k++) {
		struct amdahl_fit a;
		struct usl_fit u;

		for (size_t i = 0; i < 4; i++) {
			for (size_t j = 0; j < 3; j++)
				walls[i][j] = k == 0 ? 1 : k == 1 ? 1e-9 : k == 2 ? 1e9 : 1e-300;
			groups[i] = (struct fit_runs){ .slots = 1u << i, .wall = walls[i], .count = 3 };
		}
		a = fit_amdahl(groups, 4);
		u = fit_usl(groups, 4);
		if (a.known)
			CHECK(isfinite(a.p.value) && isfinite(a.p.low) && isfinite(a.p.high) && isfinite(a.worst));
		if (u.known)
			CHECK(isfinite(u.sigma.value) && isfinite(u.sigma.low) && isfinite(u.kappa.high) && isfinite(u.worst));
		if (k < 3)
			CHECK(a.known && u.known && near(a.p.value, 0, 1e-9));
	}
	for (size_t i = 0; i < 4; i++)
		groups[i].slots = 4; /* the same number four times is no curve */
	(void)fit_amdahl(groups, 4);
	(void)fit_usl(groups, 4);
}

/*
 * Coverage of the Welch interval, where a tenth of the runs may be outliers, and where one stops as soon as it is
 * narrow.
 */
static void welch_intervals_cover_the_ratio(void) {
	static const struct {
		size_t runs;
		double noise, outliers;
	} rows[] = { { 3, 0.02, 0 }, { 5, 0.02, 0 }, { 10, 0.02, 0 }, { 5, 0.1, 0 }, { 5, 0.02, 0.1 } };

	for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++) {
		struct prng r = { 9 };
		int covered = 0;

		for (int trial = 0; trial < 1000; trial++) {
			struct interval s;

			for (size_t i = 0; i < 2; i++)
				for (size_t j = 0; j < rows[k].runs; j++) {
					double slow = uniform(&r) < rows[k].outliers ? 1.1 + 0.5 * uniform(&r) : 1;

					walls[i][j] = (i ? 1 : 2.5) * exp(rows[k].noise * normal(&r)) * slow;
				}
			s = model_ratio(walls[0], rows[k].runs, walls[1], rows[k].runs);
			covered += s.low <= 2.5 && 2.5 <= s.high;
		}
		printf("# %zu runs, noise %g, outliers %g: %d of 1000\n", rows[k].runs, rows[k].noise, rows[k].outliers, covered);
		CHECK(covered >= 935);
	}
}

static void stopping_when_the_intervals_are_narrow_keeps_their_promise(void) {
	static double sorted[2][RUNS], cpu[RUNS];
	struct compare_point points[2];
	struct compare_result c = { .points = points, .count = 2 };
	struct prng r = { 4 };
	size_t rounds = 0;
	int covered = 0;

	for (int trial = 0; trial < 1000; trial++) {
		struct interval s;
		size_t n = 0;

		do {
			walls[0][n] = 2 * exp(0.02 * normal(&r));
			walls[1][n++] = exp(0.02 * normal(&r));
			for (size_t i = 0; i < 2; i++)
				points[i] = (struct compare_point){ .slots = (unsigned)i + 1, .wall = walls[i], .cpu = cpu, .sorted = sorted[i], .runs = n };
		} while (n < RUNS && (n < 5 || !compare_precise(&c)));
		s = compare_speedup(&c, &points[1]);
		covered += s.low <= 2 && 2 <= s.high;
		rounds += n;
	}
	printf("# covered %d of 1000, %.1f rounds on average\n", covered, (double)rounds / 1000);
	CHECK(covered >= 935);
	CHECK(rounds > 5000 && rounds < 9000);
}

UNIT_MAIN(TEST(a_usl_fit_finds_the_law_behind_exact_times), TEST(a_usl_without_coherence_is_amdahl), TEST(bounds_are_kept_by_leaving_terms_out),
	TEST(what_a_usl_fit_needs), TEST(usl_intervals_cover_the_truth), TEST(amdahl_intervals_cover_the_truth), TEST(known_runs_give_the_known_p),
	TEST(uneven_tasks_make_p_a_little_small), TEST(runs_without_a_law_are_not_described), TEST(noise_that_hides_the_law_is_inconclusive),
	TEST(degenerate_runs_never_give_nan_where_there_is_a_value), TEST(welch_intervals_cover_the_ratio),
	TEST(stopping_when_the_intervals_are_narrow_keeps_their_promise))
