/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/window.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"

static int grow(struct window *w, uint64_t span) {
	size_t size = w->size ? w->size : 64;
	struct task **ring;

	while (size <= span)
		size *= 2;
	ring = sys_malloc(size * sizeof(*ring));
	if (!ring)
		return -ENOMEM;
	memset(ring, 0, size * sizeof(*ring));
	for (uint64_t i = 0; i < w->size; i++)
		ring[(w->head + i) & (size - 1)] = w->ring[(w->head + i) & (w->size - 1)];
	free(w->ring);
	w->ring = ring;
	w->size = size;
	return 0;
}

int window_put(struct window *w, struct task *t) {
	uint64_t place = task_place(t);

	if (place - w->head >= w->size && grow(w, place - w->head))
		return -ENOMEM;
	w->ring[place & (w->size - 1)] = t;
	return 0;
}

struct task *window_at(const struct window *w, uint64_t place) {
	return place >= w->head && place - w->head < w->size ? w->ring[place & (w->size - 1)] : NULL;
}

void window_step(struct window *w) {
	w->ring[w->head & (w->size - 1)] = NULL;
	w->head++;
}

void window_release(struct window *w) {
	free(w->ring);
	*w = (struct window){0};
}
