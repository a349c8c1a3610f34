/* SPDX-License-Identifier: MIT */
/* The tables of --stats=full. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/sys.h"
#include "stats/bars.h"
#include "stats/perslot.h"
#include "stats/show.h"
#include "stats/summary_parts.h"

#define ROW "  %-28s %-12s "
#define SLOWEST 10
#define LARGEST 5
#define SLOTS 64 /* lines for slots; of more the first are shown */

void summary_details(struct page *p, const struct run_report *r, const struct figures *f) {
	if (isfinite(f->serial_fraction))
		page_add(p, ROW "measured: at most one slot was busy for so much of the serial time\n", "Serial fraction (measured)",
			show_percent(f->serial_fraction, 1).s);
	if (isfinite(f->span))
		page_add(p, ROW "estimated: the longest chain / serial time\n", "Span", show_percent(f->span, 1).s);
	if (isfinite(f->graham))
		page_add(p, "  %-28s %s to %s, predicted for any order of these tasks (Graham)\n", "Bounds of the wall time",
			show_duration(f->least).s, show_duration(f->graham).s);
	if (isfinite(f->suggested))
		page_add(p, ROW "estimated: they keep the CPUs busy, and the longest task leaves them work\n", "Slots that suit this work",
			show_slots(f->suggested).s);
	if (isfinite(f->coverage))
		page_add(p, ROW "measured: part of the CPU time whose queueing is known (schedstat)\n", "Coverage", show_percent(f->coverage, 0).s);
	if (r->sum.max_rss > 0)
		page_add(p, ROW "measured: the largest task\n", "Memory", show_bytes((double)r->sum.max_rss * 1024).s);
}

static void add_durations(struct page *p, const struct run_report *r) {
	struct durations d = durations_of(r);

	if (!isfinite(d.p50))
		return;
	page_add(p, "\n  Task times, measured         shortest %s, half are below %s", show_duration(d.min).s, show_duration(d.p50).s);
	page_add(p, ", 90 %% %s, 99 %% %s", show_duration(d.p90).s, show_duration(d.p99).s);
	page_add(p, ", longest %s\n", show_duration(d.max).s);
}

static void add_slots(struct page *p, const struct run_report *r, bool utf8) {
	double wall = r->end > r->begin ? clock_seconds(r->end - r->begin) : 0;
	size_t count;
	struct perslot *list = perslot_of(r, &count);

	if (!list)
		return;
	page_add(p, "\n  slot    tasks    busy  idle before  idle after  (measured)\n");
	for (size_t i = 0; i < count && i < SLOTS; i++) {
		const struct perslot *s = &list[i];

		page_add(p, "  %4u %8" PRIu64 " %7s", s->slot, s->tasks, show_percent(wall > 0 ? s->busy / wall : NAN, 0).s);
		page_add(p, "  %11s %11s  ", show_duration(s->before).s, show_duration(s->after).s);
		bars_line(p, s->part, PERSLOT_PARTS, utf8);
		page_add(p, "\n");
	}
	if (count > SLOTS)
		page_add(p, "  and %zu more\n", count - SLOTS);
	free(list);
}

static int by_time(const void *a, const void *b) {
	const struct attempt *x = *(struct attempt *const *)a, *y = *(struct attempt *const *)b;
	nsec dx = x->end - x->start, dy = y->end - y->start;

	return dx != dy ? dx < dy ? 1 : -1 : (x->seq > y->seq) - (x->seq < y->seq);
}

static int by_memory(const void *a, const void *b) {
	const struct attempt *x = *(struct attempt *const *)a, *y = *(struct attempt *const *)b;

	return x->rss != y->rss ? x->rss < y->rss ? 1 : -1 : (x->seq > y->seq) - (x->seq < y->seq);
}

/* The command, where the report has kept it: on one line, control bytes shown as ?. */
static void add_command(struct page *p, const struct run_report *r, const struct attempt *a) {
	for (size_t i = 0; i < r->notes.slowest_count; i++) {
		const struct note *n = &r->notes.slowest[i];
		char text[64];
		size_t len = n->command_len < sizeof(text) - 1 ? n->command_len : sizeof(text) - 1;

		if (n->result.start != a->start || n->number != a->seq + 1 || !n->command)
			continue;
		for (size_t k = 0; k < len; k++)
			text[k] = (unsigned char)n->command[k] < ' ' || n->command[k] == 127 ? '?' : n->command[k];
		text[len] = '\0';
		page_add(p, "  %s%s", text, len < n->command_all ? "..." : "");
		return;
	}
}

static void add_attempt(struct page *p, const struct run_report *r, const struct attempt *a) {
	page_add(p, "    #%-8" PRIu64 " %9s", a->seq + 1, show_duration(clock_seconds(a->end - a->start)).s);
	page_add(p, "  CPU %9s", a->cpu < 0 ? "not known" : show_duration(clock_seconds(a->cpu)).s);
	page_add(p, "  queued %9s", a->queued < 0 ? "not known" : show_duration(clock_seconds(a->queued)).s);
	page_add(p, "  %9s  slot %-4u", a->rss ? show_bytes((double)a->rss * 1024).s : "-", a->slot);
	if (a->attempt > 1 || a->again)
		page_add(p, "  attempt %u", a->attempt);
	add_command(p, r, a);
	page_add(p, "\n");
}

static void add_extremes(struct page *p, const struct run_report *r) {
	const struct history *h = &r->history;
	struct attempt **list;
	size_t n = h->count;

	list = n && n >= r->sum.attempts && !h->more ? sys_malloc(n * sizeof(*list)) : NULL;
	if (!list)
		return;
	for (size_t i = 0; i < n; i++)
		list[i] = &h->list[i];
	qsort(list, n, sizeof(*list), by_time);
	page_add(p, "\n  Slowest tasks, measured\n");
	for (size_t i = 0; i < n && i < SLOWEST; i++)
		add_attempt(p, r, list[i]);
	qsort(list, n, sizeof(*list), by_memory);
	if (list[0]->rss)
		page_add(p, "\n  Largest tasks, measured\n");
	for (size_t i = 0; i < n && i < LARGEST && list[i]->rss; i++)
		add_attempt(p, r, list[i]);
	free(list);
}

void summary_slots(struct page *p, const struct run_report *r, bool utf8) {
	add_durations(p, r);
	add_slots(p, r, utf8);
	add_extremes(p, r);
}
