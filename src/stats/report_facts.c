/* SPDX-License-Identifier: MIT */
/* The rest of the figures, and what the run ran on. */
#include "stats/report_page.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/machine.h"
#include "stats/attempts.h"
#include "stats/export.h"
#include "stats/html.h"
#include "stats/show.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

#define DATA_MOST 20000 /* attempts that are listed for programs */

static void add_fact(struct page *p, const char *name, const char *value) {
	page_add(p, "<dt>%s</dt><dd>", name);
	html_string(p, value);
	html_raw(p, "</dd>\n");
}

static void add_figure(struct page *p, const char *name, const char *value, const char *how) {
	page_add(p, "<tr><td>%s</td><td class=\"n\">%s</td><td class=\"fill\"><small>%s</small></td></tr>\n", name, value, how);
}

static void add_serial(struct page *p, const struct figures *f) {
	char value[80];

	if (isfinite(f->serial)) {
		add_figure(p, "Serial time", show_duration(f->serial).s,
			   f->serial_kind == SERIAL_MEASURED ? "measured: one slot" : "estimated: task times without queueing for a CPU");
	} else if (isfinite(f->serial_low) && isfinite(f->serial_high)) {
		snprintf(value, sizeof(value), "%s to %s", show_duration(f->serial_low).s, show_duration(f->serial_high).s);
		add_figure(p, "Serial time", value, "estimated, for tasks of one thread");
	}
}

static void add_caps(struct page *p, const struct figures *f) {
	static const char *const caps[CEILINGS] = {
		[CEILING_SLOTS] = "slots", [CEILING_CPUS] = "CPUs", [CEILING_LONGEST] = "longest task", [CEILING_SERIAL] = "start and end", [CEILING_FEED] = "input",
	};

	for (enum ceiling i = 0; i < CEILINGS; i++) {
		char name[64];

		if (!isfinite(f->cap[i]))
			continue;
		snprintf(name, sizeof(name), "At most, by %s", caps[i]);
		add_figure(p, name, show_ratio(f->cap[i]).s, i == f->binding ? "estimated; the first limit" : "estimated");
	}
}

void report_figures(struct page *p, const struct run_report *r, const struct figures *f) {
	char memory[48];

	report_section(p, "Figures", NULL);
	html_raw(p, "<div class=\"wrap\"><table class=\"facts\">\n");
	add_figure(p, "Sum of task times", show_duration(f->work).s, "measured");
	if (isfinite(f->queue))
		add_figure(p, "Queueing for a CPU", show_duration(f->queue).s, "measured; part of the task times");
	add_figure(p, "CPU time", show_duration(f->cpu).s, "measured");
	add_serial(p, f);
	if (isfinite(f->karp_flatt))
		add_figure(p, "Serial fraction (Karp-Flatt)", show_percent(f->karp_flatt, 1).s, "estimated; every loss counts");
	if (isfinite(f->serial_fraction))
		add_figure(p, "At most one slot busy", show_percent(f->serial_fraction, 1).s, "measured time, of the serial time");
	if (isfinite(f->span))
		add_figure(p, "Longest chain", show_percent(f->span, 1).s, "of the serial time");
	add_caps(p, f);
	if (r->sum.max_rss > 0) {
		snprintf(memory, sizeof(memory), "%.1f MB", (double)r->sum.max_rss / 1024);
		add_figure(p, "Most memory of one task", memory, "measured");
	}
	if (f->work_kind != WORK_UNKNOWN)
		add_figure(p, "Kind of work", share_word(f->work_kind), "by its CPU time");
	html_raw(p, "</table></div>\n");
	report_section_end(p);
}

void report_environment(struct page *p, const struct run_report *r) {
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	char text[256], cwd[PATH_MAX];
	struct utsname u;

	report_section(p, "Environment", NULL);
	html_raw(p, "<dl>\n");
	if (gethostname(text, sizeof(text) - 1) == 0) {
		text[sizeof(text) - 1] = '\0';
		add_fact(p, "Host", text);
	}
	if (uname(&u) == 0) {
		snprintf(text, sizeof(text), "%.64s %.64s %.64s", u.sysname, u.release, u.machine);
		add_fact(p, "System", text);
	}
	snprintf(text, sizeof(text), "%u usable (by %s)", r->cpus, machine_cpus_source());
	add_fact(p, "CPUs", text);
	if (pages > 0 && size > 0) {
		snprintf(text, sizeof(text), "%.1f GB", (double)pages * (double)size / (1 << 30));
		add_fact(p, "Memory", text);
	}
	if (getcwd(cwd, sizeof(cwd)))
		add_fact(p, "Directory", cwd);
	add_fact(p, "pmap", PACKAGE_VERSION);
	snprintf(text, sizeof(text), "%d", r->exit);
	add_fact(p, "Exit status", text);
	html_raw(p, "</dl>\n");
	report_section_end(p);
}

static long long micro(nsec t) {
	return (long long)(t / 1000);
}

static void add_attempt(struct page *p, const struct run_report *r, const struct attempt *a) {
	page_add(p, "[%" PRIu64 ",%u,%u,%lld,%lld", a->seq + 1, a->attempt, a->slot, micro(a->start - r->begin), micro(a->end - a->start));
	if (a->cpu >= 0)
		page_add(p, ",%lld", micro(a->cpu));
	else
		html_raw(p, ",null");
	if (a->queued >= 0)
		page_add(p, ",%lld", micro(a->queued));
	else
		html_raw(p, ",null");
	page_add(p, ",\"%s\"]", attempt_outcome((enum outcome)a->outcome, a->code).s);
}

static void add_attempts(struct page *p, const struct run_report *r) {
	const struct history *h = &r->history;
	size_t count = h->count <= DATA_MOST ? h->count : 0;

	html_raw(p, "<script type=\"application/json\" id=\"attempts\">\n{\"columns\":[\"task\",\"attempt\",\"slot\",\"start_us\",\"wall_us\",\"cpu_us\",\"queue_us\",\"end\"],\n");
	page_add(p, "\"left_out\":%" PRIu64 ",\n\"rows\":[", (uint64_t)(h->count - count) + h->more);
	for (size_t i = 0; i < count; i++) {
		html_raw(p, i ? ",\n" : "\n");
		add_attempt(p, r, &h->list[i]);
	}
	html_raw(p, "]}\n</script>\n");
}

/* What --stats=FILE.json writes. */
static void add_stats(struct page *p, const struct run_report *r) {
	struct buf json = { 0 };
	int rc = export_tree(&json, r, TREE_JSON, NULL);

	html_raw(p, "<script type=\"application/json\" id=\"stats\">\n");
	html_json(p, json.p, json.len);
	html_raw(p, "</script>\n");
	p->rc = p->rc ? p->rc : rc;
	buf_release(&json);
}

void report_data(struct page *p, const struct run_report *r) {
	add_stats(p, r);
	add_attempts(p, r);
}
