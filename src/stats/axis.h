/* SPDX-License-Identifier: MIT */
/* From values to places in a drawing, and where an axis has its marks. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct axis {
	double low, high; /* values at its ends; low < high, and low > 0 when it is logarithmic */
	double from, to;  /* where these are drawn; from > to is fine */
	bool log;
};

/* Where v is drawn; at the nearer end when it is outside, and at the low one when it is not a number. */
double axis_at(const struct axis *a, double v);

#define AXIS_MARKS 16
struct axis_mark {
	double value;
	char label[16];
};

/*
 * Round values along the axis: 1, 2 or 5 times a power of ten apart, no more than `most` of them (2..AXIS_MARKS). On a logarithmic axis
 * powers of ten, with 2 and 5 (or 3) times them when it is short. Labels are plain numbers. Returns how many.
 */
size_t axis_marks(const struct axis *a, size_t most, struct axis_mark *ret);

/* A round value (1, 2 or 5 times a power of ten, or the steps of axis_marks) that is not below v. v > 0, else 1. */
double axis_round_up(double v);

/* How seconds are best shown on an axis that ends at `top`: the name of the unit, and how many of them a second is. */
struct axis_unit {
	const char *name; /* "ms" */
	double scale;     /* 1000 */
};
struct axis_unit axis_unit(double top);

/* Seconds with the unit that leaves the shortest number: "20 ms", "100 s". For marks of a logarithmic axis. */
void axis_seconds(char *label, size_t size, double seconds);
