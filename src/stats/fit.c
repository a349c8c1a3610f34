/* SPDX-License-Identifier: MIT */
/*
 * The Amdahl fit. T = a + b/n is a straight line in 1/n, so weighted least squares has a closed form; what takes the room is
 * saying how sure the result is. Limits are very sensitive to a (a limit of 100 is one percent of serial time), so they are
 * given as an interval from refits to resampled runs, and not at all when the line misses a point.
 */
#include "stats/fit.h"

#include <math.h>
#include <stdlib.h>

#include "base/maths.h"
#include "stats/prng.h"

#define DRAWS 2000

struct point {
	double x; /* 1 / slots */
	double t; /* mean wall time */
	double w; /* weight */
};

struct line {
	double a, b;
};

static double rss(const struct point *p, size_t n, struct line l) {
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double r = p[i].t - l.a - l.b * p[i].x;

		sum += p[i].w * r * r;
	}
	return sum;
}

/* Least squares under a, b >= 0: the free minimum when it is allowed, otherwise the better of the two edges. */
static struct line fit_line(const struct point *p, size_t n) {
	double s = 0, sx = 0, st = 0, sxx = 0, sxt = 0, det;
	struct line l = { 0, 0 }, flat, steep;

	for (size_t i = 0; i < n; i++) {
		s += p[i].w;
		sx += p[i].w * p[i].x;
		st += p[i].w * p[i].t;
		sxx += p[i].w * p[i].x * p[i].x;
		sxt += p[i].w * p[i].x * p[i].t;
	}
	det = s * sxx - sx * sx;
	if (det > 0) {
		l.b = (s * sxt - sx * st) / det;
		l.a = (st - l.b * sx) / s;
		if (l.a >= 0 && l.b >= 0)
			return l;
	}
	flat = (struct line){ .a = st / s, .b = 0 };
	steep = (struct line){ .a = 0, .b = sxt / sxx };
	return rss(p, n, flat) < rss(p, n, steep) ? flat : steep;
}

/* Squared coefficient of variation of the runs in a group; 0 for one run. */
static double relative_var(const struct fit_runs *g) {
	double part = model_sd(g->wall, g->count) / model_mean(g->wall, g->count);

	return g->count > 1 ? part * part : 0;
}

/* The same over all groups, each counted by its degrees of freedom, of which *ret_df are all. */
static double pooled_var(const struct fit_runs *groups, size_t count, size_t *ret_df) {
	double sum = 0;

	*ret_df = 0;
	for (size_t i = 0; i < count; i++) {
		sum += relative_var(&groups[i]) * (double)(groups[i].count - 1);
		*ret_df += groups[i].count - 1;
	}
	return *ret_df ? sum / (double)*ret_df : 0;
}

/*
 * Variance of a group's mean. A few runs may agree by chance and would then outweigh all others, so half of it comes from what
 * all groups say, and it is never taken for less than (0.2 %)^2.
 */
static double var_of_mean(const struct fit_runs *g, double pooled) {
	double mean = model_mean(g->wall, g->count), var = (relative_var(g) + pooled) / 2 / (double)g->count;

	return maths_max(var, 0.002 * 0.002) * mean * mean;
}

static bool usable(const struct fit_runs *groups, size_t count) {
	if (count < 3 || count > FIT_GROUPS)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!(groups[i].slots > 0) || groups[i].count == 0)
			return false;
		for (size_t j = 0; j < groups[i].count; j++)
			if (!(groups[i].wall[j] > 0) || !isfinite(groups[i].wall[j]))
				return false;
	}
	return true;
}

static double p_of(struct line l) {
	return l.a + l.b > 0 ? l.b / (l.a + l.b) : NAN;
}

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The mean of as many runs drawn with replacement, its distance from the true mean stretched. */
static double drawn_mean(const struct fit_runs *g, double mean, double stretch, struct prng *rnd) {
	double sum = 0;

	for (size_t j = 0; j < g->count; j++)
		sum += g->wall[prng_below(rnd, g->count)];
	return maths_max(mean + stretch * (sum / (double)g->count - mean), mean / 100);
}

/*
 * The middle 95 % of p over refits to runs drawn with replacement inside each group. Resampled means of n runs scatter too
 * little by maths_sqrt((n - 1) / n), and a few runs need Student's t: without both, 95 % intervals of 5 runs cover 80 %.
 */
static void resample(const struct fit_runs *groups, const struct point *points, size_t count, size_t df, struct interval *p) {
	double ps[DRAWS], small = model_t95((double)df) / model_t95(1e9);
	struct prng rnd = { 20240229 };
	struct point draw[FIT_GROUPS];

	for (size_t d = 0; d < DRAWS; d++) {
		for (size_t i = 0; i < count; i++) {
			double n = (double)groups[i].count;

			draw[i] = points[i];
			draw[i].t = drawn_mean(&groups[i], points[i].t, small * maths_sqrt(n / (n - 1)), &rnd);
		}
		ps[d] = p_of(fit_line(draw, count));
	}
	qsort(ps, DRAWS, sizeof(*ps), ascending);
	p->low = ps[DRAWS / 40];
	p->high = ps[DRAWS - 1 - DRAWS / 40];
}

static bool enough_runs(const struct fit_runs *groups, size_t count) {
	for (size_t i = 0; i < count; i++)
		if (groups[i].count < 3)
			return false;
	return true;
}

struct amdahl_fit fit_amdahl(const struct fit_runs *groups, size_t count) {
	const struct interval unknown = { NAN, NAN, NAN };
	struct amdahl_fit f = { .a = NAN, .b = NAN, .p = unknown, .limit = unknown, .worst = NAN, .worst_slots = NAN };
	struct point points[FIT_GROUPS];
	double pooled;
	struct line l;
	size_t df;

	if (!usable(groups, count))
		return f;
	pooled = pooled_var(groups, count, &df);
	for (size_t i = 0; i < count; i++)
		points[i] = (struct point){ .x = 1 / groups[i].slots, .t = model_mean(groups[i].wall, groups[i].count),
			.w = 1 / var_of_mean(&groups[i], pooled) };
	l = fit_line(points, count);
	f.known = f.describes = true;
	f.a = l.a;
	f.b = l.b;
	f.worst = 0;
	for (size_t i = 0; i < count; i++) {
		double part = (points[i].t - l.a - l.b * points[i].x) / points[i].t;
		double bound = maths_max(3 * maths_sqrt(1 / points[i].w) / points[i].t, 0.02);

		if (fabs(part) > bound)
			f.describes = false;
		if (fabs(part) >= fabs(f.worst)) {
			f.worst = part;
			f.worst_slots = groups[i].slots;
		}
	}
	f.p.value = p_of(l);
	if (enough_runs(groups, count))
		resample(groups, points, count, df, &f.p);
	f.limit.low = model_amdahl_limit(f.p.low);
	f.limit.value = model_amdahl_limit(f.p.value);
	f.limit.high = model_amdahl_limit(f.p.high);
	return f;
}
