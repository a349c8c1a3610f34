/* SPDX-License-Identifier: MIT */
#include "stats/report_page.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/maths.h"
#include "stats/buckets.h"
#include "stats/html.h"
#include "stats/show.h"
#include "stats/svg.h"

#define WIDTH 520.0
#define HEIGHT 300.0
#define LEFT 44.0
#define RIGHT 26.0
#define TOP 24.0
#define BOTTOM (HEIGHT - 44)

static void draw_bar(struct page *p, const struct buckets *b, size_t i, const struct axis *x, const struct axis *y) {
	double from = axis_at(x, buckets_edge(b, i)) + 0.5, width = axis_at(x, buckets_edge(b, i + 1)) - 0.5 - from;
	double fine = axis_at(y, (double)(b->all[i] - b->failed[i])), all = axis_at(y, (double)b->all[i]);
	char title[160];

	if (!b->all[i])
		return;
	snprintf(title, sizeof(title), "%" PRIu64 " attempt%s of %s to %s, %" PRIu64 " failed", b->all[i], show_plural(b->all[i]),
		 show_duration(buckets_edge(b, i)).s, show_duration(buckets_edge(b, i + 1)).s, b->failed[i]);
	if (b->all[i] > b->failed[i])
		svg_rect(p, "bar", from, fine, width, maths_max(BOTTOM - fine, 1), title);
	if (b->failed[i])
		svg_rect(p, "failed", from, all, width, maths_max(fine - all, 2), title);
	html_raw(p, "\n");
}

static void draw(struct page *p, const struct buckets *b) {
	struct axis x = { .low = b->low, .high = b->high, .from = LEFT, .to = WIDTH - RIGHT, .log = true };
	struct axis y = { .low = 0, .high = (double)b->most * 1.05, .from = BOTTOM, .to = TOP };
	struct axis_mark marks[AXIS_MARKS];
	size_t count = axis_marks(&y, b->most < 5 ? (size_t)b->most + 2 : 6, marks);

	svg_begin(p, WIDTH, HEIGHT, NULL, "how long attempts took");
	svg_axis_y(p, &y, LEFT, WIDTH - LEFT - RIGHT, marks, count, NULL);
	svg_text(p, "name", "start", 2, 12, "attempts");
	for (size_t i = 0; i < b->count; i++)
		draw_bar(p, b, i, &x, &y);
	count = axis_marks(&x, 7, marks);
	for (size_t i = 0; i < count; i++)
		axis_seconds(marks[i].label, sizeof(marks[i].label), marks[i].value);
	svg_axis_x(p, &x, BOTTOM, 0, marks, count, "duration (logarithmic)");
	svg_end(p);
	page_add(p, "<p class=\"note\">Half took no longer than %s, nine of ten no longer than %s; shortest %s, longest %s.</p>\n", show_duration(b->p50).s,
		 show_duration(b->p90).s, show_duration(b->shortest).s, show_duration(b->longest).s);
}

void report_durations(struct page *p, const struct run_report *r) {
	struct buckets b;

	report_section(p, "How long tasks took", "measured");
	if (buckets_of(&b, &r->history))
		p->rc = p->rc ? p->rc : -ENOMEM;
	else if (!b.count)
		html_raw(p, "<p class=\"none\">Nothing to draw: no task ran.</p>\n");
	else
		draw(p, &b);
	report_section_end(p);
}
