/* SPDX-License-Identifier: MIT */
/* What one sees first: what ran, what came of it, and where the slots' time went. */
#include "stats/report_page.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/maths.h"
#include "input/quote.h"
#include "stats/html.h"
#include "stats/show.h"
#include "stats/warnings.h"

#define COMMAND 300 /* bytes of the command line */

/* Most words of a command line mean themselves, and are read more easily as they are. */
static bool is_plain(const char *s) {
	bool braces = strpbrk(s, "{}") && (strchr(s, ',') || strstr(s, ".."));

	for (const char *c = s; *c; c++)
		if (!strchr("-_./,:=@%+^{}#", *c) && !((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9')))
			return false;
	return *s && *s != '#' && !braces;
}

/* The words as a shell takes them; of very many the first ones. */
static void add_command(struct page *p, const struct run_report *r) {
	struct buf line = { 0 };
	int i;

	html_raw(p, "<code>");
	for (i = 0; i < r->argc && line.len < COMMAND && !p->rc; i++) {
		if (i)
			p->rc = buf_addc(&line, ' ');
		if (!p->rc)
			p->rc = is_plain(r->argv[i]) ? buf_add(&line, r->argv[i], strnlen(r->argv[i], COMMAND)) : quote_add(&line, r->argv[i], strnlen(r->argv[i], COMMAND));
	}
	html_text(p, line.p, line.len, HTML_LINE);
	html_raw(p, "</code>");
	if (i < r->argc)
		page_add(p, " … and %d word%s more", r->argc - i, show_plural((uint64_t)(r->argc - i)));
	buf_release(&line);
}

static void add_started(struct page *p, nsec wall) {
	time_t whole = (time_t)(wall / NSEC_PER_SEC);
	char day[64];
	struct tm tm;

	if (wall > 0 && gmtime_r(&whole, &tm) && strftime(day, sizeof(day), "%Y-%m-%d %H:%M:%S UTC", &tm))
		page_add(p, "<p>Started %s</p>\n", day);
}

static void add_headline(struct page *p, const struct run_report *r, const struct figures *f) {
	page_add(p, "<h1>%" PRIu64 " task%s in %s with ", r->read, show_plural(r->read), show_duration(f->wall).s);
	if (r->adaptive.min < r->adaptive.max)
		page_add(p, "%u to %u slots", r->adaptive.min, r->adaptive.max);
	else
		page_add(p, "%u slot%s", r->slots, show_plural(r->slots));
	page_add(p, " on %u CPU%s</h1>\n<p>", r->cpus, show_plural(r->cpus));
	add_command(p, r);
	html_raw(p, "</p>\n");
	add_started(p, r->wall_begin);
}

static void add_tile(struct page *p, const char *class, const char *name, const char *value, const char *how) {
	page_add(p, "<div class=\"tile%s\"><span>%s</span><b%s>%s</b><span>%s</span></div>\n", class, name, strlen(value) > 14 ? " class=\"small\"" : "",
		 value, how);
}

static void add_tasks(struct page *p, const struct run_report *r) {
	const struct tally *t = &r->sum;
	uint64_t bad = t->failed + t->timed_out;
	char value[64], more[160];
	int n = snprintf(more, sizeof(more), "%" PRIu64 " ok", t->ok);

	snprintf(value, sizeof(value), bad ? "%" PRIu64 " failed" : "%" PRIu64 " ok", bad ? bad : t->ok);
	if (!bad)
		n = snprintf(more, sizeof(more), r->read ? "none failed" : "none was read");
	if (t->flaky)
		n += snprintf(more + n, sizeof(more) - (size_t)n, ", %" PRIu64 " after a retry", t->flaky);
	if (t->cancelled + r->not_started)
		n += snprintf(more + n, sizeof(more) - (size_t)n, ", %" PRIu64 " not finished", t->cancelled + r->not_started);
	if (t->skipped + t->cached)
		snprintf(more + n, sizeof(more) - (size_t)n, ", %" PRIu64 " skipped", t->skipped + t->cached);
	add_tile(p, bad ? " bad" : "", "Tasks", value, more);
}

static void add_speedup(struct page *p, const struct figures *f) {
	char value[80], how[240];

	if (f->no_speedup) {
		snprintf(how, sizeof(how), "not enough data: %s", f->no_speedup);
		add_tile(p, "", "Speed-up", "–", how);
	} else if (isfinite(f->speedup)) {
		add_tile(p, "", "Speed-up", show_ratio(f->speedup).s, "estimated; measure it with --compare");
		snprintf(how, sizeof(how), "estimated: speed-up / %s", show_slots(f->slots).s);
		add_tile(p, "", "Efficiency", show_percent(f->efficiency, 0).s, how);
	} else {
		snprintf(value, sizeof(value), "%s to %s", show_ratio(f->speedup_low).s, show_ratio(f->speedup_high).s);
		add_tile(p, "", "Speed-up", value, "estimated, as a range; measure it with --compare");
	}
}

static void add_tiles(struct page *p, const struct run_report *r, const struct figures *f) {
	char value[80], how[160];

	html_raw(p, "<div class=\"tiles\">\n");
	add_tasks(p, r);
	add_tile(p, "", "Wall time", show_duration(f->wall).s, "measured");
	add_speedup(p, f);
	if (isfinite(f->running)) {
		snprintf(value, sizeof(value), "%.*f of %s", f->running < 9.995 ? 2 : f->running < 99.95 ? 1 : 0, f->running, show_slots(f->slots).s);
		add_tile(p, "", "Running at once", value, "measured, on average; not a speed-up");
	}
	if (isfinite(f->cpu_busy)) {
		snprintf(how, sizeof(how), "measured: %s of CPU time on %u CPU%s", show_duration(f->cpu).s, r->cpus, show_plural(r->cpus));
		add_tile(p, "", "CPUs used", show_percent(f->cpu_busy, 0).s, how);
	}
	html_raw(p, "</div>\n");
}

/* Each line of the text as an item. */
static void add_items(struct page *p, const char *s, size_t n) {
	for (size_t i = 0; i < n;) {
		const char *end = memchr(s + i, '\n', n - i);
		size_t len = end ? (size_t)(end - s) - i : n - i;

		html_raw(p, "<li>");
		html_text(p, s + i, len, HTML_LINE);
		html_raw(p, "</li>\n");
		i += len + 1;
	}
}

/* What changes how the figures are to be read. */
static void add_warnings(struct page *p, const struct run_report *r, const struct figures *f) {
	struct buf text = { 0 };
	struct page lines = { .out = &text };

	warnings_add(&lines, "Note: ", r, f);
	if (text.len) {
		html_raw(p, "<section class=\"advice\"><ul>\n");
		add_items(p, text.p, text.len);
		html_raw(p, "</ul></section>\n");
	}
	p->rc = p->rc ? p->rc : lines.rc;
	buf_release(&text);
}

static void add_advice(struct page *p, const struct figures *f) {
	struct figures_advice a = figures_advice(f);

	if (a.kind == ADVICE_NONE)
		return;
	html_raw(p, "<section class=\"advice\"><p><b>Advice:</b> ");
	if (a.kind == ADVICE_SLOTS)
		page_add(p, "--jobs %u would take %s", a.row.slots, show_duration(a.row.high).s);
	else
		page_add(p, "with the longest task first the run would take %s", show_duration(a.row.high).s);
	page_add(p, " or less instead of %s, predicted from this run (%s less).</p></section>\n", show_duration(f->wall).s, show_percent(a.gain, 0).s);
}

void report_head(struct page *p, const struct run_report *r, const struct figures *f) {
	html_raw(p, "<header>");
	add_headline(p, r, f);
	html_raw(p, "</header>\n");
	add_tiles(p, r, f);
	add_advice(p, f);
	add_warnings(p, r, f);
}

static void add_share(struct page *p, const struct account *a, enum account_kind kind, bool split) {
	double part = a->seconds[kind] / a->slots;

	page_add(p, "<tr><td><i class=\"l-%s\"></i>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>", account_key(kind), account_words(kind),
		 show_duration(a->seconds[kind]).s, show_percent(part, 1).s);
	if (split && isfinite(a->fraction[kind]))
		page_add(p, "<td class=\"n\">%s</td>", kind == ACCOUNT_USEFUL || kind == ACCOUNT_REPEATED ? "" : show_percent(a->fraction[kind], 1).s);
	html_raw(p, "</tr>\n");
}

/* A kind without any time is left out. */
static bool is_shown(const struct account *a, enum account_kind kind) {
	return isfinite(a->seconds[kind]) && a->seconds[kind] > 0.0005 * a->slots;
}

static void add_bar(struct page *p, const struct account *a) {
	html_raw(p, "<div class=\"ledger\" role=\"img\" aria-label=\"where the slot-time went\">");
	for (enum account_kind kind = 0; kind < ACCOUNT_KINDS; kind++)
		if (is_shown(a, kind))
			page_add(p, "<i class=\"l-%s\" style=\"flex:%.4f\" title=\"%s: %s\"></i>", account_key(kind), a->seconds[kind] / a->slots, account_words(kind),
				 show_percent(a->seconds[kind] / a->slots, 1).s);
	html_raw(p, "</div>\n");
}

void report_ledger(struct page *p, const struct run_report *r, const struct figures *f) {
	const struct account *a = &f->account;
	char title[80];

	snprintf(title, sizeof(title), "Where %s of slot-time went", show_duration(a->known ? a->slots : f->slots * f->wall).s);
	report_section(p, title, "measured");
	if (!a->known || !(a->slots > 0)) {
		html_raw(p, "<p class=\"none\">Not known: the run was not accounted for.</p>\n");
	} else {
		bool split = isfinite(f->parallel);

		add_bar(p, a);
		page_add(p, "<div class=\"wrap\"><table><tr><th>What slots did</th><th class=\"n\">Slot-time</th><th class=\"n\">Part</th>%s</tr>\n",
			 split ? "<th class=\"n\">Part of the serial fraction (estimated)</th>" : "");
		for (enum account_kind kind = 0; kind < ACCOUNT_KINDS; kind++)
			if (is_shown(a, kind))
				add_share(p, a, kind, split);
		page_add(p, "</table></div>\n<p class=\"note\">%s slot%s for %s.%s</p>\n", show_slots(f->slots).s, f->slots > 1 ? "s" : "", show_duration(f->wall).s,
			 isfinite(f->queue) || !r->sum.attempts ? "" : " How long tasks queued for a CPU is not known: it is within useful work.");
	}
	report_section_end(p);
}
