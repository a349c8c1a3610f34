/* SPDX-License-Identifier: MIT */
/*
 * What each slot did when: a row for each slot, a bar for each attempt. What failed is drawn above the rest and never joined with it, so that one
 * failure among ten thousand tasks is seen. Below, how many ran at once, on the same axis.
 */
#include "stats/report_page.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/maths.h"
#include "stats/attempts.h"
#include "stats/html.h"
#include "stats/show.h"
#include "stats/strip.h"
#include "stats/svg.h"

#define WIDTH 1080.0
#define LEFT 44.0
#define RIGHT 10.0
#define ROWS 200        /* slots beyond these are not drawn */
#define PARTS 1026      /* of the time, for the number that ran: a pixel each */
#define RUNNING_HEIGHT 110.0

struct gantt {
	struct page *p;
	const struct run_report *r;
	struct axis time;         /* in unit */
	struct axis_unit unit;
	unsigned rows;
	double top, pitch, height; /* of the first row, from row to row, of a bar */
	double strip;             /* strip_unit */
};

static unsigned slots_used(const struct history *h) {
	unsigned most = 0;

	for (size_t i = 0; i < h->count; i++)
		most = h->list[i].slot > most ? h->list[i].slot : most;
	return most;
}

static double since(const struct run_report *r, nsec t) {
	return (double)(t - r->begin) / 1e9;
}

static double x_of(const struct gantt *g, nsec t) {
	return axis_at(&g->time, since(g->r, t) * g->unit.scale);
}

static void title_of(const struct gantt *g, const struct strip *s, char *title, size_t size) {
	const struct attempt *a = &g->r->history.list[s->first], *last = &g->r->history.list[s->last];
	int n;

	if (s->count > 1) {
		snprintf(title, size, "%zu tasks, %s to %s", s->count, show_duration(since(g->r, a->start)).s, show_duration(since(g->r, last->end)).s);
		return;
	}
	n = snprintf(title, size, "#%" PRIu64 ": %s from %s", a->seq + 1, show_duration((double)(a->end - a->start) / 1e9).s,
		     show_duration(since(g->r, a->start)).s);
	if (a->outcome != OUTCOME_EXIT || a->code)
		n += snprintf(title + n, size - (size_t)n, "; %s", attempt_outcome((enum outcome)a->outcome, a->code).s);
	if (a->attempt > 1 || a->again)
		snprintf(title + n, size - (size_t)n, "; attempt %u", a->attempt);
}

static void draw_strip(const struct gantt *g, const struct strip *s, unsigned row, const char *class) {
	double least = s->count > 1 || class[0] == 'f' ? 2 : 0.6; /* pixels: nothing is too short to be seen */
	char title[160];

	if (!s->count)
		return;
	title_of(g, s, title, sizeof(title));
	svg_rect(g->p, class, s->from, g->top + row * g->pitch, maths_max(s->to - s->from, least), g->height, title);
	html_raw(g->p, "\n");
}

enum layer { LAYER_FINE, LAYER_CANCELLED, LAYER_FAILED, LAYERS };

static enum layer layer_of(const struct attempt *a) {
	return attempt_failed(a) ? LAYER_FAILED : attempt_cancelled(a) ? LAYER_CANCELLED : LAYER_FINE;
}

/* One row's attempts of a kind. Neighbours differ in shade, so that one can see where one ends. */
static void draw_row(const struct gantt *g, unsigned row, enum layer layer) {
	static const char *const classes[LAYERS][2] = { { "bar", "other" }, { "off", "off" }, { "failed", "failed" } };
	const struct history *h = &g->r->history;
	struct strip s = { 0 };
	unsigned odd = 0;

	for (size_t i = 0; i < h->count; i++) {
		const struct attempt *a = &h->list[i];
		double from = x_of(g, a->start), to = x_of(g, a->end);

		if (a->slot != row + 1 || layer_of(a) != layer || strip_join(&s, i, from, to, g->strip))
			continue;
		draw_strip(g, &s, row, classes[layer][odd++ % 2]);
		s = (struct strip){ 0 };
		(void)strip_join(&s, i, from, to, g->strip);
	}
	draw_strip(g, &s, row, classes[layer][odd % 2]);
}

