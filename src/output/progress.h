/* SPDX-License-Identifier: MIT */
/* --bar, --eta and --progress as lines of text: pure formatting, drawn by whoever holds the terminal. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "cli/options.h"

/* A machine that runs tasks. */
struct progress_host {
	const char *name;
	unsigned cpus, slots;         /* cpus 0 = not known */
	unsigned running;
	uint64_t done;
	nsec task_time;
};

struct progress_state {
	uint64_t done, failed, total; /* total UINT64_MAX = not known */
	unsigned running, slots, cpus;
	double eta;                   /* seconds left; negative = nothing to go by yet */
	nsec task_time;               /* sum of the finished tasks' wall times */
	const char *last;             /* command that started last, may be NULL */
	const struct progress_host *hosts; /* none: the figures above are those of this machine */
	size_t host_count;
};

/* What is printed once, before the first update (GNU parallel's table for --eta and --progress). */
void progress_head(char *out, size_t size, enum progress kind, const struct progress_state *s);
/* One update. columns: width of the terminal. terminal: redraws its line; otherwise a plain line for logs. */
void progress_line(char *out, size_t size, enum progress kind, const struct progress_state *s, unsigned columns, bool terminal);
