/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "output/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Append like snprintf; what does not fit is left out. */
__attribute__((format(printf, 4, 5))) static size_t put(char *out, size_t size, size_t at, const char *format, ...) {
	va_list ap;
	int n;

	if (at + 1 >= size)
		return at;
	va_start(ap, format);
	n = vsnprintf(out + at, size - at, format, ap);
	va_end(ap);
	return n < 0 ? at : at + (size_t)n < size ? at + (size_t)n : size - 1;
}

void progress_head(char *out, size_t size, enum progress kind, const struct progress_state *s) {
	const struct progress_host here = { .name = "local", .cpus = s->cpus, .slots = s->slots }, *h = s->host_count ? s->hosts : &here;
	size_t count = s->host_count ? s->host_count : 1, n;

	*out = '\0';
	if (kind == PROGRESS_BAR || kind == PROGRESS_NONE)
		return;
	n = put(out, size, 0, "\nComputers / CPU cores / Max jobs to run\n");
	for (size_t i = 0; i < count; i++) {
		n = put(out, size, n, "%zu:%s / ", i + 1, h[i].name);
		n = h[i].cpus ? put(out, size, n, "%u / %u\n", h[i].cpus, h[i].slots) : put(out, size, n, "? / %u\n", h[i].slots);
	}
	(void)put(out, size, n, "\nComputer:jobs running/jobs completed/%%of started jobs/Average seconds to complete\n");
}

/* Copy text with control bytes as '?': a task's name must not drive the terminal. */
static void clean(char *out, size_t size, const char *text) {
	size_t n = 0;

	for (; text && *text && n + 1 < size; text++)
		out[n++] = (unsigned char)*text < 0x20 || *text == 0x7f || ((unsigned char)*text & 0x80) ? '?' : *text;
	out[n] = '\0';
}

static void bar(char *out, size_t size, const struct progress_state *s, unsigned columns) {
	double share = s->total && s->total != UINT64_MAX ? (double)s->done / (double)s->total : 0;
	char text[512], last[256];
	unsigned filled;
	int n;

	if (columns > sizeof(text) - 1)
		columns = sizeof(text) - 1;
	clean(last, sizeof(last), s->last);
	n = snprintf(text, sizeof(text), "%d%% %llu:%llu=%.0fs %s", (int)(share * 100), (unsigned long long)s->done,
		     (unsigned long long)(s->total == UINT64_MAX ? 0 : s->total - s->done), s->eta < 0 ? 0 : s->eta, last);
	if (n < 0 || n >= (int)sizeof(text))
		n = (int)sizeof(text) - 1;
	while (n < (int)columns)
		text[n++] = ' ';
	text[columns] = '\0';
	filled = (unsigned)(share * columns);
	snprintf(out, size, "\r\033[7m%.*s\033[0m%s\r", (int)filled, text, text + filled);
}

/* The figures of each host; with `numbers` by its number, as names may be too long for the line. */
static size_t put_hosts(char *out, size_t size, size_t n, const struct progress_state *s, bool numbers) {
	uint64_t started = 0;

	for (size_t i = 0; i < s->host_count; i++)
		started += s->hosts[i].running + s->hosts[i].done;
	for (size_t i = 0; i < s->host_count; i++) {
		const struct progress_host *h = &s->hosts[i];
		unsigned share = started ? (unsigned)((h->running + h->done) * 100 / started) : 0;

		n = numbers ? put(out, size, n, "%s%zu:", i ? " " : "", i + 1) : put(out, size, n, "%s%s:", i ? "  " : "", h->name);
		n = put(out, size, n, "%u/%llu/%u%%/%.1fs", h->running, (unsigned long long)h->done, share,
			h->done ? (double)h->task_time / 1e9 / (double)h->done : 0);
	}
	return n;
}

void progress_line(char *out, size_t size, enum progress kind, const struct progress_state *s, unsigned columns, bool terminal) {
	double average = s->done ? (double)s->task_time / 1e9 / (double)s->done : 0;
	const struct progress_host here = { .name = "local", .running = s->running, .done = s->done, .task_time = s->task_time };
	struct progress_state shown = *s;
	uint64_t left = s->total == UINT64_MAX ? 0 : s->total - s->done;
	size_t front, n;

	if (kind == PROGRESS_BAR && terminal) {
		bar(out, size, s, columns);
		return;
	}
	if (!s->host_count) {
		shown.hosts = &here;
		shown.host_count = 1;
	}
	*out = '\0';
	front = put(out, size, 0, "%s", terminal ? "\r" : "");
	if (kind == PROGRESS_BAR || kind == PROGRESS_ETA)
		front = put(out, size, front, "ETA: %.0fs Left: %llu AVG: %.2fs  ", s->eta < 0 ? 0 : s->eta, (unsigned long long)left, average);
	n = put_hosts(out, size, front, &shown, false);
	if (terminal && n > columns) {
		n = put_hosts(out, size, front, &shown, true);
		n = n < columns ? n : columns; /* what is redrawn is one line */
	}
	(void)put(out, size, n, "%s", terminal ? " \033[K" : "\n");
}
