/* SPDX-License-Identifier: MIT */
/* What a drawing of very many attempts is made of. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "stats/history.h"

/* A stretch of one row: one attempt, or neighbours that are too narrow to be told apart. {0} is none. */
struct strip {
	double from, to;  /* pixels */
	size_t count;     /* of attempts; 0 = none */
	size_t first, last; /* attempts: places in the history */
};

#define STRIP_MOST 8 /* units: strips of several attempts are not longer, so that each says where it is */

/*
 * Add attempt i, which is drawn between from and to, to the strip when it begins less than a unit behind its end. False when it does not belong
 * to it: the strip is to be drawn then, and to begin anew. unit 0: every attempt is one by itself.
 */
bool strip_join(struct strip *s, size_t i, double from, double to, double unit);

/* How many pixels a unit is, for so many attempts in so many rows. */
double strip_unit(size_t attempts, size_t rows);

/* How many of the attempts run at the same time, on average, in each of `count` equal parts of begin..end. O(attempts + count * the result). */
void strip_running(const struct history *h, nsec begin, nsec end, double *running, size_t count);
