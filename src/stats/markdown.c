/* SPDX-License-Identifier: MIT */
/* Each table has a column that says how its figures were come by. */
#include "stats/markdown.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "stats/figures.h"
#include "stats/page.h"
#include "stats/perslot.h"
#include "stats/show.h"
#include "stats/warnings.h"

static void row(struct page *p, const char *name, const char *value, const char *how) {
	page_add(p, "| %s | %s | %s |\n", name, value, how);
}

/* A value that is known in one of the ways, or as a range. */
static void row_range(struct page *p, const char *name, double value, const char *low, const char *high, const char *shown, const char *how) {
	char text[80];

	if (isfinite(value)) {
		row(p, name, shown, how);
		return;
	}
	snprintf(text, sizeof(text), "%s to %s", low, high);
	row(p, name, text, "estimated range");
}

static void add_times(struct page *p, const struct run_report *r, const struct figures *f) {
	char text[64];

	page_add(p, "| figure | value | |\n|---|---:|---|\n");
	row(p, "Wall time", show_duration(f->wall).s, "measured");
	if (isfinite(f->running)) {
		snprintf(text, sizeof(text), "%.2f of %s", f->running, show_slots(f->slots).s);
		row(p, "Running at once (average)", text, "measured");
	}
	row(p, "CPU time of the tasks", show_duration(f->cpu).s, "measured");
	if (isfinite(f->queue))
		row(p, "Queueing for a CPU", show_duration(f->queue).s, "measured");
	if (f->serial_kind != SERIAL_UNKNOWN)
		row_range(p, "Serial time", f->serial, show_duration(f->serial_low).s, show_duration(f->serial_high).s, show_duration(f->serial).s,
			f->serial_kind == SERIAL_MEASURED ? "measured" : "estimated");
	if (f->no_speedup)
		row(p, "Speed-up", "not enough data", f->no_speedup);
	else
		row_range(p, "Speed-up", f->speedup, show_ratio(f->speedup_low).s, show_ratio(f->speedup_high).s, show_ratio(f->speedup).s, "estimated");
	if (isfinite(f->efficiency))
		row(p, "Efficiency", show_percent(f->efficiency, 0).s, "estimated");
	if (isfinite(f->parallel))
		row(p, "Serial fraction (Karp-Flatt)", show_percent(f->karp_flatt, 1).s, "estimated");
	if (r->sum.max_rss > 0)
		row(p, "Memory of the largest task", show_bytes((double)r->sum.max_rss * 1024).s, "measured");
}

static void add_ledger(struct page *p, const struct account *a) {
	char value[48];

	if (!a->known || !(a->slots > 0))
		return;
	page_add(p, "\n| where the slots' time went (measured) | seconds | |\n|---|---:|---:|\n");
	for (int i = 0; i < ACCOUNT_KINDS; i++) {
		if (!(a->seconds[i] > 0))
			continue;
		snprintf(value, sizeof(value), "%.3f", a->seconds[i]);
		row(p, account_words((enum account_kind)i), value, show_percent(a->seconds[i] / a->slots, 1).s);
	}
	snprintf(value, sizeof(value), "%.3f", a->slots);
	row(p, "all", value, "100 %");
}

static void add_limits(struct page *p, const struct figures *f) {
	static const char *const names[CEILINGS] = { "slots", "CPUs", "longest task", "start and end", "input" };

	if (f->binding == CEILINGS)
		return;
	page_add(p, "\n| what limits it (estimated) | at most | |\n|---|---:|---|\n");
	for (int i = 0; i < CEILINGS; i++)
		if (isfinite(f->cap[i]))
			row(p, names[i], show_ratio(f->cap[i]).s, f->binding == (enum ceiling)i ? "first limit reached" : "");
}

static void add_prediction(struct page *p, const struct whatif_row *w, const char *name) {
	char time[80], speedup[80];

	snprintf(time, sizeof(time), "%s", show_duration(w->low).s);
	snprintf(speedup, sizeof(speedup), "%s", show_ratio(w->speedup_low).s);
	if (w->high > 1.005 * w->low)
		snprintf(time, sizeof(time), "%s to %s", show_duration(w->low).s, show_duration(w->high).s);
	if (w->speedup_high > 1.005 * w->speedup_low)
		snprintf(speedup, sizeof(speedup), "%s to %s", show_ratio(w->speedup_low).s, show_ratio(w->speedup_high).s);
	row(p, name, time, speedup);
}

static void add_predictions(struct page *p, const struct figures *f) {
	const struct whatif *w = &f->what;
	char name[48];

	if (f->no_speedup || w->none || !w->count)
		return;
	page_add(p, "\n| slots (predicted%s) | wall time | speed-up |\n|---:|---:|---:|\n", w->bounds ? ", bounds" : "");
	for (unsigned i = 0; i < w->count; i++) {
		if (w->row[i].slots)
			snprintf(name, sizeof(name), "%u%s", w->row[i].slots, w->row[i].model_only ? " (model only)" : "");
		else
			snprintf(name, sizeof(name), "no limit (model only)");
		add_prediction(p, &w->row[i], name);
	}
	if (isfinite(w->longest_first.low)) {
		snprintf(name, sizeof(name), "%u, longest first", w->longest_first.slots);
		add_prediction(p, &w->longest_first, name);
	}
}

static void add_durations(struct page *p, const struct run_report *r) {
	struct durations d = durations_of(r);

	if (!isfinite(d.p50))
		return;
	page_add(p, "\n| task times (measured) | shortest | median | 90 %% | 99 %% | longest | mean |\n|---|---:|---:|---:|---:|---:|---:|\n");
	page_add(p, "| | %s | %s | %s |", show_duration(d.min).s, show_duration(d.p50).s, show_duration(d.p90).s);
	page_add(p, " %s | %s | %s |\n", show_duration(d.p99).s, show_duration(d.max).s, show_duration(d.mean).s);
}

int markdown_add(struct buf *out, const struct run_report *r) {
	struct page p = { .out = out };
	struct figures f = figures_of(r);
	const struct tally *t = &r->sum;

	page_add(&p, "%" PRIu64 " tasks with %s slots on %u CPUs: ", r->read, show_slots(f.slots).s, r->cpus);
	page_add(&p, "%" PRIu64 " ok, %" PRIu64 " failed, %" PRIu64 " timed out, %" PRIu64 " skipped, %" PRIu64 " cancelled, %" PRIu64 " not started.\n\n",
		t->ok, t->failed, t->timed_out, t->skipped, t->cancelled, r->not_started);
	add_times(&p, r, &f);
	add_ledger(&p, &f.account);
	add_limits(&p, &f);
	add_predictions(&p, &f);
	add_durations(&p, r);
	page_add(&p, "\n");
	warnings_add(&p, "* ", r, &f);
	return p.rc;
}
