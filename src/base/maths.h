/* SPDX-License-Identifier: MIT */
/*
 * The few functions of libm that the statistics need. Mapping libm costs 0.1 ms at every start, also of runs that never ask for a
 * figure, so with glibc it is loaded when one of them is first called. Everything here is defined for the arguments libm defines.
 */
#pragma once

double maths_exp(double x);
double maths_log(double x);
double maths_log1p(double x);
double maths_lgamma(double x); /* of positive x */

/* The processor's own; passing over NAN as fmin(3) and fmax(3) do. */
static inline double maths_sqrt(double x) {
	return __builtin_sqrt(x);
}
static inline double maths_min(double a, double b) {
	return a < b || b != b ? a : b;
}
static inline double maths_max(double a, double b) {
	return a > b || b != b ? a : b;
}
