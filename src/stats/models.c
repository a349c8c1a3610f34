/* SPDX-License-Identifier: MIT */
#include "stats/models.h"

#include <math.h>
#include <stdbool.h>

#include "base/maths.h"
/* A result as the header promises it: finite or NAN. */
static double finite_or_nan(double x) {
	return isfinite(x) ? x : NAN;
}

double model_amdahl(double p, double n) {
	if (!(n > 0) || !(p >= 0 && p <= 1))
		return NAN;
	return finite_or_nan(1 / ((1 - p) + p / n));
}

double model_amdahl_limit(double p) {
	if (!(p >= 0 && p < 1))
		return NAN;
	return finite_or_nan(1 / (1 - p));
}

double model_efficiency(double s, double n) {
	return n > 0 ? finite_or_nan(s / n) : NAN;
}

double model_karp_flatt(double s, double n) {
	if (!(s > 0) || !(n > 1))
		return NAN;
	return finite_or_nan((1 / s - 1 / n) / (1 - 1 / n));
}

/*
 * The regularised incomplete beta function I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated
 * after Lentz. Converges quickly for x < (a + 1) / (a + b + 2); the caller sees to that.
 */
static double beta_fraction(double x, double a, double b) {
	const double tiny = 1e-300;
	double c = 1, d = 1 - (a + b) * x / (a + 1), h;

	d = 1 / (fabs(d) < tiny ? tiny : d);
	h = d;
	for (int m = 1; m < 300; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double step;

		d = 1 + even * d;
		c = 1 + even / c;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		h *= d * c;
		d = 1 + odd * d;
		c = 1 + odd / c;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		step = d * c;
		h *= step;
		if (fabs(step - 1) < 1e-14)
			break;
	}
	return h;
}

static double beta_regular(double x, double a, double b) {
	double front;

	if (x <= 0)
		return 0;
	if (x >= 1)
		return 1;
	front = maths_exp(maths_lgamma(a + b) - maths_lgamma(a) - maths_lgamma(b) + a * maths_log(x) + b * maths_log1p(-x));
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(x, a, b) / a;
	return 1 - front * beta_fraction(1 - x, b, a) / b;
}

/* P(|T| > t) = I_x(df/2, 1/2) with x = df / (df + t^2): bisect for 5 %. */
double model_t95(double df) {
	double low = 1.9, high = 13;

	if (!(df >= 1))
		return NAN;
	if (df > 1e6)
		return 1.959964;
	for (int i = 0; i < 60; i++) {
		double t = (low + high) / 2;

		if (beta_regular(df / (df + t * t), df / 2, 0.5) > 0.05)
			low = t;
		else
			high = t;
	}
	return (low + high) / 2;
}

double model_mean(const double *x, size_t n) {
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	return n ? finite_or_nan(sum / (double)n) : NAN;
}

double model_sd(const double *x, size_t n) {
	double mean = model_mean(x, n), sum = 0;

	if (n < 2)
		return NAN;
	for (size_t i = 0; i < n; i++)
		sum += (x[i] - mean) * (x[i] - mean);
	return finite_or_nan(maths_sqrt(sum / (double)(n - 1)));
}

struct interval model_mean_interval(const double *x, size_t n) {
	double mean = model_mean(x, n), half = NAN;

	if (n >= 2)
		half = model_t95((double)(n - 1)) * model_sd(x, n) / maths_sqrt((double)n);
	return (struct interval){ .low = mean - half, .value = mean, .high = mean + half };
}

/* Mean and squared standard error of the logarithms; false when there is one that does not exist. */
static bool log_moments(const double *x, size_t n, double *ret_mean, double *ret_se2) {
	double sum = 0, dev = 0, mean;

	for (size_t i = 0; i < n; i++) {
		if (!(x[i] > 0) || !isfinite(x[i]))
			return false;
		sum += maths_log(x[i]);
	}
	if (n == 0)
		return false;
	mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		dev += (maths_log(x[i]) - mean) * (maths_log(x[i]) - mean);
	*ret_mean = mean;
	*ret_se2 = n > 1 ? dev / (double)(n - 1) / (double)n : NAN;
	return true;
}

struct interval model_ratio(const double *a, size_t na, const double *b, size_t nb) {
	struct interval ret = { NAN, NAN, NAN };
	double ma, mb, va, vb, var, df, half;

	if (!log_moments(a, na, &ma, &va) || !log_moments(b, nb, &mb, &vb))
		return ret;
	ret.value = finite_or_nan(maths_exp(ma - mb));
	if (na < 2 || nb < 2)
		return ret;
	var = va + vb;
	if (var > 0) {
		df = var * var / (va * va / (double)(na - 1) + vb * vb / (double)(nb - 1));
		half = model_t95(df < 1 ? 1 : df) * maths_sqrt(var);
	} else {
		half = 0; /* runs that are equal to the last digit */
	}
	ret.low = finite_or_nan(maths_exp(ma - mb - half));
	ret.high = finite_or_nan(maths_exp(ma - mb + half));
	return ret;
}
