/* SPDX-License-Identifier: MIT */
#include "stats/export.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/machine.h"
#include "stats/figures.h"
#include "stats/perslot.h"
#include "stats/tree.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

/* RFC 3339, UTC, milliseconds. */
static void add_time(struct tree *t, const char *name, nsec wall) {
	time_t whole = (time_t)(wall / NSEC_PER_SEC);
	char s[64], day[40];
	struct tm tm;

	if (wall <= 0 || !gmtime_r(&whole, &tm)) {
		tree_null(t, name);
		return;
	}
	strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(s, sizeof(s), "%s.%03dZ", day, (int)(wall % NSEC_PER_SEC / 1000000));
	tree_word(t, name, s);
}

/* Distinguishes the runs of one machine: the time of the start and the process, stirred. */
static void add_id(struct tree *t, const struct run_report *r) {
	uint64_t h = ((uint64_t)r->wall_begin ^ (uint64_t)getpid() << 40) * 0x9e3779b97f4a7c15U;
	char s[24];

	snprintf(s, sizeof(s), "%08" PRIx64, h >> 32);
	tree_text(t, "id", s);
}

void export_run(struct tree *t, const struct run_report *r) {
	char host[256] = "", cwd[PATH_MAX];

	tree_map(t, "run");
	add_id(t, r);
	tree_list(t, "argv");
	for (int i = 0; i < r->argc; i++)
		tree_text(t, NULL, r->argv[i]);
	tree_list_end(t);
	add_time(t, "started", r->wall_begin);
	if (gethostname(host, sizeof(host) - 1))
		host[0] = '\0';
	tree_text(t, "host", host[0] ? host : NULL);
	tree_text(t, "cwd", getcwd(cwd, sizeof(cwd)));
	tree_text(t, "version", PACKAGE_VERSION);
	tree_int(t, "exit", (uint64_t)r->exit);
	tree_map_end(t);
}

void export_machine(struct tree *t, const struct run_report *r) {
	long online = sysconf(_SC_NPROCESSORS_ONLN), pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	struct utsname u;

	tree_map(t, "machine");
	if (online > 0)
		tree_int(t, "cpus_online", (uint64_t)online);
	else
		tree_null(t, "cpus_online");
	tree_int(t, "cpus_usable", r->cpus);
	tree_word(t, "cpus_source", machine_cpus_source());
	if (pages > 0 && page > 0)
		tree_int(t, "mem_total", (uint64_t)pages * (uint64_t)page);
	else
		tree_null(t, "mem_total");
	if (r->around.cores)
		tree_int(t, "cores", r->around.cores);
	else
		tree_null(t, "cores");
	tree_text(t, "kernel", uname(&u) ? NULL : u.release);
	tree_map_end(t);
}

static void add_slots(struct tree *t, const struct run_report *r, const struct figures *f) {
	const struct adaptive *a = &r->adaptive;
	bool changes = a->max && !a->fixed;

	tree_map(t, "slots");
	tree_int(t, "requested", r->slots);
	tree_real(t, "mean", f->slots);
	tree_int(t, "min", changes ? a->min : r->slots);
	tree_int(t, "max", changes ? a->max : r->slots);
	tree_word(t, "mode", changes ? "auto" : "fixed");
	if (changes)
		tree_int(t, "most", a->most);
	tree_map_end(t);
}

static void add_tasks(struct tree *t, const struct run_report *r) {
	const struct tally *s = &r->sum;

	tree_map(t, "tasks");
	tree_int(t, "read", r->read);
	tree_int(t, "ok", s->ok);
	tree_int(t, "flaky", s->flaky);
	tree_int(t, "failed", s->failed);
	tree_int(t, "timed_out", s->timed_out);
	tree_int(t, "cached", s->cached);
	tree_int(t, "skipped", s->skipped);
	tree_int(t, "cancelled", s->cancelled);
	tree_int(t, "not_started", r->not_started);
	tree_int(t, "attempts", s->attempts);
	tree_map_end(t);
}

