/* SPDX-License-Identifier: MIT */
/*
 * Speed-ups here are measured against the same program with one slot, run in the same rounds. What is derived from more than the
 * runs themselves (the fit's limit) is called predicted, and is left out when the runs contradict it.
 */
#include "stats/compare_table.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/maths.h"
#include "base/sys.h"
#include "stats/chart.h"
#include "stats/fit.h"
#include "stats/models.h"
#include "stats/page.h"
#include "stats/show.h"

static int ascending(const void *a, const void *b) {
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

static size_t without_repeats(unsigned *v, size_t n) {
	size_t kept = 0;

	qsort(v, n, sizeof(*v), ascending);
	for (size_t i = 0; i < n; i++)
		if (v[i] && (!kept || v[i] != v[kept - 1]))
			v[kept++] = v[i];
	return kept;
}

size_t compare_list(const unsigned *given, size_t count, unsigned cpus, unsigned *ret, size_t room) {
	size_t n = 0;

	if (room)
		ret[n++] = 1;
	for (size_t i = 0; i < count && n < room; i++)
		ret[n++] = given[i];
	if (!count) {
		for (unsigned v = 2; v < cpus && n + 2 < room; v *= 2)
			ret[n++] = v;
		if (n + 1 < room) {
			ret[n++] = cpus;
			ret[n++] = 2 * cpus;
		}
	}
	return without_repeats(ret, n);
}

/* Seconds for short, comparable columns: all rows of a table in one unit. */
struct unit {
	const char *name;
	double factor;
	int places;
};

static struct unit unit_of(const struct compare_result *c) {
	double least = INFINITY;

	for (size_t i = 0; i < c->count; i++)
		least = maths_min(least, model_mean(c->points[i].wall, c->points[i].runs));
	if (least < 0.1)
		return (struct unit){ "ms", 1e3, 2 };
	return (struct unit){ "s", 1, least < 100 ? 3 : 1 };
}

static void show_interval(char *s, size_t size, struct interval v, double factor, int places) {
	if (isfinite(v.low) && isfinite(v.high))
		snprintf(s, size, "[%.*f, %.*f]", places, v.low * factor, places, v.high * factor);
	else
		snprintf(s, size, "no interval");
}

static struct interval speedup_of(const struct compare_result *c, size_t i) {
	const struct compare_point *one = &c->points[0], *p = &c->points[i];

	if (i == 0) /* the reference has no uncertainty against itself */
		return (struct interval){ NAN, one->runs && model_mean(one->wall, one->runs) > 0 ? 1 : NAN, NAN };
	return model_ratio(one->wall, one->runs, p->wall, p->runs);
}

static void add_row(struct page *p, const struct compare_result *c, size_t i, const struct unit *u) {
	const struct compare_point *at = &c->points[i];
	struct interval t = model_mean_interval(at->wall, at->runs), s = speedup_of(c, i);
	double e = model_karp_flatt(s.value, at->slots);
	char mean[32], wall[64], ratio[32], ratios[64] = "";

	snprintf(mean, sizeof(mean), "%.*f %s", u->places, t.value * u->factor, u->name);
	show_interval(wall, sizeof(wall), t, u->factor, u->places);
	if (!isfinite(s.value))
		snprintf(ratio, sizeof(ratio), "-");
	else
		snprintf(ratio, sizeof(ratio), "%.2f", s.value);
	if (i)
		show_interval(ratios, sizeof(ratios), s, 1, 2);
	page_add(p, "  %5u  %11s  %-20s  %6s  %-16s  %7s  %8s  %9s\n", at->slots, mean, wall, ratio, ratios,
		isfinite(s.value) ? show_percent(model_efficiency(s.value, at->slots), 0).s : "-",
		e >= 0 && e <= 1 ? show_percent(e, 1).s : "-",
		show_duration(model_mean(at->cpu, at->runs)).s);
}

static void add_table(struct page *p, const struct compare_result *c) {
	struct unit u = unit_of(c);

	page_add(p, "  slots  wall time (mean, 95 %% interval)      speed-up (95 %% interval)  effici-    serial  CPU time\n");
	page_add(p, "         measured                           measured                    ency   fraction  measured\n");
	for (size_t i = 0; i < c->count; i++)
		add_row(p, c, i, &u);
	page_add(p, "\n");
}

/* Something of 10 % and more of the CPUs was in use by others. */
static bool disturbed(const struct compare_result *c) {
	return isfinite(c->others) && c->others - c->free_cpus > 0.1 * c->cpus;
}

static void add_limit(struct page *p, const struct amdahl_fit *f) {
	if (isfinite(f->limit.low) && !isfinite(f->limit.high))
		page_add(p, "limit: at least %s (predicted)", show_ratio(f->limit.low).s);
	else if (isfinite(f->limit.low))
		page_add(p, "limit %s [%s, %s] (predicted)", show_ratio(f->limit.value).s, show_ratio(f->limit.low).s,
			show_ratio(f->limit.high).s);
	else
		page_add(p, "no limit can be told");
}

static void add_interval_of_p(struct page *p, const struct amdahl_fit *f) {
	page_add(p, "P = %s ", show_percent(f->p.value, 1).s);
	if (isfinite(f->p.low))
		page_add(p, "[%.1f, %.1f]", f->p.low * 100, f->p.high * 100);
	else
		page_add(p, "(no interval: it needs 3 rounds)");
}

/* The bound that holds whatever law does: C CPUs do not do more than C CPU seconds in a second. */
static void add_cpu_ceiling(struct page *p, const struct compare_result *c) {
	const struct compare_point *one = &c->points[0];
	double cpu = model_mean(one->cpu, one->runs), wall = model_mean(one->wall, one->runs);

	if (cpu > 0.01 * wall)
		page_add(p, "  CPUs allow at most %s (estimated: %u CPUs, %s of them used with one slot)\n", show_ratio(c->cpus * wall / cpu).s,
			c->cpus, show_percent(cpu / wall, 0).s);
}

static void add_fit(struct page *p, const struct compare_result *c) {
	struct fit_runs groups[FIT_GROUPS];
	struct amdahl_fit f;
	size_t n = c->count < FIT_GROUPS ? c->count : FIT_GROUPS;

	for (size_t i = 0; i < n; i++)
		groups[i] = (struct fit_runs){ .slots = c->points[i].slots, .wall = c->points[i].wall, .count = c->points[i].runs };
	f = fit_amdahl(groups, n);
	if (!f.known) {
		page_add(p, "  Amdahl fit: not enough data (it takes three numbers of slots)\n");
	} else if (disturbed(c)) {
		page_add(p, "  Amdahl fit: left out, because other programs disturbed the runs\n");
	} else if (!f.describes) {
		page_add(p, "  Amdahl's law does not describe these runs: with %.0f slots they are %s %s than its best fit\n", f.worst_slots,
			show_percent(fabs(f.worst), 0).s, f.worst > 0 ? "slower" : "faster");
		add_cpu_ceiling(p, c);
	} else {
		page_add(p, "  Amdahl fit: ");
		add_interval_of_p(p, &f);
		page_add(p, ", ");
		add_limit(p, &f);
		page_add(p, "; largest residual %s\n", show_percent(fabs(f.worst), 1).s);
	}
}

static int add_chart(struct page *p, const struct compare_result *c) {
	struct chart_point *points = sys_malloc(c->count * sizeof(*points));

	if (!points)
		return -ENOMEM;
	for (size_t i = 0; i < c->count; i++)
		points[i] = (struct chart_point){ .slots = c->points[i].slots, .speedup = speedup_of(c, i) };
	chart_add(p, points, c->count);
	free(points);
	return 0;
}

/* Against one slot: growth of the CPU time that is both significant and above 10 %, and large enough to be measured. */
static bool cpu_grew(const struct compare_result *c, size_t i, double *ret) {
	const struct compare_point *one = &c->points[0], *p = &c->points[i];
	struct interval growth = model_ratio(p->cpu, p->runs, one->cpu, one->runs);

	*ret = growth.value - 1;
	return growth.value > 1.1 && growth.low > 1 && model_mean(one->cpu, one->runs) >= 0.05;
}

static void add_warnings(struct page *p, const struct compare_result *c) {
	double growth;

	if (disturbed(c))
		page_add(p, "  Warning: other programs kept %.1f CPUs busy during the runs; the speed-ups are not those of a quiet machine.\n",
			c->others);
	for (size_t i = c->count; i-- > 1;)
		if (cpu_grew(c, i, &growth)) {
			page_add(p, "  Warning: with %u slots the tasks took %s more CPU time than with one (shared caches, memory or cores).\n",
				c->points[i].slots, show_percent(growth, 0).s);
			break;
		}
	for (size_t i = 1; i < c->count; i++)
		if (speedup_of(c, i).low > c->points[i].slots) {
			page_add(p, "  Warning: the speed-up with %u slots is above %u: a cache effect, or the runs with one slot were disturbed.\n",
				c->points[i].slots, c->points[i].slots);
			break;
		}
	if (c->failed)
		page_add(p, "  Warning: tasks failed: %" PRIu64 " of %" PRIu64 " in the worst run.\n", c->failed, c->tasks);
}

int compare_add(struct buf *out, const struct compare_result *c) {
	struct page p = { .out = out };

	if (!c->count || !c->tasks) {
		page_add(&p, "  not enough data: there was no task\n");
		return p.rc;
	}
	add_table(&p, c);
	if (!p.rc)
		p.rc = add_chart(&p, c);
	page_add(&p, "\n");
	add_fit(&p, c);
	page_add(&p, "  Outputs identical in all runs: %s (%" PRIu64 " task%s)\n", c->same_output ? "yes" : "NO", c->tasks,
		c->tasks == 1 ? "" : "s");
	add_warnings(&p, c);
	return p.rc;
}
