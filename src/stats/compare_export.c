/* SPDX-License-Identifier: MIT */
#include "stats/compare_export.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stats/compare_table.h"
#include "stats/page.h"
#include "stats/show.h"

/* Forms by suffix. */

typedef int add_fn(struct buf *out, const struct compare_document *d);

static int add_json(struct buf *out, const struct compare_document *d) {
	return compare_add_tree(out, d, true);
}

static int add_yaml(struct buf *out, const struct compare_document *d) {
	return compare_add_tree(out, d, false);
}

static add_fn *form_of(const char *file) {
	static const struct {
		const char *suffix;
		add_fn *add;
	} forms[] = { { ".json", add_json }, { ".yaml", add_yaml }, { ".yml", add_yaml }, { ".csv", compare_add_csv },
		      { ".md", compare_add_markdown }, { ".svg", compare_add_svg } };
	size_t len = strlen(file);

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		size_t n = strlen(forms[i].suffix);

		if (len > n && !strcmp(file + len - n, forms[i].suffix))
			return forms[i].add;
	}
	return NULL;
}

/* The directory that a file is made in. */
static int check_directory(const char *file) {
	const char *slash = strrchr(file, '/');
	struct buf dir = { 0 };
	int rc = !slash ? buf_addc(&dir, '.') : buf_add(&dir, file, slash == file ? 1 : (size_t)(slash - file));

	if (!rc)
		rc = buf_terminate(&dir);
	if (!rc && access(dir.p, W_OK | X_OK))
		rc = -errno;
	buf_release(&dir);
	return rc;
}

int compare_export_check(const char *file, struct err *err) {
	struct stat st;
	int rc = 0;

	if (!form_of(file))
		return err_set(err, EINVAL, "cannot export to '%s': the name must end in .json, .yaml, .csv, .md or .svg", file);
	if (stat(file, &st))
		rc = check_directory(file);
	else if (S_ISDIR(st.st_mode))
		rc = -EISDIR;
	else if (S_ISREG(st.st_mode))
		rc = check_directory(file); /* it is replaced */
	return rc ? err_sys(err, -rc, "cannot export to '%s'", file) : 0;
}

int compare_export(const char *file, const struct compare_document *d, struct err *err) {
	struct buf b = { 0 };
	int rc = form_of(file)(&b, d);

	rc = rc ? err_sys(err, -rc, "cannot export to '%s'", file) : stats_store(file, &b, err);
	buf_release(&b);
	return rc;
}

/* CSV. */

static void add_number(struct page *p, double v) {
	if (isfinite(v))
		page_add(p, ",%.6f", v);
	else
		page_add(p, ",");
}

static void add_record(struct page *p, const struct compare_result *c, const struct compare_point *at) {
	struct compare_spread w = compare_spread(at);
	struct interval s = compare_speedup(c, at);
	const double values[] = { w.mean.value, w.mean.low, w.mean.high, w.median, w.min, w.max, w.sd, compare_cpu(at), s.value, s.low, s.high,
		at->slots ? model_efficiency(s.value, at->slots) : NAN, at->slots ? model_karp_flatt(s.value, at->slots) : NAN };

	if (at->slots)
		page_add(p, "%u,%zu", at->slots, at->runs);
	else
		page_add(p, "baseline,%zu", at->runs);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		add_number(p, values[i]);
	for (size_t i = 0; i < at->runs; i++)
		add_number(p, at->wall[i]);
	for (size_t i = 0; i < at->runs; i++)
		add_number(p, at->cpu[i]);
	page_add(p, "\n");
}

int compare_add_csv(struct buf *out, const struct compare_document *d) {
	const struct compare_result *c = d->result;
	size_t rounds = c->count ? c->points[0].runs : 0;
	struct page p = { .out = out };

	page_add(&p, "slots,runs,mean,mean_low,mean_high,median,min,max,sd,cpu,speedup,speedup_low,speedup_high,efficiency,serial_fraction");
	for (size_t i = 1; i <= rounds; i++)
		page_add(&p, ",wall_%zu", i);
	for (size_t i = 1; i <= rounds; i++)
		page_add(&p, ",cpu_%zu", i);
	page_add(&p, "\n");
	if (c->baseline.runs)
		add_record(&p, c, &c->baseline);
	for (size_t i = 0; i < c->count; i++)
		add_record(&p, c, &c->points[i]);
	return p.rc;
}

