/* SPDX-License-Identifier: MIT */
#include "stats/chart.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/maths.h"
#define WIDTH 56 /* columns of the plot, 0..WIDTH */

/* The right edge: everything measured is in, and of the ideal line no more than twice that. */
static double edge_of(const struct chart_point *points, size_t count) {
	double top = 1, ideal = 1;

	for (size_t i = 0; i < count; i++) {
		top = maths_max(top, maths_max(points[i].speedup.value, points[i].speedup.high)); /* passes over NAN */
		ideal = maths_max(ideal, points[i].slots);
	}
	return maths_max(top, maths_min(ideal, 2 * top));
}

static size_t column(double v, double edge) {
	double c = v / edge * WIDTH + 0.5;

	return !(c > 0) ? 0 : c > WIDTH ? WIDTH : (size_t)c;
}

/* A step of 1, 2 or 5 times a power of ten (or a half) that gives 3 to 8 marks. */
static double step_of(double edge) {
	double step = 0.5;

	while (edge / step > 8)
		step *= edge / step > 40 ? 10 : 2;
	return step;
}

static void add_axis(struct page *p, double edge) {
	char marks[WIDTH + 12];
	double step = step_of(edge);

	memset(marks, ' ', sizeof(marks));
	for (int i = 0; i * step <= edge * 1.0001; i++) {
		char s[16];
		int n = snprintf(s, sizeof(s), "%g", i * step);

		memcpy(marks + column(i * step, edge), s, (size_t)n);
	}
	for (size_t n = sizeof(marks) - 1; n > 0 && marks[n - 1] == ' '; n--)
		marks[n - 1] = '\0';
	marks[sizeof(marks) - 1] = '\0';
	page_add(p, "  slots   %s\n", marks);
}

static bool on_chart(double v, double edge) {
	return v >= 0 && v <= edge * 1.0001;
}

static void add_point(struct page *p, const struct chart_point *point, double edge, double ceiling) {
	char row[WIDTH + 2];
	const struct interval *s = &point->speedup;

	memset(row, ' ', WIDTH + 1);
	row[WIDTH + 1] = '\0';
	if (on_chart(ceiling, edge))
		row[column(ceiling, edge)] = '|';
	if (isfinite(s->low) && isfinite(s->high))
		memset(row + column(s->low, edge), '-', column(s->high, edge) - column(s->low, edge) + 1);
	row[column(point->slots, edge)] = point->slots > edge * 1.0001 ? '>' : '.';
	if (on_chart(point->fit, edge))
		row[column(point->fit, edge)] = '+';
	if (isfinite(s->value))
		row[column(s->value, edge)] = 'o';
	for (size_t n = WIDTH + 1; n > 0 && row[n - 1] == ' '; n--)
		row[n - 1] = '\0';
	page_add(p, "  %5.0f  |%s\n", point->slots, row);
}

void chart_add(struct page *p, const struct chart_point *points, size_t count, double ceiling) {
	double edge = edge_of(points, count);
	bool fits = false;

	for (size_t i = 0; i < count; i++)
		fits = fits || isfinite(points[i].fit);
	page_add(p, "  Speed-up by slots: o measured, - its 95 %% interval, . ideal (> off the chart)%s%s\n", fits ? ", + fit" : "",
		on_chart(ceiling, edge) ? ", | ceiling" : "");
	add_axis(p, edge);
	for (size_t i = 0; i < count; i++)
		add_point(p, &points[i], edge, ceiling);
}