static void add_per_slot(struct tree *t, const struct run_report *r) {
	size_t count;
	struct perslot *list = perslot_of(r, &count);

	if (!list) {
		tree_null(t, "per_slot");
		return;
	}
	tree_list(t, "per_slot");
	for (size_t i = 0; i < count; i++) {
		tree_map(t, NULL);
		tree_int(t, "slot", list[i].slot);
		tree_int(t, "tasks", list[i].tasks);
		tree_real(t, "busy", list[i].busy);
		tree_real(t, "idle_before", list[i].before);
		tree_real(t, "idle_after", list[i].after);
		tree_map_end(t);
	}
	tree_list_end(t);
	free(list);
}

static void add_times(struct tree *t, const struct run_report *r, const struct figures *f) {
	tree_map(t, "time");
	tree_real(t, "wall", f->wall);
	tree_real(t, "pre", f->pre);
	tree_real(t, "post", f->post);
	tree_real(t, "sum_task", f->work);
	tree_real(t, "sum_cpu", f->cpu);
	tree_real(t, "sum_queue", f->queue);
	tree_real(t, "queue_coverage", f->coverage);
	tree_map_end(t);

	tree_map(t, "concurrency");
	tree_real(t, "mean", f->running);
	tree_real(t, "utilisation", f->utilisation);
	add_per_slot(t, r);
	tree_map_end(t);
}

static void add_speedup(struct tree *t, const struct figures *f) {
	static const char *const methods[] = {
		[SERIAL_MEASURED] = "measured",
		[SERIAL_ESTIMATED] = "estimated",
		[SERIAL_RANGE] = "range",
	};
	const char *method = methods[f->serial_kind];

	tree_map(t, "serial");
	tree_real(t, "seconds", f->serial);
	tree_word(t, "method", method);
	tree_real(t, "low", f->serial_low);
	tree_real(t, "high", f->serial_high);
	tree_real(t, "waiting_for_input", f->waiting);
	tree_real(t, "span", f->span);
	tree_real(t, "measured_fraction", f->serial_fraction);
	tree_map_end(t);

	tree_map(t, "speedup");
	tree_real(t, "value", f->speedup);
	tree_null(t, "ci95");
	tree_real(t, "low", f->speedup_low);
	tree_real(t, "high", f->speedup_high);
	tree_real(t, "efficiency", f->efficiency);
	tree_real(t, "karp_flatt", f->karp_flatt);
	tree_real(t, "parallel_fraction", f->parallel);
	tree_word(t, "method", f->no_speedup ? NULL : method);
	tree_map_end(t);
}

static void add_ledger(struct tree *t, const struct account *a) {
	if (!a->known) {
		tree_null(t, "ledger");
		tree_null(t, "karp_flatt_by_cause");
		return;
	}
	tree_map(t, "ledger");
	for (int i = 0; i < ACCOUNT_KINDS; i++)
		tree_real(t, account_key((enum account_kind)i), a->seconds[i]);
	tree_real(t, "slot_seconds", a->slots);
	tree_map_end(t);
	tree_map(t, "karp_flatt_by_cause");
	for (int i = 0; i < ACCOUNT_KINDS; i++)
		if (i != ACCOUNT_USEFUL && i != ACCOUNT_STARTING && i != ACCOUNT_REPEATED)
			tree_real(t, account_key((enum account_kind)i), a->fraction[i]);
	tree_map_end(t);
}

static void add_ceilings(struct tree *t, const struct run_report *r, const struct figures *f) {
	static const char *const kinds[CEILINGS] = { "slots", "cpus", "longest_task", "serial_part", "feed" };

	tree_list(t, "ceilings");
	for (int i = 0; i < CEILINGS; i++) {
		tree_map(t, NULL);
		tree_word(t, "kind", kinds[i]);
		tree_real(t, "speedup", f->cap[i]);
		if (i == CEILING_LONGEST && r->sum.attempts)
			tree_int(t, "task", f->what.longest_seq + 1);
		tree_bool(t, "binding", f->binding == (enum ceiling)i);
		tree_map_end(t);
	}
	tree_list_end(t);
}

static void add_row(struct tree *t, const struct whatif_row *row, const char *order, bool bounds) {
	tree_map(t, NULL);
	if (row->slots)
		tree_int(t, "jobs", row->slots);
	else
		tree_null(t, "jobs");
	tree_real(t, "low", row->low);
	tree_real(t, "high", row->high);
	tree_real(t, "speedup_low", row->speedup_low);
	tree_real(t, "speedup_high", row->speedup_high);
	tree_word(t, "order", order);
	tree_word(t, "method", bounds ? "bounds" : row->model_only ? "model_only" : "replay");
	tree_map_end(t);
}

