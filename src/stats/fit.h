/* SPDX-License-Identifier: MIT */
/*
 * Amdahl's law fitted to measured runs with several numbers of slots, and how sure that is. NAN = not enough data, as
 * in models.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "stats/means.h"

/* T(n) = a + b / n, a and b not negative: a is the serial time, b the time that is shared. */
struct amdahl_fit {
	bool known;              /* false: fewer than 3 values of n, or times that are not above 0; the rest is then NAN */
	bool describes;          /* every residual is within max(3 standard errors, 2 %) */
	bool inconclusive;       /* the interval of p spans more than half of what is possible */
	double a, b;
	struct interval p;       /* b / (a + b) */
	struct interval limit;   /* (a + b) / a; value NAN: a = 0; high NAN: only "at least low" can be said */
	double worst;            /* largest residual, a fraction of the measured mean (signed) */
	double worst_slots;
};

/*
 * Weighted least squares over the means of `count` groups, weights 1 / Var(mean); the intervals are percentiles of
 * 2000 refits to resampled runs (means.h) and need 3 runs in each group. count is at most FIT_GROUPS.
 */
struct amdahl_fit fit_amdahl(const struct fit_runs *groups, size_t count);
/* The speed-up that the fit gives with n slots; NAN when it is not known. */
double fit_amdahl_speedup(const struct amdahl_fit *f, double n);
