/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "builtin/crew.h"

void crew_init(struct crew *c, unsigned slots) {
	c->slots = slots;
	atomic_init(&c->busy, 0);
}

void crew_enter(struct crew *c) {
	atomic_fetch_add_explicit(&c->busy, 1, memory_order_relaxed);
}

void crew_leave(struct crew *c) {
	atomic_fetch_sub_explicit(&c->busy, 1, memory_order_relaxed);
}

bool crew_join(struct crew *c) {
	unsigned busy = atomic_load_explicit(&c->busy, memory_order_relaxed);

	while (busy < c->slots)
		if (atomic_compare_exchange_weak_explicit(&c->busy, &busy, busy + 1, memory_order_relaxed, memory_order_relaxed))
			return true;
	return false;
}

bool crew_stay(const struct crew *c) {
	return atomic_load_explicit(&c->busy, memory_order_relaxed) <= c->slots;
}

unsigned crew_places(const struct crew *c) {
	unsigned busy = atomic_load_explicit(&c->busy, memory_order_relaxed);

	return busy < c->slots ? c->slots - busy : 0;
}
