/* SPDX-License-Identifier: MIT */
/*
 * The arithmetic of parallelism, without any input or output. Times are in seconds, fractions 0..1, n is a number of slots.
 * NAN means "not enough data": every function gives it back where a formula has no answer (a division by zero, one slot,
 * no runs), and takes it as an argument. Nothing here returns an infinity.
 */
#pragma once

#include <stddef.h>

/* Speed-up that n slots give when the part p of the work can be shared: 1 / ((1 - p) + p / n). G. Amdahl, AFIPS 1967. */
double model_amdahl(double p, double n);
/* The same for any number of slots: 1 / (1 - p). NAN when p = 1: there is no limit. */
double model_amdahl_limit(double p);
/* Speed-up for each slot: s / n. */
double model_efficiency(double s, double n);
/*
 * The serial fraction that explains speed-up s on n slots: (1/s - 1/n) / (1 - 1/n). A. Karp and H. Flatt, CACM 33(5), 1990.
 * Negative when s > n, above 1 when s < 1. NAN for n <= 1.
 */
double model_karp_flatt(double s, double n);

struct interval {
	double low, value, high; /* low and high are NAN when there are not enough runs for an interval */
};

/* Student's t: the value that bounds the middle 95 % with df degrees of freedom (any real number >= 1). NAN below. */
double model_t95(double df);
double model_mean(const double *x, size_t n);
/* Standard deviation of a sample (n - 1). NAN for n < 2. */
double model_sd(const double *x, size_t n);
/* Mean with its 95 % t-interval. */
struct interval model_mean_interval(const double *x, size_t n);
/*
 * Ratio of typical a to typical b: exp(mean ln a - mean ln b), with the 95 % interval of B. Welch (Biometrika 34, 1947) on the
 * logarithms. NAN when a value is not above 0.
 */
struct interval model_ratio(const double *a, size_t na, const double *b, size_t nb);
