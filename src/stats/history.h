/* SPDX-License-Identifier: MIT */
/*
 * What each attempt of a run did, in memory, for whatever needs more than sums: replay with other numbers of slots, per-slot figures, reports.
 * At most HISTORY_MAX attempts are kept (72 bytes each); of a longer run the rest is only counted, and who uses the history says so.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "task/observer.h"

#define HISTORY_MAX ((size_t)1 << 18)

struct attempt {
	nsec start, end;    /* monotonic */
	nsec ready;         /* when its record had been read; 0 = not known */
	nsec waited;        /* how long its slot had waited for the record; of a moment only: it was there already */
	nsec cpu;           /* user + system; -1 = not known */
	nsec queued;        /* run-queue delay, at most end - start; -1 = not known */
	uint64_t seq;       /* of its task, from 0 */
	uint32_t slot;      /* from 1, as {%} */
	uint32_t rss;       /* most memory, kB */
	int16_t code;       /* see struct result */
	uint16_t attempt;   /* from 1 */
	uint8_t outcome;    /* enum outcome */
	bool again;         /* another attempt of the same task followed */
};

struct history {
	struct attempt *list;  /* in the order in which they started */
	size_t count;
	uint64_t more;         /* attempts that are not in the list */
};

/* An observer that keeps a history, or NULL (no memory). */
struct observer *history_new(void);
/* Take what it has, once no attempt can end any more, ordered by start. To be freed with history_release. */
struct history history_take(struct observer *o);
void history_release(struct history *h);
