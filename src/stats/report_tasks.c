/* SPDX-License-Identifier: MIT */
/* Single tasks. Their text is anybody's, so there is a limit to what it may add to the page, counted as it is written there. */
#include "stats/report_page.h"

#include <inttypes.h>
#include <stdio.h>

#include "stats/attempts.h"
#include "stats/html.h"
#include "stats/show.h"

#define COMMAND 400       /* bytes of a command */
#define ROOM (64u << 10)  /* for what failed tasks printed */
#define ROOM_LEAST 400    /* for each of them in any case */
#define OPEN 10           /* so many are unfolded at first */

static double seconds(const struct result *r) {
	return (double)(r->end - r->start) / 1e9;
}

static double cpu_seconds(const struct result *r) {
	return (double)r->ru.ru_utime.tv_sec + (double)r->ru.ru_utime.tv_usec / 1e6 + (double)r->ru.ru_stime.tv_sec + (double)r->ru.ru_stime.tv_usec / 1e6;
}

static void add_command(struct page *p, const struct note *n) {
	size_t len = n->command_len < COMMAND ? n->command_len : COMMAND;

	html_raw(p, "<code>");
	html_text(p, n->command, len, HTML_LINE);
	html_raw(p, "</code>");
	if (n->command_all > len)
		page_add(p, " <small>… %zu bytes more</small>", n->command_all - len);
}

static void add_slow(struct page *p, const struct note *n) {
	const struct result *r = &n->result;

	page_add(p, "<tr><td class=\"n\">%" PRIu64 "</td><td class=\"n\">%s</td><td class=\"n\">%s</td>", n->number, show_duration(seconds(r)).s,
		 show_duration(cpu_seconds(r)).s);
	if (r->queued >= 0)
		page_add(p, "<td class=\"n\">%s</td>", show_duration((double)r->queued / 1e9).s);
	else
		html_raw(p, "<td class=\"n\">–</td>");
	page_add(p, "<td class=\"n\">%.1f MB</td><td class=\"end\">%s</td><td class=\"fill\">", (double)r->ru.ru_maxrss / 1024, attempt_outcome(r->outcome, r->code).s);
	add_command(p, n);
	html_raw(p, "</td></tr>\n");
}

void report_slowest(struct page *p, const struct run_report *r) {
	if (!r->notes.slowest_count)
		return;
	report_section(p, "Slowest tasks", "measured");
	html_raw(p, "<div class=\"wrap\"><table><tr><th class=\"n\">Task</th><th class=\"n\">Wall</th><th class=\"n\">CPU</th><th class=\"n\">Queueing</th>"
		    "<th class=\"n\">Memory</th><th>End</th><th>Command</th></tr>\n");
	for (size_t i = 0; i < r->notes.slowest_count; i++)
		add_slow(p, &r->notes.slowest[i]);
	html_raw(p, "</table></div>\n");
	report_section_end(p);
}

/* Bytes that can only be the rest of a character that begins before the tail. */
static size_t torn(const struct note *n) {
	size_t i = 0;

	while (n->tail_all > n->tail_len && i < 3 && i < n->tail_len && ((unsigned char)n->tail[i] & 0xc0) == 0x80)
		i++;
	return i;
}

static void add_tail(struct page *p, const struct note *n, size_t room) {
	size_t skip = torn(n), from;

	from = skip + html_tail(n->tail + skip, n->tail_len - skip, HTML_BLOCK, room);
	if (n->tail_all > n->tail_len - from)
		page_add(p, "<p><small>the last %zu of %" PRIu64 " bytes of its standard error:</small></p>\n", n->tail_len - from, n->tail_all);
	html_raw(p, "<pre>");
	/* A newline right behind the tag would be dropped. */
	if (from < n->tail_len && n->tail[from] == '\n')
		html_raw(p, "\n");
	html_text(p, n->tail + from, n->tail_len - from, HTML_BLOCK);
	html_raw(p, "</pre>\n");
}

static void add_failed(struct page *p, const struct note *n, size_t room, bool open) {
	const struct result *r = &n->result;

	page_add(p, "<details class=\"task\"%s><summary><b>Task %" PRIu64 "</b> <span class=\"how\">%s</span>", open ? " open" : "", n->number, attempt_outcome(r->outcome, r->code).s);
	if (r->end > r->start)
		page_add(p, " after %s", show_duration(seconds(r)).s);
	if (r->attempt > 1)
		page_add(p, ", attempt %u", r->attempt);
	html_raw(p, "</summary>\n<p>");
	add_command(p, n);
	html_raw(p, "</p>\n");
	if (n->tail_len)
		add_tail(p, n, room);
	html_raw(p, "</details>\n");
}

void report_failed(struct page *p, const struct run_report *r) {
	const struct notes *n = &r->notes;
	size_t room = n->failed_count ? ROOM / n->failed_count : 0;
	size_t printed = 0;

	if (!n->failed_count && !n->failed_more)
		return;
	report_section(p, "Failed tasks", NULL);
	for (size_t i = 0; i < n->failed_count; i++) {
		add_failed(p, &n->failed[i], room < ROOM_LEAST ? ROOM_LEAST : room, i < OPEN);
		printed += n->failed[i].tail_len > 0;
	}
	if (n->failed_more)
		page_add(p, "<p class=\"note\">%" PRIu64 " more failed.</p>\n", n->failed_more);
	if (n->no_tail)
		page_add(p, "<p class=\"note\">What tasks print on standard error is not shown: %s.</p>\n", n->no_tail);
	else if (!printed)
		html_raw(p, "<p class=\"note\">Nothing was printed on standard error.</p>\n");
	report_section_end(p);
}
