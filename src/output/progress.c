/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "output/progress.h"

#include <stdio.h>
#include <string.h>

double progress_eta(const struct progress_state *s) {
	if (!s->done || s->total == UINT64_MAX || s->total < s->done)
		return -1;
	return (double)s->elapsed / 1e9 * (double)(s->total - s->done) / (double)s->done;
}

void progress_head(char *out, size_t size, enum progress kind, const struct progress_state *s) {
	if (kind == PROGRESS_BAR || kind == PROGRESS_NONE) {
		*out = '\0';
		return;
	}
	snprintf(out, size,
		 "\nComputers / CPU cores / Max jobs to run\n1:local / %u / %u\n\n"
		 "Computer:jobs running/jobs completed/%%of started jobs/Average seconds to complete\n",
		 s->cpus, s->slots);
}

/* Copy text with control bytes as '?': a task's name must not drive the terminal. */
static void clean(char *out, size_t size, const char *text) {
	size_t n = 0;

	for (; text && *text && n + 1 < size; text++)
		out[n++] = (unsigned char)*text < 0x20 || *text == 0x7f || ((unsigned char)*text & 0x80) ? '?' : *text;
	out[n] = '\0';
}

static void bar(char *out, size_t size, const struct progress_state *s, unsigned columns) {
	double share = s->total && s->total != UINT64_MAX ? (double)s->done / (double)s->total : 0, eta = progress_eta(s);
	char text[512], last[256];
	unsigned filled;
	int n;

	if (columns > sizeof(text) - 1)
		columns = sizeof(text) - 1;
	clean(last, sizeof(last), s->last);
	n = snprintf(text, sizeof(text), "%d%% %llu:%llu=%.0fs %s", (int)(share * 100), (unsigned long long)s->done,
		     (unsigned long long)(s->total == UINT64_MAX ? 0 : s->total - s->done), eta < 0 ? 0 : eta, last);
	if (n < 0 || n >= (int)sizeof(text))
		n = (int)sizeof(text) - 1;
	while (n < (int)columns)
		text[n++] = ' ';
	text[columns] = '\0';
	filled = (unsigned)(share * columns);
	snprintf(out, size, "\r\033[7m%.*s\033[0m%s\r", (int)filled, text, text + filled);
}

void progress_line(char *out, size_t size, enum progress kind, const struct progress_state *s, unsigned columns, bool terminal) {
	double eta = progress_eta(s), average = s->done ? (double)s->task_time / 1e9 / (double)s->done : 0;
	uint64_t left = s->total == UINT64_MAX ? 0 : s->total - s->done;
	char wait[64] = "";

	if (kind == PROGRESS_BAR && terminal) {
		bar(out, size, s, columns);
		return;
	}
	if (kind == PROGRESS_BAR || kind == PROGRESS_ETA)
		snprintf(wait, sizeof(wait), "ETA: %.0fs Left: %llu AVG: %.2fs  ", eta < 0 ? 0 : eta, (unsigned long long)left, average);
	snprintf(out, size, "%s%slocal:%u/%llu/%u%%/%.1fs%s", terminal ? "\r" : "", wait, s->running, (unsigned long long)s->done,
		 s->running + s->done ? 100u : 0u, average, terminal ? " \033[K" : "\n");
}
