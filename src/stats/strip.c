/* SPDX-License-Identifier: MIT */
#include "stats/strip.h"

#include "base/maths.h"

#define SINGLE 5000   /* so many attempts are drawn one by one */
#define ROWS_FINE 30  /* so many rows can have strips a pixel apart; more rows have fewer of them, or the page would get too large */

bool strip_join(struct strip *s, size_t i, double from, double to, double unit) {
	if (s->count && !(from - s->to < unit && to - s->from <= STRIP_MOST * unit))
		return false;
	if (!s->count)
		*s = (struct strip){ .from = from, .to = to, .first = i };
	s->to = maths_max(s->to, to);
	s->last = i;
	s->count++;
	return true;
}

double strip_unit(size_t attempts, size_t rows) {
	return attempts <= SINGLE ? 0 : maths_max(1, (double)rows / ROWS_FINE);
}

/* Attempts outside begin..end are cut off. */
static void add(double *running, size_t count, double from, double to) {
	from = maths_max(from, 0);
	to = maths_min(to, (double)count);
	for (size_t i = (size_t)from; i < count && (double)i < to; i++)
		running[i] += maths_min(to, (double)(i + 1)) - maths_max(from, (double)i);
}

void strip_running(const struct history *h, nsec begin, nsec end, double *running, size_t count) {
	double scale = end > begin ? (double)count / (double)(end - begin) : 0;

	for (size_t i = 0; i < count; i++)
		running[i] = 0;
	for (size_t i = 0; i < h->count && scale > 0; i++)
		if (h->list[i].end > begin)
			add(running, count, (double)(h->list[i].start - begin) * scale, (double)(h->list[i].end - begin) * scale);
}
