/* SPDX-License-Identifier: MIT */
/*
 * The best run is the one that the machine disturbed least, the median is what to expect. What the command is, and what suits it, follows
 * from all runs together.
 */
#include "stats/probe_table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/sys.h"
#include "stats/adaptive.h"
#include "stats/page.h"
#include "stats/share.h"
#include "stats/show.h"
#include "stats/tree.h"

#define SHORT 0.01 /* s; a process costs about a millisecond */

enum figure { WALL, USER, SYSTEM, QUEUED, BLOCKED, VOLUNTARY, INVOLUNTARY, FIGURES };

static double figure(const struct tally *t, enum figure which) {
	switch (which) {
	case WALL: return clock_seconds(t->wall);
	case USER: return clock_seconds(t->user);
	case SYSTEM: return clock_seconds(t->system);
	case QUEUED: return clock_seconds(t->share.queued);
	case BLOCKED: return clock_seconds(t->share.blocked);
	case VOLUNTARY: return (double)t->voluntary;
	case INVOLUNTARY: return (double)t->involuntary;
	case FIGURES: break;
	}
	return 0;
}

static int ascending(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Of each figure the least and the median. 0 or -ENOMEM. */
static int measure(const struct probe_result *p, double best[FIGURES], double median[FIGURES]) {
	double *v = sys_malloc(p->count * sizeof(*v));

	if (!v)
		return -ENOMEM;
	for (enum figure f = 0; f < FIGURES; f++) {
		for (size_t i = 0; i < p->count; i++)
			v[i] = figure(&p->runs[i], f);
		qsort(v, p->count, sizeof(*v), ascending);
		best[f] = v[0];
		median[f] = p->count % 2 ? v[p->count / 2] : (v[p->count / 2 - 1] + v[p->count / 2]) / 2;
	}
	free(v);
	return 0;
}

static struct tally sum_of(const struct probe_result *p) {
	struct tally sum = { 0 };

	for (size_t i = 0; i < p->count; i++)
		tally_merge(&sum, &p->runs[i]);
	return sum;
}

static void add_command(struct page *out, const struct probe_result *p) {
	for (size_t i = 0; i < p->words; i++)
		page_add(out, "%s%.100s", i ? " " : "", p->command[i]);
}

/* What to write on the command line; the number is that of -j when the hint does not say it anyway. */
static const char *hint_of(enum work_kind kind) {
	return kind == WORK_CPU ? "cpu" : kind == WORK_IO ? "io" : "auto";
}

/* How many of it keep the CPUs busy: CPUs / R, where one that has threads of its own has R > 1. */
static unsigned jobs_of(const struct probe_result *p, const struct share *s) {
	double alone = clock_seconds(s->wall - s->queued), r = alone > 0 ? clock_seconds(s->cpu) / alone : 0;
	unsigned n;

	if (s->threaded * 2 < s->tasks || !(r > 1))
		return share_slots(share_cpu(s), p->cpus, p->most);
	n = (unsigned)(p->cpus / r);
	return n * r < p->cpus || !n ? n + 1 : n;
}

/* Did all runs fail because there was nothing to run? */
static bool nothing_ran(const struct probe_result *p, const struct tally *sum) {
	return sum->failed == p->count && (sum->failed_how == 126 || sum->failed_how == 127);
}

static void add_failures(struct page *out, const struct probe_result *p, const struct tally *sum) {
	uint64_t n = sum->failed + sum->timed_out;

	if (!n)
		return;
	page_add(out, "  Note: %" PRIu64 " of %zu runs failed, ", n, p->count);
	if (sum->failed_how < 0)
		page_add(out, "the last by --timeout");
	else
		page_add(out, "the last with exit status %d%s", sum->failed_how, sum->failed_how == 127 ? " (not found)" : sum->failed_how == 126 ? " (cannot be executed)" : "");
	page_add(out, "%s\n", nothing_ran(p, sum) ? "." : ": is this what the work looks like?");
}

static void add_class(struct page *out, const struct probe_result *p, const struct tally *sum, double wall) {
	double share = share_cpu(&sum->share);
	enum work_kind kind = share_kind(share);

	if (kind == WORK_UNKNOWN || nothing_ran(p, sum)) {
		page_add(out, "\n  %-24s not known: %s\n", "Class", kind == WORK_UNKNOWN ? "no run could be measured" : "the command could not be run");
		add_failures(out, p, sum);
		return;
	}
	page_add(out, "\n  %-24s %s (%s CPU): ", "Class", share_word(kind), show_percent(share, 0).s);
	adaptive_seen(out, &sum->share);
	page_add(out, "\n");
	if (sum->share.threaded)
		page_add(out, "  %-24s multi-threaded: it uses more than one CPU itself\n", "");
	page_add(out, "  %-24s --hint %s, --jobs %u on %u CPU%s\n", "Suggested", hint_of(kind), jobs_of(p, &sum->share), p->cpus,
		p->cpus == 1 ? "" : "s");
	if (wall < SHORT)
		page_add(out, "  Note: runs as short as this mostly start and end a process: measure something longer.\n");
	add_failures(out, p, sum);
}

int probe_text(struct buf *out, const struct probe_result *p) {
	static const char *const names[] = { "Wall time", "CPU time, user", "CPU time, system", "Queueing for a CPU", "Blocked (waiting)" };
	struct page page = { .out = out };
	double best[FIGURES], median[FIGURES];
	struct tally sum = sum_of(p);
	int rc = measure(p, best, median);

	if (rc)
		return rc;
	page_add(&page, "%s: ", err_program());
	add_command(&page, p);
	page_add(&page, ": measured in %zu run%s\n\n  %-24s %-12s %s\n", p->count, p->count == 1 ? "" : "s, one after the other", "", "best", "median");
	for (enum figure f = WALL; f <= BLOCKED; f++)
		page_add(&page, "  %-24s %-12s %s\n", names[f], show_duration(best[f]).s, show_duration(median[f]).s);
	page_add(&page, "  %-24s %-12.0f %.0f\n  %-24s %-12.0f %.0f\n", "Switches, voluntary", best[VOLUNTARY], median[VOLUNTARY],
		"Switches, involuntary", best[INVOLUNTARY], median[INVOLUNTARY]);
	if (sum.max_rss > 0)
		page_add(&page, "  %-24s %.1f MiB\n", "Peak memory", (double)sum.max_rss / 1024);
	add_class(&page, p, &sum, median[WALL]);
	return page.rc;
}

static void add_figures(struct tree *t, const char *name, const double v[FIGURES]) {
	static const char *const names[] = { "wall", "user", "system", "queued", "blocked", "voluntary_switches", "involuntary_switches" };

	tree_map(t, name);
	for (enum figure f = 0; f < FIGURES; f++)
		tree_real(t, names[f], v[f]);
	tree_map_end(t);
}

static void add_document(struct tree *t, const struct probe_result *p, const double best[FIGURES], const double median[FIGURES]) {
	struct tally sum = sum_of(p);
	double share = share_cpu(&sum.share);
	enum work_kind kind = nothing_ran(p, &sum) ? WORK_UNKNOWN : share_kind(share);

	tree_map(t, NULL);
	tree_word(t, "schema", "pmap.probe/1");
	tree_list(t, "command");
	for (size_t i = 0; i < p->words; i++)
		tree_text(t, NULL, p->command[i]);
	tree_list_end(t);
	tree_int(t, "runs", p->count);
	tree_int(t, "failed", sum.failed + sum.timed_out);
	add_figures(t, "best", best);
	add_figures(t, "median", median);
	if (sum.max_rss > 0)
		tree_int(t, "max_rss", (uint64_t)sum.max_rss * 1024);
	else
		tree_null(t, "max_rss");
	tree_map(t, "class");
	tree_word(t, "kind", share_word(kind));
	tree_real(t, "cpu_share", share);
	tree_int(t, "by_switches", sum.share.by_switches);
	tree_bool(t, "multi_threaded", sum.share.threaded > 0);
	tree_int(t, "cpus_usable", p->cpus);
	tree_word(t, "suggested_hint", kind == WORK_UNKNOWN ? NULL : hint_of(kind));
	if (kind == WORK_UNKNOWN)
		tree_null(t, "suggested_jobs");
	else
		tree_int(t, "suggested_jobs", jobs_of(p, &sum.share));
	tree_map_end(t);
	tree_list(t, "wall");
	for (size_t i = 0; i < p->count; i++)
		tree_real(t, NULL, clock_seconds(p->runs[i].wall));
	tree_list_end(t);
	tree_map_end(t);
}

int probe_tree(struct buf *out, const struct probe_result *p, enum tree_form form, struct err *err) {
	double best[FIGURES], median[FIGURES];
	int rc = measure(p, best, median);
	struct tree *t = rc ? NULL : tree_open(out, form);

	if (t) {
		add_document(t, p, best, median);
		rc = tree_close(t);
	} else {
		rc = -ENOMEM;
	}
	return rc ? err_sys(err, -rc, "cannot write the figures") : 0;
}
