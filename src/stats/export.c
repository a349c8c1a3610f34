/* SPDX-License-Identifier: MIT */
#include "stats/export.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/machine.h"
#include "base/maths.h"
#include "stats/figures.h"
#include "stats/tree.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

static double seconds(nsec t) {
	return (double)t / (double)NSEC_PER_SEC;
}

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

static void add_run(struct tree *t, const struct run_report *r) {
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

static void add_machine(struct tree *t, const struct run_report *r) {
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

static void add_times(struct tree *t, const struct figures *f) {
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
	tree_null(t, "per_slot");
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

struct ceiling {
	const char *kind;
	double speedup;
};

static void add_ceilings(struct tree *t, const struct run_report *r, const struct figures *f) {
	const struct ceiling caps[] = { { "slots", isfinite(f->speedup) ? f->slots : (double)NAN }, { "cpus", f->cap_cpus },
		{ "longest_task", f->cap_longest }, { "serial_part", f->cap_serial } };
	double lowest = NAN;

	tree_list(t, "ceilings");
	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++)
		lowest = maths_min(lowest, caps[i].speedup);
	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
		tree_map(t, NULL);
		tree_word(t, "kind", caps[i].kind);
		tree_real(t, "speedup", caps[i].speedup);
		if (i == 2 && r->sum.attempts)
			tree_int(t, "task", r->sum.longest_alone_seq + 1);
		tree_bool(t, "binding", caps[i].speedup <= lowest);
		tree_map_end(t);
	}
	tree_list_end(t);
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
	else
		tree_null(t, "suggested_jobs");
	if (r->adaptive.max) {
		tree_int(t, "tasks", all->tasks);
		tree_int(t, "by_switches", all->by_switches);
		tree_real(t, "cpu", seconds(all->cpu));
		tree_real(t, "queued", seconds(all->queued));
		tree_real(t, "blocked", seconds(all->blocked));
	}
	tree_map_end(t);
}

static void add_durations(struct tree *t, const struct run_report *r, const struct figures *f) {
	static const char *const unknown[] = { "min", "p50", "p90", "p99" };
	bool any = r->sum.attempts > 0;

	tree_map(t, "durations");
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		tree_null(t, unknown[i]);
	tree_real(t, "max", any ? seconds(r->sum.longest) : NAN);
	tree_real(t, "mean", any ? f->work / (double)r->sum.attempts : NAN);
	tree_null(t, "sd");
	tree_map_end(t);
}

static void add_document(struct tree *t, const struct run_report *r) {
	struct figures f = figures_of(r);

	tree_map(t, NULL);
	tree_word(t, "schema", "pmap.stats/1");
	add_run(t, r);
	add_machine(t, r);
	add_slots(t, r, &f);
	add_tasks(t, r);
	add_times(t, &f);
	add_speedup(t, &f);
	tree_null(t, "ledger");
	add_ceilings(t, r, &f);
	add_class(t, r, &f);
	adaptive_tree(t, &r->adaptive);
	tree_null(t, "what_if");
	add_durations(t, r, &f);
	tree_null(t, "compare");
	tree_map_end(t);
}

int export_yaml(struct buf *out, const struct run_report *r, struct err *err) {
	struct tree *t = tree_open(out);
	int rc = -ENOMEM;

	if (t) {
		add_document(t, r);
		rc = tree_close(t);
	}
	return rc ? err_sys(err, -rc, "cannot write the statistics as YAML") : 0;
}