/* The rows' own numbers, as many as there is room for. */
static void label_rows(const struct gantt *g) {
	unsigned every = 1;

	while (g->pitch * every < 14)
		every = every == 1 ? 2 : every == 2 ? 5 : every * 2;
	for (unsigned row = 0; row < g->rows; row++) {
		char label[16];

		if ((row + 1) % every && every > 1)
			continue;
		snprintf(label, sizeof(label), "%u", row + 1);
		svg_text(g->p, NULL, "end", LEFT - 6, g->top + row * g->pitch + g->height / 2 + 4, label);
	}
}

static struct gantt gantt_of(struct page *p, const struct run_report *r) {
	struct gantt g = { .p = p, .r = r, .top = 24 };
	double wall = maths_max(since(r, r->end), 1e-9);
	unsigned used = slots_used(&r->history);

	g.unit = axis_unit(wall);
	g.time = (struct axis){ .low = 0, .high = wall * g.unit.scale, .from = LEFT, .to = WIDTH - RIGHT };
	g.rows = used < ROWS ? used : ROWS;
	g.pitch = g.rows <= 12 ? 22 : g.rows <= 24 ? 18 : maths_max(4, 440.0 / g.rows);
	g.height = g.pitch > 10 ? g.pitch - 4 : g.pitch - 1;
	g.strip = strip_unit(r->history.count, g.rows);
	return g;
}

static void axis_of_time(const struct gantt *g, double y, double height) {
	struct axis_mark marks[AXIS_MARKS];
	char name[48];

	snprintf(name, sizeof(name), "time since the start (%s)", g->unit.name);
	svg_axis_x(g->p, &g->time, y, height, marks, axis_marks(&g->time, 12, marks), name);
}

static void draw_slots(const struct gantt *g) {
	double bottom = g->top + g->rows * g->pitch;

	html_raw(g->p, "<div class=\"scroll\">");
	svg_begin(g->p, WIDTH, bottom + 42, "wide", "what each slot did when");
	axis_of_time(g, bottom, g->rows * g->pitch + 4);
	svg_text(g->p, "name", "start", 2, 12, "slot");
	label_rows(g);
	for (enum layer layer = 0; layer < LAYERS; layer++)
		for (unsigned row = 0; row < g->rows; row++)
			draw_row(g, row, layer);
	svg_end(g->p);
}

/* A step for each part whose number is another than that of the one before, to a hundredth. */
static void outline(const struct gantt *g, const double *running, const struct axis *y) {
	double step = (WIDTH - LEFT - RIGHT) / PARTS, before = 0;

	svg_path(g->p, "area");
	svg_to(g->p, LEFT, y->from);
	for (size_t i = 0; i < PARTS; i++) {
		if (fabs(running[i] - before) < 0.01)
			continue;
		svg_to(g->p, LEFT + (double)i * step, axis_at(y, before));
		svg_to(g->p, LEFT + (double)i * step, axis_at(y, running[i]));
		before = running[i];
	}
	svg_to(g->p, WIDTH - RIGHT, axis_at(y, before));
	svg_to(g->p, WIDTH - RIGHT, y->from);
	svg_path_end(g->p, true, NULL);
}

