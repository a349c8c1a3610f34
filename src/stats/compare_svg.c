/* SPDX-License-Identifier: MIT */
/*
 * Both axes are logarithmic: the ideal stays a straight line, and two slots take as much room as 64. What is said
 * about the runs stands below, because a drawing is often seen alone.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/maths.h"
#include "stats/compare_export.h"
#include "stats/compare_table.h"
#include "stats/html.h"
#include "stats/show.h"
#include "stats/svg.h"

enum { WIDTH = 760, LEFT = 64, RIGHT = 720, TOP = 108, BOTTOM = 440, LINE = 17, LINE_CHARS = 104, LINES_MAX = 40, CURVE = 64 };

struct drawing {
	struct page *p;
	const struct compare_result *c;
	const struct compare_findings *f;
	struct axis x, y;
};

/* Text below the drawing, broken at blanks. */
struct lines {
	char text[LINES_MAX][LINE_CHARS + 8];
	size_t count;
};

/* How much of s goes into a line: to the last blank that has room. */
static size_t line_of(const char *s) {
	size_t n = LINE_CHARS;

	if (strlen(s) <= n)
		return strlen(s);
	while (n > LINE_CHARS / 2 && s[n] != ' ')
		n--;
	return n;
}

static void add_text(struct lines *l, const char *s) {
	const char *indent = "";

	while (*s && l->count < LINES_MAX) {
		size_t cut = line_of(s);

		snprintf(l->text[l->count++], sizeof(l->text[0]), "%s%.*s", indent, (int)cut, s);
		s += cut + strspn(s + cut, " ");
		indent = "    ";
	}
}

static void add_all(struct lines *l, const struct compare_document *d) {
	char s[400];

	for (size_t i = 0; i < d->findings->note_count; i++) {
		const struct compare_note *n = &d->findings->notes[i];

		snprintf(s, sizeof(s), "%s%s%s", n->warning ? "Warning: " : "", n->text, n->warning ? "." : "");
		add_text(l, s);
	}
	if (!d->result->same_output)
		add_text(l, "Warning: the runs gave different outputs.");
}

/* Powers of two around what is drawn. */
static void scale(struct drawing *d) {
	const struct compare_result *c = d->c;
	double low = 1, high = 1, most = c->points[c->count - 1].slots;

	for (size_t i = 0; i < c->count; i++) {
		struct interval s = compare_speedup(c, &c->points[i]);

		low = maths_min(low, maths_min(s.value, s.low)); /* both pass over NAN */
		high = maths_max(high, maths_max(s.value, s.high));
	}
	high = maths_max(high, maths_min(most, 2 * high));
	if (d->f->binding && !d->f->disturbed && d->f->binding->speedup <= most)
		high = maths_max(high, d->f->binding->speedup);
	d->x = (struct axis){ .low = 1, .high = maths_max(most, 2) * 1.08, .from = LEFT + 24, .to = RIGHT, .log = true };
	d->y = (struct axis){ .low = maths_max(low, 1e-3) / 1.2, .high = high * 1.12, .from = BOTTOM, .to = TOP, .log = true };
}

static void draw_axes(struct drawing *d) {
	struct axis_mark x[AXIS_MARKS], y[AXIS_MARKS];
	size_t nx = 0, ny = 0;
	double last = -1e9, v = 1;

	for (size_t i = 0; i < d->c->count && nx < AXIS_MARKS; i++) {
		double at = axis_at(&d->x, d->c->points[i].slots);

		if (at - last < 26)
			continue;
		last = at;
		x[nx].value = d->c->points[i].slots;
		snprintf(x[nx].label, sizeof(x[nx].label), "%u", d->c->points[i].slots);
		nx++;
	}
	while (v / 2 >= d->y.low && v > 1.0 / 64)
		v /= 2;
	for (double step = d->y.high / v > 1 << 12 ? 4 : 2; v <= d->y.high && ny < AXIS_MARKS; v *= step, ny++) {
		y[ny].value = v;
		snprintf(y[ny].label, sizeof(y[ny].label), "%gx", v);
	}
	svg_axis_y(d->p, &d->y, LEFT, RIGHT - LEFT, y, ny, "speed-up against one slot");
	svg_axis_x(d->p, &d->x, BOTTOM, BOTTOM - TOP, x, nx, "slots");
	svg_line(d->p, "axis", LEFT, BOTTOM, d->x.from, BOTTOM);
}

/* speed-up = slots, as far as the drawing goes. */
static void draw_ideal(struct drawing *d) {
	double end = maths_min(d->x.high, d->y.high), x = axis_at(&d->x, end), y = axis_at(&d->y, end);

	svg_line(d->p, "ideal", axis_at(&d->x, 1), axis_at(&d->y, 1), x, y);
}

