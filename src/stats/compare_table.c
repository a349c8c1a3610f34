/* SPDX-License-Identifier: MIT */
#include "stats/compare_table.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/maths.h"
#include "base/sys.h"
#include "stats/chart.h"
#include "stats/page.h"
#include "stats/show.h"

struct compare_unit compare_unit(const struct compare_result *c) {
	double least = INFINITY;

	for (size_t i = 0; i < c->count; i++)
		least = maths_min(least, compare_time(c, &c->points[i]));
	if (least < 0.1)
		return (struct compare_unit){ "ms", 1e3, 2 };
	return (struct compare_unit){ "s", 1, least < 100 ? 3 : 1 };
}

static void show_interval(char *s, size_t size, struct interval v, double factor, int places) {
	if (isfinite(v.low) && isfinite(v.high))
		snprintf(s, size, "[%.*f, %.*f]", places, v.low * factor, places, v.high * factor);
	else
		snprintf(s, size, "no interval");
}

static void show_time(char *s, size_t size, double seconds, const struct compare_unit *u) {
	if (isfinite(seconds))
		snprintf(s, size, "%.*f %s", u->places, seconds * u->factor, u->name);
	else
		snprintf(s, size, "-");
}

static void add_row(struct page *p, const struct compare_result *c, const struct compare_point *at, const struct compare_unit *u) {
	struct compare_spread w = compare_spread(at);
	struct interval s = compare_speedup(c, at);
	double e = model_karp_flatt(s.value, at->slots);
	char name[16] = "base", time[40], wall[64], ratio[32] = "-", ratios[64] = "";

	if (at->slots)
		snprintf(name, sizeof(name), "%u", at->slots);
	show_time(time, sizeof(time), compare_time(c, at), u);
	if (c->minima)
		snprintf(wall, sizeof(wall), "median %.*f", u->places, w.median * u->factor);
	else
		show_interval(wall, sizeof(wall), w.mean, u->factor, u->places);
	if (isfinite(s.value))
		snprintf(ratio, sizeof(ratio), "%.2f", s.value);
	if (at != &c->points[0] && !c->minima && isfinite(s.value))
		show_interval(ratios, sizeof(ratios), s, 1, 2);
	page_add(p, "  %5s  %11s  %-20s  %6s  %-16s  %7s  %8s  %9s\n", name, time, wall, ratio, ratios,
		at->slots && isfinite(s.value) ? show_percent(model_efficiency(s.value, at->slots), 0).s : "-",
		at->slots && e >= 0 && e <= 1 ? show_percent(e, 1).s : "-", show_duration(compare_cpu(at)).s);
}

static void add_table(struct page *p, const struct compare_result *c) {
	struct compare_unit u = compare_unit(c);

	if (c->minima)
		page_add(p, "  slots  wall time (minimum, median)         speed-up (of minima)      effici-    serial  CPU time\n");
	else
		page_add(p, "  slots  wall time (mean, 95 %% interval)      speed-up (95 %% interval)  effici-    serial  CPU time\n");
	page_add(p, "         measured                           measured                    ency   fraction  measured\n");
	if (c->baseline.runs)
		add_row(p, c, &c->baseline, &u);
	for (size_t i = 0; i < c->count; i++)
		add_row(p, c, &c->points[i], &u);
	page_add(p, "\n");
}

static int add_chart(struct page *p, const struct compare_result *c, const struct compare_findings *f) {
	struct chart_point *points = sys_malloc(c->count * sizeof(*points));

	if (!points)
		return -ENOMEM;
	for (size_t i = 0; i < c->count; i++) {
		double n = c->points[i].slots;

		points[i] = (struct chart_point){ .slots = n, .speedup = compare_speedup(c, &c->points[i]), .fit = compare_predict(f, n) };
	}
	chart_add(p, points, c->count, f->binding && !f->disturbed ? f->binding->speedup : NAN);
	free(points);
	return 0;
}

static void add_outputs(struct page *p, const struct compare_result *c) {
	page_add(p, "  Outputs identical in all runs: %s (%" PRIu64 " task%s), compared by their XXH3\n", c->same_output ? "yes" : "NO", c->tasks,
		c->tasks == 1 ? "" : "s");
	if (!c->same_output && c->other_task)
		page_add(p, "  The first that differs: task %" PRIu64 " with %u slot%s, against %u slot%s: %s\n", c->other_task, c->other_slots,
			c->other_slots == 1 ? "" : "s", c->first_slots, c->first_slots == 1 ? "" : "s", c->other_command);
}

static const char *why(const struct compare_result *c) {
	switch (c->end) {
	case COMPARE_PRECISE: return "; every ratio is known to 5 %";
	case COMPARE_MOST: return "; not every ratio is known to 5 % (--max-runs)";
	case COMPARE_TIME: return "; not every ratio is known to 5 % (--max-time)";
	case COMPARE_FIXED: break;
	}
	return "";
}

int compare_add_method(struct buf *out, const struct compare_result *c) {
	size_t rounds = c->count ? c->points[0].runs : 0;
	int rc = buf_addf(out, "%zu round%s", rounds, rounds == 1 ? "" : "s");

	if (!rc && c->warmups)
		rc = c->warmups == 1 ? buf_adds(out, " after a warm-up") : buf_addf(out, " after %u warm-ups", c->warmups);
	else if (!rc)
		rc = buf_adds(out, " without a warm-up");
	return rc ? rc : buf_addf(out, ", order shuffled inside each round, %u CPU%s%s", c->cpus, c->cpus == 1 ? "" : "s", why(c));
}

int compare_add(struct buf *out, const struct compare_result *c, const struct compare_findings *f) {
	struct page p = { .out = out };

	if (!c->count || !c->tasks) {
		page_add(&p, "  not enough data: there was no task\n");
		return p.rc;
	}
	add_table(&p, c);
	if (!p.rc)
		p.rc = add_chart(&p, c, f);
	page_add(&p, "\n");
	for (size_t i = 0; i < f->note_count; i++)
		if (!f->notes[i].warning)
			page_add(&p, "  %s\n", f->notes[i].text);
	add_outputs(&p, c);
	for (size_t i = 0; i < f->note_count; i++)
		if (f->notes[i].warning)
			page_add(&p, "  Warning: %s.\n", f->notes[i].text);
	return p.rc;
}
