/* SPDX-License-Identifier: MIT */
#include "stats/means.h"

#include <math.h>
#include <stdlib.h>

#include "base/maths.h"

/* Squared coefficient of variation of the runs in a group; 0 for one run. */
static double relative_var(const struct fit_runs *g) {
	double part = model_sd(g->wall, g->count) / model_mean(g->wall, g->count);

	return g->count > 1 ? part * part : 0;
}

static size_t freedom(const struct fit_runs *groups, size_t count) {
	size_t df = 0;

	for (size_t i = 0; i < count; i++)
		df += groups[i].count - 1;
	return df;
}

/* The same over all groups, each counted by its degrees of freedom. */
static double pooled_var(const struct fit_runs *groups, size_t count) {
	size_t df = freedom(groups, count);
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += relative_var(&groups[i]) * (double)(groups[i].count - 1);
	return df ? sum / (double)df : 0;
}

/*
 * A few runs may agree by chance and would then outweigh all others, so half of the variance comes from what all
 * groups say, and it is never taken for less than (0.2 %)^2.
 */
static double var_of_mean(const struct fit_runs *g, double pooled) {
	double mean = model_mean(g->wall, g->count), var = (relative_var(g) + pooled) / 2 / (double)g->count;

	return maths_max(var, 0.002 * 0.002) * mean * mean;
}

static bool usable(const struct fit_runs *g) {
	if (!(g->slots > 0) || g->count == 0)
		return false;
	for (size_t i = 0; i < g->count; i++)
		if (!(g->wall[i] > 0) || !isfinite(g->wall[i]))
			return false;
	return isfinite(model_mean(g->wall, g->count)) && isfinite(relative_var(g));
}

bool means_of(const struct fit_runs *groups, size_t count, struct fit_mean *ret) {
	double pooled;

	if (count > FIT_GROUPS)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!usable(&groups[i]))
			return false;
	pooled = pooled_var(groups, count);
	for (size_t i = 0; i < count; i++) {
		ret[i] = (struct fit_mean){ .slots = groups[i].slots, .t = model_mean(groups[i].wall, groups[i].count),
			.var = var_of_mean(&groups[i], pooled) };
		if (!(ret[i].var > 0) || !isfinite(ret[i].var))
			return false; /* times so small or so large that their squares are not numbers */
	}
	return true;
}

bool means_enough(const struct fit_runs *groups, size_t count) {
	for (size_t i = 0; i < count; i++)
		if (groups[i].count < 3)
			return false;
	return true;
}

/*
 * Resampled means of n runs scatter too little by sqrt((n - 1) / n), and a few runs need Student's t: without both,
 * 95 % intervals of 5 runs cover 80 %.
 */
struct means_draw means_draw(const struct fit_runs *groups, const struct fit_mean *means, size_t count) {
	return (struct means_draw){ .groups = groups, .means = means, .count = count, .rnd = { 20240229 },
		.stretch = model_t95((double)freedom(groups, count)) / model_t95(1e9) };
}

/* The mean of as many runs drawn with replacement, its distance from the true mean stretched. */
static double drawn_mean(const struct fit_runs *g, double mean, double stretch, struct prng *rnd) {
	double sum = 0;

	for (size_t j = 0; j < g->count; j++)
		sum += g->wall[prng_below(rnd, g->count)];
	return maths_max(mean + stretch * (sum / (double)g->count - mean), mean / 100);
}

void means_next(struct means_draw *d, struct fit_mean *ret) {
	for (size_t i = 0; i < d->count; i++) {
		double n = (double)d->groups[i].count;

		ret[i] = d->means[i];
		ret[i].t = drawn_mean(&d->groups[i], d->means[i].t, d->stretch * maths_sqrt(n / (n - 1)), &d->rnd);
	}
}

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void means_middle(double *draws, double *ret_low, double *ret_high) {
	qsort(draws, FIT_DRAWS, sizeof(*draws), ascending);
	*ret_low = draws[FIT_DRAWS / 40];
	*ret_high = draws[FIT_DRAWS - 1 - FIT_DRAWS / 40];
}

struct fit_miss means_miss(const struct fit_mean *means, size_t count, double (*law)(const void *arg, double slots), const void *arg) {
	struct fit_miss ret = { .describes = true };

	for (size_t i = 0; i < count; i++) {
		double part = (means[i].t - law(arg, means[i].slots)) / means[i].t;

		if (fabs(part) > maths_max(3 * maths_sqrt(means[i].var) / means[i].t, 0.02))
			ret.describes = false;
		if (fabs(part) >= fabs(ret.worst)) {
			ret.worst = part;
			ret.slots = means[i].slots;
		}
	}
	return ret;
}
