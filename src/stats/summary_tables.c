/* SPDX-License-Identifier: MIT */
#include "stats/summary_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/maths.h"
#include "stats/bars.h"
#include "stats/show.h"

#define SMALL 0.005 /* part of the slot-time that is not worth a line */
#define BAR 36

static void add_entry(struct page *p, const char *name, double seconds, double all, bool utf8) {
	double part = all > 0 ? seconds / all : 0;

	page_add(p, "    %-25s %10.*f  %6s", name, all < 0.995 ? 4 : 2, seconds, show_percent(part, 0).s);
	if (part * BAR >= 0.5) {
		page_add(p, "  ");
		bars_add(p, part, BAR, utf8);
	}
	page_add(p, "\n");
}

static const char *entry_name(const struct figures *f, enum account_kind kind) {
	if (kind == ACCOUNT_USEFUL && f->serial_kind == SERIAL_RANGE)
		return "work, or CPU queues"; /* which one is not known */
	return account_words(kind);
}

void summary_ledger(struct page *p, const struct figures *f, bool utf8, bool full) {
	const struct account *a = &f->account;
	double rest = 0;

	if (!a->known || !(a->slots > 0))
		return;
	page_add(p, "\n  Where %.*f slot-seconds went, measured\n", a->slots < 0.995 ? 4 : 2, a->slots);
	for (int i = 0; i < ACCOUNT_KINDS; i++) {
		if (a->seconds[i] >= (full ? 1e-9 : SMALL * a->slots))
			add_entry(p, entry_name(f, (enum account_kind)i), a->seconds[i], a->slots, utf8);
		else
			rest += a->seconds[i];
	}
	if (rest > 1e-4 * a->slots)
		add_entry(p, "everything else", rest, a->slots, utf8);
}

static void add_cap(struct page *p, const struct figures *f, enum ceiling which, const char *name) {
	if (isfinite(f->cap[which]))
		page_add(p, "    %-26s %s%s\n", name, show_ratio(f->cap[which]).s, which == f->binding ? "  <- first limit reached" : "");
}

void summary_limits(struct page *p, const struct run_report *r, const struct figures *f) {
	char name[100];

	if (!isfinite(f->speedup))
		return;
	page_add(p, "\n  %-28s %s\n", "What limits it", "estimated, at most");
	snprintf(name, sizeof(name), "%s slots", show_slots(f->slots).s);
	add_cap(p, f, CEILING_SLOTS, name);
	snprintf(name, sizeof(name), "CPUs (%s CPU / %u)", show_duration(f->cpu).s, r->cpus);
	add_cap(p, f, CEILING_CPUS, name);
	snprintf(name, sizeof(name), "longest task (#%" PRIu64 ", %s)", f->what.longest_seq + 1, show_duration(f->what.longest).s);
	add_cap(p, f, CEILING_LONGEST, name);
	snprintf(name, sizeof(name), "start and end (%s)", show_duration(f->pre + f->post).s);
	add_cap(p, f, CEILING_SERIAL, name);
	snprintf(name, sizeof(name), "input (last one at %s)", show_duration(f->what.feed).s);
	add_cap(p, f, CEILING_FEED, name);
}

static void add_range(struct page *p, double low, double high) {
	page_add(p, "%s", show_ratio(low).s);
	if (high > 1.02 * low)
		page_add(p, " to %s", show_ratio(high).s);
}

/* The next numbers below and above that of the run. */
static void add_others(struct page *p, const struct figures *f) {
	const struct whatif *w = &f->what;
	const struct whatif_row *below = NULL, *above = NULL;

	for (unsigned i = 0; i < w->count; i++) {
		if (w->row[i].slots > 1 && w->row[i].slots < w->here.slots)
			below = &w->row[i];
		if (!above && w->row[i].slots > w->here.slots)
			above = &w->row[i];
	}
	for (const struct whatif_row *row = below ? below : above; row; row = row == below ? above : NULL) {
		page_add(p, "%u slots ", row->slots);
		add_range(p, row->speedup_low, row->speedup_high);
		page_add(p, "   ");
	}
}

static void add_longest_first(struct page *p, const struct figures *f) {
	const struct whatif_row *row = &f->what.longest_first;

	if (!isfinite(row->low))
		return;
	page_add(p, "longest first: ");
	if (row->high < 0.99 * f->what.here.low)
		add_range(p, row->speedup_low, row->speedup_high);
	else
		page_add(p, "no gain");
}

static void add_advice(struct page *p, const struct figures *f) {
	struct figures_advice a = figures_advice(f);

	if (a.kind == ADVICE_NONE)
		return;
	page_add(p, "  Advice: ");
	if (a.kind == ADVICE_SLOTS)
		page_add(p, "use -j%u", a.row.slots);
	else
		page_add(p, "run the longest tasks first (--joblog LOG now, --order longest:LOG then)");
	page_add(p, ": predicted to take %s", show_duration(a.row.high).s);
	page_add(p, " instead of %s.\n", show_duration(f->what.here.low).s);
}

void summary_predicted(struct page *p, const struct figures *f) {
	if (f->no_speedup || f->what.none || !f->what.count)
		return;
	page_add(p, "\n  Predicted%s: ", f->what.bounds ? " (bounds only: there were too many tasks to replay)" : "");
	add_others(p, f);
	add_longest_first(p, f);
	page_add(p, "\n");
	add_advice(p, f);
}
