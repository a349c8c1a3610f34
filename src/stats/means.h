/* SPDX-License-Identifier: MIT */
/*
 * What a law is fitted to: the mean time of the runs with each number of slots, how far it can be trusted, and other
 * means that might have been measured as well (B. Efron's bootstrap). NAN = not enough data, as in models.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "stats/models.h"
#include "stats/prng.h"

/* The runs made with one number of slots. */
struct fit_runs {
	double slots;
	const double *wall; /* seconds, borrowed */
	size_t count;
};

#define FIT_GROUPS 64
#define FIT_DRAWS 2000 /* of a bootstrap */

struct fit_mean {
	double slots;
	double t;   /* mean of the wall times */
	double var; /* of that mean; never 0 */
};

/* The means of `count` groups. False when there are more than FIT_GROUPS, one is empty, or a time is not above 0. */
bool means_of(const struct fit_runs *groups, size_t count, struct fit_mean *ret);

/* Whether every group has the 3 runs that an interval takes. */
bool means_enough(const struct fit_runs *groups, size_t count);

/* The source of other means: the same ones each time, because the seed is fixed. groups and means are borrowed. */
struct means_draw {
	const struct fit_runs *groups;
	const struct fit_mean *means;
	size_t count;
	double stretch;
	struct prng rnd;
};
struct means_draw means_draw(const struct fit_runs *groups, const struct fit_mean *means, size_t count);
/* Other means that might have been measured, with the variances of the real ones. */
void means_next(struct means_draw *d, struct fit_mean *ret);

/* The bounds of the middle 95 % of the draws, which are sorted by this; infinities are large numbers. */
void means_middle(double *draws, double *ret_low, double *ret_high);

/* How well a law describes the means. */
struct fit_miss {
	bool describes; /* every residual is within max(3 standard errors, 2 %) */
	double worst;   /* the largest residual, a fraction of the measured mean: above 0 = slower than the law says */
	double slots;   /* ... and where it is */
};
/* `law` gives the time with a number of slots. */
struct fit_miss means_miss(const struct fit_mean *means, size_t count, double (*law)(const void *arg, double slots), const void *arg);
