/* SPDX-License-Identifier: MIT */
/* Speed-up by slots: what the run had, what its tasks would have had with other numbers of slots, and the bounds of it. */
#include "stats/report_page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/maths.h"
#include "stats/html.h"
#include "stats/show.h"
#include "stats/svg.h"

#define WIDTH 520.0
#define HEIGHT 300.0
#define LEFT 44.0
#define RIGHT 26.0
#define TOP 24.0
#define BOTTOM (HEIGHT - 44)
#define APART 14.0 /* pixels between the words of two bounds */

static const char *const names[CEILINGS] = {
	[CEILING_SLOTS] = "slots", [CEILING_CPUS] = "CPUs", [CEILING_LONGEST] = "longest task", [CEILING_SERIAL] = "start and end", [CEILING_FEED] = "input",
};

struct curve {
	struct page *p;
	const struct figures *f;
	struct axis x, y;
};

/* Beyond this number of slots nothing is drawn. */
static double last_slots(const struct figures *f) {
	double last = 4;

	for (unsigned i = 0; i < f->what.count; i++)
		if (f->what.row[i].slots && !f->what.row[i].model_only)
			last = maths_max(last, f->what.row[i].slots);
	return maths_max(last, f->slots);
}

static bool is_drawn(const struct curve *c, const struct whatif_row *row) {
	return row->slots && row->slots <= c->x.high && isfinite(row->speedup_low) && isfinite(row->speedup_high);
}

static double top_of(const struct curve *c) {
	const struct figures *f = c->f;
	double top = maths_max(1.5, maths_max(f->speedup, f->speedup_high)), cap = f->binding < CEILINGS ? f->cap[f->binding] : NAN;

	for (unsigned i = 0; i < f->what.count; i++)
		if (is_drawn(c, &f->what.row[i]))
			top = maths_max(top, f->what.row[i].speedup_high);
	if (cap > top && cap < 2 * top)
		top = cap;
	return top * 1.12;
}

static void draw_ideal(const struct curve *c) {
	double most = maths_min(c->x.high, c->y.high);

	svg_line(c->p, "ideal", axis_at(&c->x, 0), axis_at(&c->y, 0), axis_at(&c->x, most), axis_at(&c->y, most));
}

/* Bounds that are on the chart, their words at the right end and far enough from each other to be read. How many there are. */
static size_t draw_caps(const struct curve *c) {
	double used[CEILINGS];
	size_t count = 0;

	for (enum ceiling i = CEILING_CPUS; i < CEILINGS; i++) {
		double y = axis_at(&c->y, c->f->cap[i]), words = y - 4;
		char text[64];

		if (!isfinite(c->f->cap[i]) || c->f->cap[i] > c->y.high)
			continue;
		for (size_t k = 0; k < count; k++)
			if (fabs(used[k] - words) < APART) {
				words = used[k] + APART;
				k = (size_t)-1; /* look again from the first */
			}
		used[count++] = words;
		snprintf(text, sizeof(text), "%s: at most %s", names[i], show_ratio(c->f->cap[i]).s);
		svg_line(c->p, "cap", c->x.from, y, c->x.to, y);
		svg_text(c->p, "capname", "end", c->x.to, words, text);
	}
	return count;
}

static void draw_band(const struct curve *c) {
	const struct whatif *w = &c->f->what;

	svg_path(c->p, "band");
	for (unsigned i = 0; i < w->count; i++)
		if (is_drawn(c, &w->row[i]))
			svg_to(c->p, axis_at(&c->x, w->row[i].slots), axis_at(&c->y, w->row[i].speedup_high));
	for (unsigned i = w->count; i-- > 0;)
		if (is_drawn(c, &w->row[i]))
			svg_to(c->p, axis_at(&c->x, w->row[i].slots), axis_at(&c->y, w->row[i].speedup_low));
	svg_path_end(c->p, true, NULL);
}

static struct shown_range {
	char s[80];
} range(struct shown low, struct shown high) {
	struct shown_range r;

	if (!strcmp(low.s, high.s))
		snprintf(r.s, sizeof(r.s), "%s", low.s);
	else
		snprintf(r.s, sizeof(r.s), "%s to %s", low.s, high.s);
	return r;
}

static void draw_line(const struct curve *c, bool high) {
	const struct whatif *w = &c->f->what;

	svg_path(c->p, "fit");
	for (unsigned i = 0; i < w->count; i++)
		if (is_drawn(c, &w->row[i]))
			svg_to(c->p, axis_at(&c->x, w->row[i].slots), axis_at(&c->y, high ? w->row[i].speedup_high : w->row[i].speedup_low));
	svg_path_end(c->p, false, NULL);
}

/* A point where one number is predicted, a bar where it is a range. */
static void draw_row(const struct curve *c, const struct whatif_row *row, const char *title) {
	double x = axis_at(&c->x, row->slots), low = axis_at(&c->y, row->speedup_low), high = axis_at(&c->y, row->speedup_high);

	if (low - high < 5) {
		svg_circle(c->p, "point", x, (low + high) / 2, 4, title);
		return;
	}
	svg_line(c->p, "fit", x, low, x, high);
	svg_circle(c->p, "point", x, low, 3.5, title);
	svg_circle(c->p, "point", x, high, 3.5, title);
}