/* Predicted. */
static void add_what_if(struct tree *t, const struct figures *f) {
	const struct whatif *w = &f->what;

	tree_list(t, "what_if");
	for (unsigned i = 0; !w->none && i < w->count; i++)
		add_row(t, &w->row[i], "input", w->bounds);
	if (!w->none && isfinite(w->longest_first.low))
		add_row(t, &w->longest_first, "longest_first", w->bounds);
	tree_list_end(t);
	tree_map(t, "bounds");
	tree_real(t, "lower", f->least);
	tree_real(t, "graham", f->graham);
	tree_real(t, "greedy", f->greedy);
	tree_real(t, "longest_first_factor", f->longest_first_bound);
	tree_map_end(t);
}

static void add_surroundings(struct tree *t, const struct surroundings *s) {
	if (!s->known) {
		tree_null(t, "surroundings");
		return;
	}
	tree_map(t, "surroundings");
	tree_real(t, "other_cpus", s->others);
	tree_real(t, "pressure_io", s->io);
	tree_real(t, "pressure_memory", s->memory);
	tree_int(t, "throttled_periods", s->throttled);
	tree_real(t, "clock_moved", s->clock_moved);
	tree_map_end(t);
}

/* The measured tasks of a hint are the better source: they are known by their switches where the run-queue delay is not. */
static void add_class(struct tree *t, const struct run_report *r, const struct figures *f) {
	const struct share *all = &r->sum.share;
	double share = r->adaptive.max ? share_cpu(all) : f->cpu_share;

	tree_map(t, "class");
	tree_word(t, "hint", r->adaptive.hint);
	tree_real(t, "cpu_share", share);
	tree_word(t, "kind", share_word(share_kind(share)));
	if (isfinite(share) && r->adaptive.most)
		tree_int(t, "suggested_jobs", share_slots(share, r->cpus, r->adaptive.most));
	else if (isfinite(f->suggested))
		tree_int(t, "suggested_jobs", (uint64_t)f->suggested);
	else
		tree_null(t, "suggested_jobs");
	if (r->adaptive.max) {
		tree_int(t, "tasks", all->tasks);
		tree_int(t, "by_switches", all->by_switches);
		tree_real(t, "cpu", clock_seconds(all->cpu));
		tree_real(t, "queued", clock_seconds(all->queued));
		tree_real(t, "blocked", clock_seconds(all->blocked));
	}
	tree_map_end(t);
}

static void add_durations(struct tree *t, const struct run_report *r) {
	struct durations d = durations_of(r);

	tree_map(t, "durations");
	tree_real(t, "min", d.min);
	tree_real(t, "p50", d.p50);
	tree_real(t, "p90", d.p90);
	tree_real(t, "p99", d.p99);
	tree_real(t, "max", d.max);
	tree_real(t, "mean", d.mean);
	tree_real(t, "sd", d.sd);
	tree_map_end(t);
}

static void add_document(struct tree *t, const struct run_report *r) {
	struct figures f = figures_of(r);

	tree_map(t, NULL);
	tree_word(t, "schema", "pmap.stats/1");
	export_run(t, r);
	export_machine(t, r);
	add_slots(t, r, &f);
	add_tasks(t, r);
	add_times(t, r, &f);
	add_speedup(t, &f);
	add_ledger(t, &f.account);
	add_ceilings(t, r, &f);
	add_class(t, r, &f);
	adaptive_tree(t, &r->adaptive);
	calibrate_tree(t, &r->calibrate);
	add_what_if(t, &f);
	add_durations(t, r);
	add_surroundings(t, &r->around);
	tree_null(t, "compare");
	tree_map_end(t);
}

int export_tree(struct buf *out, const struct run_report *r, enum tree_form form, struct err *err) {
	struct tree *t = tree_open(out, form);
	int rc = -ENOMEM;

	if (t) {
		add_document(t, r);
		rc = tree_close(t);
	}
	return rc ? err_sys(err, -rc, "cannot write the statistics") : 0;
}
