/* SPDX-License-Identifier: MIT */
/* Each figure says how it was come by: measured in this run, or estimated from it. What is not known is said in words. */
#include "stats/summary.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/maths.h"
#include "base/err.h"
#include "stats/bars.h"
#include "stats/figures.h"
#include "stats/warnings.h"
#include "stats/page.h"
#include "stats/show.h"
#include "stats/summary_parts.h"

#define ROW "  %-28s %-12s "

static void add_headline(struct page *p, const struct run_report *r, const struct figures *f) {
	page_add(p, "%s: %" PRIu64 " task%s in %s with ", err_program(), r->read, show_plural(r->read), show_duration(f->wall).s);
	if (r->adaptive.min < r->adaptive.max)
		page_add(p, "%u to %u slots", r->adaptive.min, r->adaptive.max);
	else
		page_add(p, "%u slot%s", r->slots, show_plural(r->slots));
	page_add(p, " on %u CPU%s", r->cpus, show_plural(r->cpus));
	if (r->around.cores && r->around.cores < r->cpus)
		page_add(p, " (%u core%s)", r->around.cores, show_plural(r->around.cores));
	if (f->work_kind != WORK_UNKNOWN)
		page_add(p, "; work: %s (%s CPU)", share_word(f->work_kind), show_percent(f->cpu_share, 0).s);
	page_add(p, "\n\n");
}

static void add_class(struct page *p, uint64_t n, const char *name, const char **join) {
	if (n) {
		page_add(p, "%s%" PRIu64 " %s", *join, n, name);
		*join = " + ";
	}
}

/* read = ok + failed + ...: the classes that occur; every task read is in exactly one. */
static void add_tasks(struct page *p, const struct run_report *r) {
	const struct tally *t = &r->sum;
	int64_t missing = figures_unaccounted(r);
	const char *join = " = ";

	page_add(p, "  %-28s %" PRIu64 " read", "Tasks", r->read);
	add_class(p, t->ok, "ok", &join);
	add_class(p, t->failed, "failed", &join);
	add_class(p, t->timed_out, "timed out", &join);
	add_class(p, t->cached, "cached", &join);
	add_class(p, t->skipped, "skipped", &join);
	add_class(p, t->cancelled, "cancelled", &join);
	add_class(p, r->not_started, "not started", &join);
	if (missing)
		page_add(p, " (%" PRId64 " not accounted for)", missing);
	if (t->flaky)
		page_add(p, "; %" PRIu64 " ok only after a retry", t->flaky);
	if (t->attempts > t->ok + t->failed + t->timed_out + t->cancelled)
		page_add(p, "; %" PRIu64 " attempts", t->attempts);
	page_add(p, "\n");
}

static void add_measured(struct page *p, const struct run_report *r, const struct figures *f, bool utf8) {
	char of[48];

	if (!r->sum.attempts)
		return;
	if (isfinite(f->running)) {
		snprintf(of, sizeof(of), "%.2f of %s", f->running, show_slots(f->slots).s);
		page_add(p, ROW "measured ", "Running at once (average)", of);
		bars_add(p, f->utilisation, 20, utf8);
		page_add(p, "\n");
	}
	page_add(p, ROW, "CPU time of the tasks", show_duration(f->cpu).s);
	if (isfinite(f->cpu_busy))
		page_add(p, "measured: %s of %u CPU%s\n", show_percent(f->cpu_busy, 0).s, r->cpus, show_plural(r->cpus));
	else
		page_add(p, "measured\n");
}

static const char *why_range(const struct figures *f) {
	if (f->coverage >= 0.9)
		return "a range: there were too many tasks to follow each one";
	return "a range: queueing for a CPU is known for a part of the CPU time only";
}

