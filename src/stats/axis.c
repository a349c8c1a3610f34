/* SPDX-License-Identifier: MIT */
#include "stats/axis.h"

#include <math.h>
#include <stdio.h>

#include "base/maths.h"

double axis_at(const struct axis *a, double v) {
	double part;

	if (!(v > a->low))
		return a->from;
	if (v >= a->high)
		return a->to;
	part = a->log ? maths_log(v / a->low) / maths_log(a->high / a->low) : (v - a->low) / (a->high - a->low);
	return a->from + part * (a->to - a->from);
}

#define SAME 1e-9 /* relative: what differs by less is drawn at the same place */

/* The power of ten at or below v > 0. */
static double decade(double v) {
	double up = 1, down = 1;

	while (up * 10 <= v * (1 + SAME) && up < 1e15)
		up *= 10;
	while (1 / down > v * (1 + SAME) && down < 1e15)
		down *= 10;
	return up / down;
}

double axis_round_up(double v) {
	double p;

	if (!(v > 0) || !isfinite(v))
		return 1;
	p = decade(v);
	v *= 1 - SAME;
	return v <= p ? p : v <= 2 * p ? 2 * p : v <= 5 * p ? 5 * p : 10 * p;
}

static void add(struct axis_mark *ret, size_t *n, size_t most, double value) {
	if (*n < most) {
		ret[*n].value = value;
		snprintf(ret[*n].label, sizeof(ret[*n].label), "%.6g", value);
		++*n;
	}
}

static size_t linear(const struct axis *a, size_t most, struct axis_mark *ret) {
	double step = axis_round_up((a->high - a->low) / (double)(most - 1));
	double first = (double)(long long)(a->low / step) * step, same = (a->high - a->low) * SAME;
	size_t n = 0;

	for (int i = 0; n < most && first + i * step <= a->high + same; i++)
		if (first + i * step >= a->low - same)
			add(ret, &n, most, first + i * step);
	return n;
}

static size_t logarithmic(const struct axis *a, size_t most, struct axis_mark *ret) {
	static const double between[][3] = { { 1, 2, 5 }, { 1, 3, 0 }, { 1, 0, 0 } };
	double bottom = decade(a->low);
	size_t decades = 1, n = 0, fine, every = 1;

	for (double p = bottom; p * 10 <= a->high * (1 + SAME) && decades < 40; p *= 10)
		decades++;
	fine = decades * 3 <= most ? 0 : decades * 2 <= most ? 1 : 2;
	while (fine == 2 && (decades + every - 1) / every > most)
		every++;
	for (size_t d = 0; d < decades; d++, bottom *= 10)
		for (size_t i = 0; i < 3 && between[fine][i] > 0; i++) {
			double v = bottom * between[fine][i];

			if (d % every == 0 && v >= a->low * (1 - SAME) && v <= a->high * (1 + SAME))
				add(ret, &n, most, v);
		}
	return n;
}

size_t axis_marks(const struct axis *a, size_t most, struct axis_mark *ret) {
	if (!(a->high > a->low) || !isfinite(a->high - a->low))
		return 0;
	if (a->log) {
		size_t n = logarithmic(a, most, ret);

		if (n > 1)
			return n;
	}
	return linear(a, most, ret); /* also of an axis too short for powers of ten */
}

struct axis_unit axis_unit(double top) {
	static const struct {
		double below;
		struct axis_unit unit;
	} units[] = { { 1e-3, { "µs", 1e6 } }, { 1, { "ms", 1e3 } }, { 180, { "s", 1 } }, { 3 * 3600, { "min", 1 / 60.0 } },
		      { 4 * 86400.0, { "h", 1 / 3600.0 } } };

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (top < units[i].below)
			return units[i].unit;
	return (struct axis_unit){ "days", 1 / 86400.0 };
}

void axis_seconds(char *label, size_t size, double seconds) {
	const char *unit = seconds < 0.9995e-3 ? "µs" : seconds < 0.9995 ? "ms" : "s";

	snprintf(label, size, "%.3g %s", seconds < 0.9995e-3 ? seconds * 1e6 : seconds < 0.9995 ? seconds * 1e3 : seconds, unit);
}
