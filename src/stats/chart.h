/* SPDX-License-Identifier: MIT */
/* A small chart in plain ASCII: one line for each number of slots, the speed-up from left to right. */
#pragma once

#include <stddef.h>

#include "stats/models.h"
#include "stats/page.h"

struct chart_point {
	double slots;
	struct interval speedup; /* value NAN: the line stays empty; low and high NAN: no interval */
	double fit;              /* what a law says; NAN = nothing */
};

/*
 * Append the chart: o measured, between - when there is an interval wider than a column, . where speed-up = slots, +
 * where the law is when that is not where o is, and | at the ceiling (NAN = none).
 */
void chart_add(struct page *p, const struct chart_point *points, size_t count, double ceiling);
