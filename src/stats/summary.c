/* SPDX-License-Identifier: MIT */
/* Each figure says how it was come by: measured in this run, or estimated from it. What is not known is said in words. */
#include "stats/summary.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/maths.h"
#include "base/err.h"
#include "stats/figures.h"
#include "stats/page.h"
#include "stats/show.h"

#define ROW "  %-28s %-12s "

static const char *plural(uint64_t n) {
	return n == 1 ? "" : "s";
}

static void add_headline(struct page *p, const struct run_report *r, const struct figures *f) {
	page_add(p, "%s: %" PRIu64 " task%s in %s with ", err_program(), r->read, plural(r->read), show_duration(f->wall).s);
	if (r->adaptive.min < r->adaptive.max)
		page_add(p, "%u to %u slots", r->adaptive.min, r->adaptive.max);
	else
		page_add(p, "%u slot%s", r->slots, plural(r->slots));
	page_add(p, " on %u CPU%s", r->cpus, plural(r->cpus));
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

static void add_measured(struct page *p, const struct run_report *r, const struct figures *f) {
	char of[48];

	if (!r->sum.attempts)
		return;
	if (isfinite(f->running)) {
		snprintf(of, sizeof(of), "%.2f of %s", f->running, show_slots(f->slots).s);
		page_add(p, ROW "measured: sum of task times %s / wall time\n", "Running at once (average)", of, show_duration(f->work).s);
	}
	page_add(p, ROW, "CPU time of the tasks", show_duration(f->cpu).s);
	if (isfinite(f->cpu_busy))
		page_add(p, "measured: %s of %u CPU%s\n", show_percent(f->cpu_busy, 0).s, r->cpus, plural(r->cpus));
	else
		page_add(p, "measured\n");
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
		page_add(p, ROW "plus %s before the first and after the last task\n", "", "", show_duration(f->pre + f->post).s);
		break;
	case SERIAL_RANGE:
		page_add(p, "  %-28s %s to %s, estimated for tasks of one thread\n", "Serial time", show_duration(f->serial_low).s,
			show_duration(f->serial_high).s);
		page_add(p, ROW "a range: queueing for a CPU is known for %s of the CPU time only\n", "", "",
			show_percent(isfinite(f->coverage) ? f->coverage : 0, 0).s);
		break;
	}
}

static void add_karp_flatt(struct page *p, const struct figures *f) {
	const char *name = "Serial fraction (Karp-Flatt)";

	if (isfinite(f->parallel))
		page_add(p, ROW "estimated; effective parallel part P = %s at %s slots\n", name, show_percent(f->karp_flatt, 1).s,
			show_percent(f->parallel, 1).s, show_slots(f->slots).s);
	else
		page_add(p, ROW "the speed-up is not between 1 and the number of slots\n", name, "not defined");
}

static void add_speedup(struct page *p, const struct figures *f) {
	if (f->no_speedup) {
		page_add(p, "  %-28s not enough data: %s\n", "Speed-up", f->no_speedup);
	} else if (isfinite(f->speedup)) {
		page_add(p, ROW "estimated from this run; measure it with --compare\n", "Speed-up", show_ratio(f->speedup).s);
		page_add(p, ROW "estimated: speed-up / %s\n", "Efficiency", show_percent(f->efficiency, 0).s, show_slots(f->slots).s);
		add_karp_flatt(p, f);
	} else {
		page_add(p, "  %-28s %s to %s, estimated from this run; measure it with --compare\n", "Speed-up", show_ratio(f->speedup_low).s,
			show_ratio(f->speedup_high).s);
	}
}

static void add_cap(struct page *p, const char *name, double cap, double lowest) {
	if (isfinite(cap))
		page_add(p, "    %-26s %s%s\n", name, show_ratio(cap).s, cap <= lowest ? "  <- lowest" : "");
}

/* The smallest of the bounds of a speed-up is what limits it. */
static void add_limits(struct page *p, const struct run_report *r, const struct figures *f) {
	double lowest = maths_min(maths_min(f->cap_cpus, f->cap_longest), maths_min(f->cap_serial, f->slots));
	double alone = (double)r->sum.longest_alone / 1e9;
	char name[80];

	if (!isfinite(f->speedup))
		return;
	page_add(p, "\n  %-28s %s\n", "What limits it", "estimated, at most");
	snprintf(name, sizeof(name), "%s slots", show_slots(f->slots).s);
	add_cap(p, name, f->slots, lowest);
	snprintf(name, sizeof(name), "CPUs (%s CPU / %u)", show_duration(f->cpu).s, r->cpus);
	add_cap(p, name, f->cap_cpus, lowest);
	snprintf(name, sizeof(name), "longest task (#%" PRIu64 ", %s)", r->sum.longest_alone_seq + 1, show_duration(alone).s);
	add_cap(p, name, f->cap_longest, lowest);
	snprintf(name, sizeof(name), "start and end (%s)", show_duration(f->pre + f->post).s);
	add_cap(p, name, f->cap_serial, lowest);
}

/* Only what is true of this run and changes how its figures are to be read. */
static void add_notes(struct page *p, const struct run_report *r, const struct figures *f) {
	if (f->queue > 0.1 * f->work)
		page_add(p, "  Note: tasks waited for CPUs: their wall times are inflated by %s of run-queue delay.\n",
			show_duration(f->queue).s);
	if (f->no_speedup)
		return;
	if (r->sum.attempts < 3 * (uint64_t)r->slots)
		page_add(p, "  Note: %" PRIu64 " tasks are few for %u slots: the end of the run, where slots are idle, weighs much.\n",
			r->sum.attempts, r->slots);
	if (f->wall < 1)
		page_add(p, "  Note: the run was shorter than 1 s: starting up weighs much.\n");
}

int summary_add(struct buf *out, const struct run_report *r) {
	struct page p = { .out = out };
	struct figures f = figures_of(r);

	add_headline(&p, r, &f);
	add_tasks(&p, r);
	adaptive_text(&p, &r->adaptive, &r->sum.share, r->cpus);
	add_measured(&p, r, &f);
	add_serial(&p, &f);
	add_speedup(&p, &f);
	add_limits(&p, r, &f);
	add_notes(&p, r, &f);
	return p.rc;
}