static void draw_ceiling(struct drawing *d) {
	const struct compare_ceiling *cap = d->f->binding;
	char text[80];
	double y;

	if (!cap || d->f->disturbed || cap->speedup > d->y.high)
		return;
	y = axis_at(&d->y, cap->speedup);
	snprintf(text, sizeof(text), "%s: at most %s", strcmp(cap->kind, "cpus") ? "longest task" : "CPUs", show_ratio(cap->speedup).s);
	svg_line(d->p, "cap", LEFT, y, RIGHT, y);
	svg_text(d->p, "capname", "start", LEFT + 30, y - 6, text);
}

static void draw_law(struct drawing *d) {
	double most = d->c->points[d->c->count - 1].slots, n = 1;
	char text[80];

	if (d->f->law == LAW_NONE || most < 2)
		return;
	snprintf(text, sizeof(text), "%s", d->f->law == LAW_AMDAHL ? "Amdahl's law, fitted" : "USL, fitted");
	svg_path(d->p, "fit");
	for (int i = 0; i <= CURVE; i++, n = maths_exp(maths_log(most) * i / CURVE))
		svg_to(d->p, axis_at(&d->x, n), axis_at(&d->y, compare_predict(d->f, n)));
	svg_path_end(d->p, false, text);
}

static void draw_bar(struct drawing *d, double x, struct interval s) {
	double low = axis_at(&d->y, s.low), high = axis_at(&d->y, s.high);

	svg_line(d->p, "fit", x, low, x, high);
	svg_line(d->p, "fit", x - 5, low, x + 5, low);
	svg_line(d->p, "fit", x - 5, high, x + 5, high);
}

static void draw_point(struct drawing *d, const struct compare_point *at) {
	struct interval s = compare_speedup(d->c, at);
	double x = axis_at(&d->x, at->slots), y = axis_at(&d->y, s.value);
	char title[200], interval[64] = "", value[32];

	if (!isfinite(s.value))
		return;
	if (isfinite(s.low) && isfinite(s.high)) {
		draw_bar(d, x, s);
		snprintf(interval, sizeof(interval), " [%.2f, %.2f]", s.low, s.high);
	}
	snprintf(title, sizeof(title), "%u slot%s: %.2fx%s, %s of wall time, %s of CPU time (measured)", at->slots, at->slots == 1 ? "" : "s", s.value,
		interval, show_duration(compare_time(d->c, at)).s, show_duration(compare_cpu(at)).s);
	svg_circle(d->p, "point", x, y, 5, title);
	snprintf(value, sizeof(value), "%.2f", s.value);
	svg_text(d->p, "strong", "start", x + 9, y + 15, value);
}

/* A line of its class, and what it is. Returns where the next one goes. */
static double draw_key(struct drawing *d, const char *class, double x, double y, const char *text) {
	svg_line(d->p, class, x, y - 4, x + 22, y - 4);
	svg_text(d->p, NULL, "start", x + 28, y, text);
	return x + 28 + 6.5 * (double)strlen(text) + 16;
}

static void draw_legend(struct drawing *d) {
	const char *points = d->c->minima ? "measured (minima)" : "measured, with its 95 % interval";
	double x = LEFT, y = 66;

	svg_circle(d->p, "point", x + 5, y - 4, 5, NULL);
	svg_text(d->p, NULL, "start", x + 16, y, points);
	x = draw_key(d, "ideal", x + 16 + 6.5 * (double)strlen(points) + 16, y, "ideal");
	if (d->f->law != LAW_NONE)
		(void)draw_key(d, "fit", x, y, d->f->law == LAW_AMDAHL ? "Amdahl's law, fitted (estimated)" : "USL, fitted (estimated)");
}

static void draw(struct drawing *d) {
	scale(d);
	draw_axes(d);
	draw_ideal(d);
	draw_ceiling(d);
	draw_law(d);
	for (size_t i = 0; i < d->c->count; i++)
		draw_point(d, &d->c->points[i]);
	draw_legend(d);
}

int compare_add_svg(struct buf *out, const struct compare_document *d) {
	struct page p = { .out = out };
	struct drawing drawing = { .p = &p, .c = d->result, .f = d->findings };
	struct lines below = { .count = 0 };
	struct buf method = { 0 };
	bool any = d->result->count && d->result->tasks;

	if (any)
		add_all(&below, d);
	svg_begin_file(&p, WIDTH, BOTTOM + 70 + LINE * (double)below.count, "Speed-up by number of slots");
	html_raw(&p, "<style>svg .title{font-size:16px}</style>\n");
	svg_text(&p, "strong title", "start", LEFT, 24, "Speed-up by number of slots");
	if (!p.rc && any)
		p.rc = compare_add_method(&method, d->result);
	if (!p.rc)
		p.rc = buf_terminate(&method);
	if (!p.rc)
		svg_text(&p, NULL, "start", LEFT, 43, any ? method.p : "Not enough data: there was no task.");
	if (any)
		draw(&drawing);
	for (size_t i = 0; i < below.count; i++)
		svg_text(&p, "note", "start", LEFT, BOTTOM + 60 + LINE * (double)i, below.text[i]);
	svg_end(&p);
	buf_release(&method);
	return p.rc;
}
