/* SPDX-License-Identifier: MIT */
/*
 * The universal scalability law (N. Gunther, 1993) fitted to measured runs: S(n) = n / (1 + sigma (n - 1) + kappa n
 * (n - 1)). sigma is contention, the part for which slots wait for one another; kappa is coherence, what each pair of
 * slots costs. kappa = 0 is Amdahl's law.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "stats/means.h"

struct usl_fit {
	bool known;          /* false: fewer than 4 values of n, fewer than 3 runs with one of them, or times not above 0; the rest is then NAN */
	bool describes;      /* every residual is within max(3 standard errors, 2 %) */
	bool inconclusive;   /* the intervals span what is possible: neither value says much */
	double one;          /* seconds with one slot, by the law */
	struct interval sigma, kappa;
	struct interval best; /* the number of slots with the highest speed-up; NAN = none up to four times the most that was measured */
	double worst, worst_slots; /* as in struct amdahl_fit */
};

/*
 * n T = A + B (n - 1) + D n (n - 1) by least squares over the means with weights 1 / (n^2 Var(mean)), B and D not
 * negative; sigma = B / A, kappa = D / A, best = sqrt((1 - sigma) / kappa). Intervals as in fit_amdahl. count is at
 * most FIT_GROUPS.
 */
struct usl_fit fit_usl(const struct fit_runs *groups, size_t count);
/* The speed-up that the fit gives with n slots; NAN when it is not known. */
double fit_usl_speedup(const struct usl_fit *f, double n);