static void add_serial(struct page *p, const struct figures *f) {
	switch (f->serial_kind) {
	case SERIAL_UNKNOWN:
		break;
	case SERIAL_MEASURED:
		page_add(p, ROW "measured: this run had one slot\n", "Serial time", show_duration(f->serial).s);
		break;
	case SERIAL_ESTIMATED:
		page_add(p, ROW "estimated: sum of task times %s minus %s queueing for a CPU,\n", "Serial time",
			show_duration(f->serial).s, show_duration(f->work).s, show_duration(f->queue).s);
		page_add(p, ROW "plus %s before the first and after the last task", "", "", show_duration(f->pre + f->post).s);
		if (f->waiting >= 0.0005)
			page_add(p, " and %s waiting for input", show_duration(f->waiting).s);
		page_add(p, "\n");
		break;
	case SERIAL_RANGE:
		page_add(p, "  %-28s %s to %s, estimated for tasks of one thread\n", "Serial time", show_duration(f->serial_low).s,
			show_duration(f->serial_high).s);
		page_add(p, ROW "%s\n", "", "", why_range(f));
		break;
	}
}

/* The causes that make up a good part of it, as far as they fit into a line. */
static void add_causes(struct page *p, const struct figures *f) {
	const char *join = "of which ";

	for (int i = 0; i < ACCOUNT_KINDS; i++) {
		if (!(f->account.fraction[i] >= 0.005) || !(f->account.fraction[i] >= 0.05 * f->karp_flatt))
			continue;
		if (*join == 'o')
			page_add(p, ROW, "", "");
		page_add(p, "%s%s %s", join, account_words((enum account_kind)i), show_percent(f->account.fraction[i], 1).s);
		join = "; ";
	}
	if (*join != 'o')
		page_add(p, "\n");
}

static void add_karp_flatt(struct page *p, const struct figures *f) {
	const char *name = "Serial fraction (Karp-Flatt)";

	if (!isfinite(f->parallel)) {
		page_add(p, ROW "the speed-up is not between 1 and the number of slots\n", name, "not defined");
		return;
	}
	page_add(p, ROW "estimated; effective parallel part P = %s at %s slots\n", name, show_percent(f->karp_flatt, 1).s,
		show_percent(f->parallel, 1).s, show_slots(f->slots).s);
	add_causes(p, f);
}

static void add_speedup(struct page *p, const struct figures *f) {
	if (f->no_speedup) {
		page_add(p, "  %-28s not enough data: %s\n", "Speed-up", f->no_speedup);
	} else if (isfinite(f->speedup)) {
		page_add(p, ROW "estimated from this run; measure it with --compare\n", "Speed-up", show_ratio(f->speedup).s);
		page_add(p, ROW "estimated: speed-up / %s", "Efficiency", show_percent(f->efficiency, 0).s, show_slots(f->slots).s);
		if (isfinite(f->efficiency_cpus) && f->efficiency_cpus > 1.005 * f->efficiency)
			page_add(p, "; %s of the CPUs", show_percent(f->efficiency_cpus, 0).s);
		page_add(p, "\n");
		add_karp_flatt(p, f);
	} else {
		page_add(p, "  %-28s %s to %s, estimated from this run; measure it with --compare\n", "Speed-up", show_ratio(f->speedup_low).s,
			show_ratio(f->speedup_high).s);
	}
}

int summary_add(struct buf *out, const struct run_report *r, bool full) {
	struct page p = { .out = out };
	struct figures f = figures_of(r);
	bool utf8 = bars_utf8();

	add_headline(&p, r, &f);
	add_tasks(&p, r);
	adaptive_text(&p, &r->adaptive, &r->sum.share, r->cpus);
	add_measured(&p, r, &f, utf8);
	add_serial(&p, &f);
	calibrate_text(&p, &r->calibrate, f.serial_kind == SERIAL_ESTIMATED ? f.serial : NAN, f.cpu);
	add_speedup(&p, &f);
	if (full)
		summary_details(&p, r, &f);
	summary_ledger(&p, &f, utf8, full);
	summary_limits(&p, r, &f);
	summary_predicted(&p, &f);
	if (full)
		summary_slots(&p, r, utf8);
	warnings_add(&p, "  Note: ", r, &f);
	return p.rc;
}