/* Markdown. */

struct cell {
	char s[64];
};

static struct cell time_cell(double seconds, const struct compare_unit *u) {
	struct cell ret = { "" };

	if (isfinite(seconds))
		snprintf(ret.s, sizeof(ret.s), "%.*f", u->places, seconds * u->factor);
	return ret;
}

static struct cell interval_cell(struct interval v, double factor, int places) {
	struct cell ret = { "" };

	if (isfinite(v.low) && isfinite(v.high))
		snprintf(ret.s, sizeof(ret.s), " [%.*f, %.*f]", places, v.low * factor, places, v.high * factor);
	return ret;
}

static void add_line(struct page *p, const struct compare_result *c, const struct compare_point *at, const struct compare_unit *u) {
	struct compare_spread w = compare_spread(at);
	struct interval s = compare_speedup(c, at);
	double e = at->slots ? model_karp_flatt(s.value, at->slots) : (double)NAN;
	char name[16] = "baseline", ratio[32] = "";

	if (at->slots)
		snprintf(name, sizeof(name), "%u", at->slots);
	if (isfinite(s.value))
		snprintf(ratio, sizeof(ratio), "%.2f", s.value);
	page_add(p, "| %s | %s%s | %s | %s | %s | %s | %s%s | %s | %s | %s |\n", name, time_cell(w.mean.value, u).s,
		interval_cell(w.mean, u->factor, u->places).s, time_cell(w.median, u).s, time_cell(w.min, u).s, time_cell(w.max, u).s,
		time_cell(w.sd, u).s, ratio, interval_cell(s, 1, 2).s,
		at->slots && isfinite(s.value) ? show_percent(model_efficiency(s.value, at->slots), 0).s : "",
		e >= 0 && e <= 1 ? show_percent(e, 1).s : "", show_duration(compare_cpu(at)).s);
}

static void add_lines(struct page *p, const struct compare_result *c) {
	struct compare_unit u = compare_unit(c);

	page_add(p, "| slots | wall time (%s): mean, 95 %% interval | median | min | max | sd | speed-up%s | efficiency | serial fraction | CPU time |\n",
		u.name, c->minima ? " (of the minima)" : ", 95 % interval");
	page_add(p, "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
	if (c->baseline.runs)
		add_line(p, c, &c->baseline, &u);
	for (size_t i = 0; i < c->count; i++)
		add_line(p, c, &c->points[i], &u);
}

static void add_notes(struct page *p, const struct compare_document *d) {
	const struct compare_result *c = d->result;

	page_add(p, "\n");
	for (size_t i = 0; i < d->findings->note_count; i++) {
		const struct compare_note *n = &d->findings->notes[i];

		page_add(p, "- %s%s%s\n", n->warning ? "**Warning:** " : "", n->text, n->warning ? "." : "");
	}
	page_add(p, "- Outputs identical in all runs: %s (%" PRIu64 " task%s)", c->same_output ? "yes" : "**no**", c->tasks, c->tasks == 1 ? "" : "s");
	if (!c->same_output && c->other_task)
		page_add(p, "; the first that differs is task %" PRIu64, c->other_task);
	page_add(p, "\n");
}

int compare_add_markdown(struct buf *out, const struct compare_document *d) {
	const struct compare_result *c = d->result;
	struct page p = { .out = out };

	if (!c->count || !c->tasks) {
		page_add(&p, "Not enough data: there was no task.\n");
		return p.rc;
	}
	page_add(&p, "Measured by pmap: ");
	if (!p.rc)
		p.rc = compare_add_method(out, c);
	page_add(&p, ".\n\n");
	add_lines(&p, c);
	add_notes(&p, d);
	return p.rc;
}
