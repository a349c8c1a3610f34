/* SPDX-License-Identifier: MIT */
/*
 * With B and D bounded by 0 there are four candidates: each of the two is free or 0. The best allowed one is the
 * answer, which for two bounds is exact and needs no iteration.
 */
#include "stats/usl.h"

#include <math.h>

#include "base/maths.h"

enum { TERMS = 3 };

/* A, B, D as above. */
struct usl {
	double c[TERMS];
};

static void terms(double n, double *ret) {
	ret[0] = 1;
	ret[1] = n - 1;
	ret[2] = n * (n - 1);
}

static double time_of(const void *usl, double n) {
	const struct usl *u = usl;
	double x[TERMS], sum = 0;

	terms(n, x);
	for (int i = 0; i < TERMS; i++)
		sum += u->c[i] * x[i];
	return sum / n;
}

static double rss(const struct fit_mean *p, size_t count, const struct usl *u) {
	double sum = 0;

	for (size_t i = 0; i < count; i++) {
		double r = p[i].t - time_of(u, p[i].slots);

		sum += r * r / p[i].var;
	}
	return sum;
}

/* Solve m x = v for n <= TERMS unknowns by elimination with pivots. False when there is no one answer. */
static bool solve(double m[TERMS][TERMS + 1], int n) {
	for (int i = 0; i < n; i++) {
		int best = i;

		for (int j = i + 1; j < n; j++)
			if (fabs(m[j][i]) > fabs(m[best][i]))
				best = j;
		for (int k = 0; k <= n; k++) {
			double swap = m[i][k];

			m[i][k] = m[best][k];
			m[best][k] = swap;
		}
		if (!(fabs(m[i][i]) > 0))
			return false;
		for (int j = 0; j < n; j++) {
			double f = j == i ? 0 : m[j][i] / m[i][i];

			for (int k = i; k <= n; k++)
				m[j][k] -= f * m[i][k];
		}
	}
	for (int i = 0; i < n; i++)
		m[i][n] /= m[i][i];
	return true;
}

/* Least squares with the terms of the set `used` (bits); false when it has no answer with A > 0. */
static bool fit_set(const struct fit_mean *p, size_t count, unsigned used, struct usl *ret) {
	double m[TERMS][TERMS + 1] = { { 0 } }, x[TERMS];
	int at[TERMS], n = 0;

	for (int i = 0; i < TERMS; i++)
		if (used >> i & 1)
			at[n++] = i;
	for (size_t i = 0; i < count; i++) {
		double w = 1 / (p[i].slots * p[i].slots * p[i].var);

		terms(p[i].slots, x);
		for (int j = 0; j < n; j++) {
			for (int k = 0; k < n; k++)
				m[j][k] += w * x[at[j]] * x[at[k]];
			m[j][n] += w * x[at[j]] * p[i].slots * p[i].t;
		}
	}
	if (!solve(m, n))
		return false;
	*ret = (struct usl){ { 0 } };
	for (int j = 0; j < n; j++) {
		if (!isfinite(m[j][n]))
			return false;
		ret->c[at[j]] = m[j][n];
	}
	return ret->c[0] > 0;
}

static bool fit_best(const struct fit_mean *p, size_t count, struct usl *ret) {
	double least = INFINITY;

	for (unsigned used = 1; used < 1u << TERMS; used += 2) {
		struct usl u;

		if (!fit_set(p, count, used, &u) || u.c[1] < 0 || u.c[2] < 0 || !(rss(p, count, &u) < least))
			continue;
		least = rss(p, count, &u);
		*ret = u;
	}
	return isfinite(least);
}

/* Where the speed-up is highest; infinite when that is beyond `most`. */
static double best_of(const struct usl *u, double most) {
	double rest = u->c[0] - u->c[1], best; /* sqrt((A - B) / D) */

	if (!(rest > 1e-9 * u->c[0]))
		return 1; /* equal but for rounding: nothing is gained */
	if (!(u->c[2] > 0))
		return INFINITY;
	best = maths_sqrt(rest / u->c[2]);
	return best > most ? INFINITY : maths_max(best, 1);
}

static double finite_or_nan(double v) {
	return isfinite(v) ? v : NAN;
}

/* What is below 0 by chance is 0, and the value itself is always inside. */
static void bound(struct interval *v) {
	v->low = maths_min(maths_max(v->low, 0), v->value);
	v->high = maths_max(v->high, v->value);
}

/*
 * The draws are fitted without the bounds, which are put on the intervals afterwards: bounded draws push one value
 * away from the truth when the other one is 0, and cover it in 85 of 100 cases only.
 */
static void resample(const struct fit_runs *groups, const struct fit_mean *means, size_t count, double most, struct usl_fit *f) {
	struct means_draw d = means_draw(groups, means, count);
	double sigma[FIT_DRAWS], kappa[FIT_DRAWS], best[FIT_DRAWS];
	struct fit_mean drawn[FIT_GROUPS];

	for (size_t i = 0; i < FIT_DRAWS; i++) {
		struct usl u = { { 1, 0, 0 } };

		means_next(&d, drawn);
		if (!fit_set(drawn, count, 7, &u))
			(void)fit_best(drawn, count, &u); /* A alone always has an answer */
		sigma[i] = u.c[1] / u.c[0];
		kappa[i] = u.c[2] / u.c[0];
		best[i] = best_of(&u, most);
	}
	means_middle(sigma, &f->sigma.low, &f->sigma.high);
	means_middle(kappa, &f->kappa.low, &f->kappa.high);
	means_middle(best, &f->best.low, &f->best.high);
	bound(&f->sigma);
	bound(&f->kappa);
	f->best.low = finite_or_nan(maths_min(f->best.low, isfinite(f->best.value) ? f->best.value : INFINITY));
	f->best.high = isfinite(f->best.value) ? finite_or_nan(maths_max(f->best.high, f->best.value)) : NAN;
}

struct usl_fit fit_usl(const struct fit_runs *groups, size_t count) {
	const struct interval unknown = { NAN, NAN, NAN };
	struct usl_fit f = { .one = NAN, .sigma = unknown, .kappa = unknown, .best = unknown, .worst = NAN, .worst_slots = NAN };
	struct fit_mean means[FIT_GROUPS];
	struct fit_miss miss;
	double most = 0;
	struct usl u;

	if (count < 4 || !means_of(groups, count, means) || !means_enough(groups, count) || !fit_best(means, count, &u))
		return f;
	for (size_t i = 0; i < count; i++)
		most = maths_max(most, 4 * means[i].slots);
	miss = means_miss(means, count, time_of, &u);
	f.known = true;
	f.describes = miss.describes;
	f.worst = miss.worst;
	f.worst_slots = miss.slots;
	f.one = u.c[0];
	f.sigma.value = u.c[1] / u.c[0];
	f.kappa.value = u.c[2] / u.c[0];
	f.best.value = finite_or_nan(best_of(&u, most));
	resample(groups, means, count, most, &f);
	/* What slots lose at the most that was measured may come from either: then neither is known. */
	f.inconclusive = f.sigma.high - f.sigma.low > 0.5 || (f.kappa.high - f.kappa.low) * most / 4 > 0.5;
	return f;
}

double fit_usl_speedup(const struct usl_fit *f, double n) {
	if (!f->known || !(n >= 1))
		return NAN;
	return n / (1 + f->sigma.value * (n - 1) + f->kappa.value * n * (n - 1));
}