static void draw_predicted(const struct curve *c) {
	const struct whatif *w = &c->f->what;

	draw_line(c, false);
	draw_line(c, true);
	for (unsigned i = 0; i < w->count; i++) {
		const struct whatif_row *row = &w->row[i];
		char title[240];

		if (!is_drawn(c, row))
			continue;
		snprintf(title, sizeof(title), "predicted for %u slot%s: %s, %s", row->slots, row->slots == 1 ? "" : "s",
			 range(show_ratio(row->speedup_low), show_ratio(row->speedup_high)).s, range(show_duration(row->low), show_duration(row->high)).s);
		draw_row(c, row, title);
	}
}

/* This run: a point, or a bar where there is only a range. False when it has neither. */
static bool draw_run(const struct curve *c) {
	const struct figures *f = c->f;
	double x = axis_at(&c->x, f->slots), value = f->speedup;
	char title[120];

	if (f->serial_kind == SERIAL_MEASURED && f->slots <= 1)
		value = 1;
	if (isfinite(value)) {
		snprintf(title, sizeof(title), "this run, %s: %s with %s slots", f->serial_kind == SERIAL_MEASURED ? "measured" : "estimated", show_ratio(value).s,
			 show_slots(f->slots).s);
		svg_circle(c->p, "mine", x, axis_at(&c->y, value), 6, title);
		return true;
	}
	if (isfinite(f->speedup_low) && isfinite(f->speedup_high) && !f->no_speedup) {
		double low = axis_at(&c->y, f->speedup_low), high = axis_at(&c->y, f->speedup_high);

		snprintf(title, sizeof(title), "this run, estimated: %s to %s", show_ratio(f->speedup_low).s, show_ratio(f->speedup_high).s);
		svg_line(c->p, "error", x, low, x, high);
		svg_rect(c->p, "mine", x - 6, high - 2, 12, 4, title);
		svg_rect(c->p, "mine", x - 6, low - 2, 12, 4, title);
		return true;
	}
	return false;
}

static void draw(const struct curve *c) {
	struct axis_mark marks[AXIS_MARKS];
	size_t caps;
	bool here;

	svg_begin(c->p, WIDTH, HEIGHT, NULL, "speed-up by slots");
	svg_axis_y(c->p, &c->y, LEFT, WIDTH - LEFT - RIGHT, marks, axis_marks(&c->y, 7, marks), NULL);
	svg_text(c->p, "name", "start", 2, 12, "speed-up");
	draw_band(c);
	draw_ideal(c);
	caps = draw_caps(c);
	svg_axis_x(c->p, &c->x, BOTTOM, 0, marks, axis_marks(&c->x, 9, marks), "slots");
	draw_predicted(c);
	here = draw_run(c);
	svg_end(c->p);
	page_add(c->p, "<p class=\"legend\">%s<i class=\"k-point\"></i>predicted<i class=\"k-ideal\"></i>ideal%s</p>\n", here ? "<i class=\"k-mine\"></i>this run" : "",
		 caps ? "<i class=\"k-cap\"></i>upper bound" : "");
}

static void add_table(struct page *p, const struct whatif *w) {
	html_raw(p, "<details><summary>Predicted times</summary><table><tr><th class=\"n\">Slots</th><th class=\"n\">Wall time</th><th class=\"n\">Speed-up</th><th></th></tr>\n");
	for (unsigned i = 0; i < w->count; i++) {
		const struct whatif_row *row = &w->row[i];

		if (row->slots)
			page_add(p, "<tr><td class=\"n\">%u</td>", row->slots);
		else
			html_raw(p, "<tr><td class=\"n\">any number</td>");
		page_add(p, "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"fill\"><small>%s</small></td></tr>\n",
			 range(show_duration(row->low), show_duration(row->high)).s, range(show_ratio(row->speedup_low), show_ratio(row->speedup_high)).s,
			 row->model_only ? "model only: far from what was seen" : "");
	}
	html_raw(p, "</table></details>\n");
}

void report_curve(struct page *p, const struct run_report *r, const struct figures *f) {
	struct curve c = { .p = p, .f = f, .x = { .low = 0, .high = last_slots(f) * 1.04, .from = LEFT, .to = WIDTH - RIGHT },
			   .y = { .low = 0, .from = BOTTOM, .to = TOP } };

	(void)r;
	report_section(p, "Speed-up by slots", f->what.none ? "predicted" : "predicted from this run");
	c.y.high = top_of(&c);
	if (f->what.none) {
		html_raw(p, "<p class=\"none\">Not enough data: ");
		html_string(p, f->what.none);
		html_raw(p, ".</p>\n");
	} else {
		draw(&c);
		add_table(p, &f->what);
	}
	report_section_end(p);
}
