/* SPDX-License-Identifier: MIT */
/* When memory runs short, running tasks are stopped, or ended to be run again, the youngest first: it has the least to lose. */
#include "config.h"

#include <signal.h>
#include <unistd.h>

#include "engine/slot.h"

/* With mu held: the youngest (or oldest) running task's slot; `count` = those that are not stopped. */
static struct slot *find(struct slot_pool *p, bool suspended, bool oldest, unsigned *count) {
	struct slot *best = NULL;

	*count = 0;
	for (struct slot *s = p->slots; s; s = s->next) {
		if (!s->current)
			continue;
		*count += !s->suspended;
		if (s->suspended == suspended && (!best || (oldest ? s->began < best->began : s->began > best->began)))
			best = s;
	}
	return best;
}

void pool_evict(struct slot_pool *p, bool spare) {
	struct slot *s;
	unsigned running;
	bool busy = false;

	mutex_lock(&p->mu);
	for (s = p->slots; s; s = s->next)
		busy = busy || s->evicting; /* one at a time: its memory must come back first */
	s = find(p, false, false, &running);
	if (s && !busy && s->leash > 0 && (!spare || running > 1)) {
		const uint64_t one = 1;

		s->evicting = true;
		(void)!write(s->leash, &one, sizeof(one));
	}
	mutex_unlock(&p->mu);
}

void pool_suspend(struct slot_pool *p, struct guardian *g, bool all) {
	struct slot *s;
	unsigned running;

	mutex_lock(&p->mu);
	while ((s = find(p, false, false, &running)) && running > 1) {
		s->suspended = true;
		guardian_signal_slot(g, s->index, SIGSTOP);
		if (!all)
			break;
	}
	mutex_unlock(&p->mu);
}

void pool_resume(struct slot_pool *p, struct guardian *g, bool needed) {
	struct slot *s;
	unsigned running;

	mutex_lock(&p->mu);
	s = find(p, true, true, &running);
	if (s && (!needed || !running)) {
		s->suspended = false;
		guardian_signal_slot(g, s->index, SIGCONT);
	}
	mutex_unlock(&p->mu);
}

size_t pool_ages(struct slot_pool *p, struct pool_age *list, size_t max) {
	size_t n = 0;

	mutex_lock(&p->mu);
	for (struct slot *s = p->slots; s && n < max; s = s->next)
		if (s->current)
			list[n++] = (struct pool_age){ s->began, s->current->cost };
	mutex_unlock(&p->mu);
	return n;
}
