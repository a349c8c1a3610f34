/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "builtin/memory.h"

#include <stdlib.h>

#include "base/sys.h"

void *memory_take(struct memory *m, size_t n) {
	size_t empty = MEMORY_BLOCKS;
	void *p;

	for (size_t i = 0; i < MEMORY_BLOCKS; i++) {
		if (m->block[i].p && !m->block[i].used && m->block[i].n == n) {
			m->block[i].used = true;
			return m->block[i].p;
		}
		if (!m->block[i].used && (empty == MEMORY_BLOCKS || !m->block[i].p))
			empty = i;
	}
	p = sys_malloc(n);
	if (p && empty < MEMORY_BLOCKS) {
		free(m->block[empty].p);
		m->block[empty].p = p;
		m->block[empty].n = n;
		m->block[empty].used = true;
	}
	return p;
}

void memory_give(struct memory *m, void *p) {
	for (size_t i = 0; p && i < MEMORY_BLOCKS; i++)
		if (m->block[i].p == p) {
			m->block[i].used = false;
			return;
		}
	free(p);
}

void memory_release(struct memory *m) {
	for (size_t i = 0; i < MEMORY_BLOCKS; i++)
		free(m->block[i].p);
	*m = (struct memory){ .block = { { .p = NULL } } };
}