/* The number of slots allowed: a line, with steps where it changed. */
static void draw_allowed(const struct gantt *g, const struct axis *y) {
	const struct adaptive *a = &g->r->adaptive;
	double slots = a->steps ? a->min : g->r->slots;

	if (!a->steps || a->fixed) {
		svg_line(g->p, "cap", LEFT, axis_at(y, g->r->slots), WIDTH - RIGHT, axis_at(y, g->r->slots));
		return;
	}
	slots = g->r->slots;
	svg_path(g->p, "cap");
	svg_to(g->p, LEFT, axis_at(y, slots));
	for (unsigned i = 0; i < a->steps && i < ADAPTIVE_STEPS; i++) {
		double x = axis_at(&g->time, (double)a->step[i].at / 1e9 * g->unit.scale);

		svg_to(g->p, x, axis_at(y, slots));
		slots = a->step[i].slots;
		svg_to(g->p, x, axis_at(y, slots));
	}
	svg_to(g->p, WIDTH - RIGHT, axis_at(y, slots));
	svg_path_end(g->p, false, NULL);
}

static void draw_running(const struct gantt *g) {
	unsigned allowed = g->r->adaptive.max > g->r->slots ? g->r->adaptive.max : g->r->slots;
	double running[PARTS], most = allowed, bottom = 24 + RUNNING_HEIGHT;
	struct axis y = { .low = 0, .from = bottom, .to = 24 };
	struct axis_mark marks[AXIS_MARKS];
	size_t count;

	strip_running(&g->r->history, g->r->begin, g->r->end, running, PARTS);
	if (g->rows < allowed / 4)
		most = slots_used(&g->r->history) * 2; /* far from what was allowed: see what there is */
	y.high = maths_max(most, 1) * 1.08;
	count = axis_marks(&y, most < 5 ? (size_t)most + 2 : 6, marks);
	svg_begin(g->p, WIDTH, bottom + 42, "wide", "how many tasks ran at once");
	svg_axis_y(g->p, &y, LEFT, WIDTH - LEFT - RIGHT, marks, count, NULL);
	svg_text(g->p, "name", "start", 2, 12, "tasks running");
	outline(g, running, &y);
	if (most >= allowed)
		draw_allowed(g, &y);
	axis_of_time(g, bottom, 0);
	svg_end(g->p);
	html_raw(g->p, "</div>\n");
}

static void add_legend(const struct gantt *g) {
	const struct history *h = &g->r->history;
	bool failed = false, cancelled = false;

	for (size_t i = 0; i < h->count; i++) {
		failed = failed || attempt_failed(&h->list[i]);
		cancelled = cancelled || attempt_cancelled(&h->list[i]);
	}
	html_raw(g->p, "<p class=\"legend\"><i class=\"k-bar\"></i><i class=\"k-other\"></i>attempt of a task (shades alternate)");
	if (failed)
		html_raw(g->p, "<i class=\"k-failed\"></i>failed");
	if (cancelled)
		html_raw(g->p, "<i class=\"k-off\"></i>cancelled");
	html_raw(g->p, "<i class=\"k-area\"></i>running at once<i class=\"k-cap\"></i>slots allowed</p>\n");
}

static void add_notes(const struct gantt *g) {
	const struct history *h = &g->r->history;
	unsigned used = slots_used(h);

	if (g->strip > 0)
		page_add(g->p, "<p class=\"note\">%zu attempts: neighbours less than %.0f pixel%s apart are drawn as one; failed ones are kept apart.</p>\n",
			 h->count, g->strip, g->strip > 1.5 ? "s" : "");
	if (used > g->rows)
		page_add(g->p, "<p class=\"note\">The first %u of %u slots are drawn.</p>\n", g->rows, used);
	if (h->more)
		page_add(g->p, "<p class=\"note\">%" PRIu64 " attempts more were not kept, so the end of the run is empty here.</p>\n", h->more);
}

void report_gantt(struct page *p, const struct run_report *r) {
	struct gantt g = gantt_of(p, r);

	report_section(p, "Tasks over time", "measured");
	if (!r->history.count) {
		html_raw(p, "<p class=\"none\">Nothing to draw: no task ran.</p>\n");
	} else {
		add_legend(&g);
		draw_slots(&g);
		draw_running(&g);
		add_notes(&g);
	}
	report_section_end(p);
}
