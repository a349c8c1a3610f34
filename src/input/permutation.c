/* SPDX-License-Identifier: MIT */
#include "input/permutation.h"

#include <errno.h>
#include <stdlib.h>

#include "base/sys.h"

#define ROUNDS 6

/* The finaliser of splitmix64 (Steele, Lea and Flood, 2014). */
static uint64_t mix(uint64_t x) {
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

/* 0..n-1, evenly: what would make some numbers likelier is drawn again. */
static uint64_t below(uint64_t n, uint64_t seed, uint64_t *draws) {
	uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;

	do
		x = mix(seed ^ mix(++*draws));
	while (x >= limit);
	return x % n;
}

static int draw(struct permutation *p) {
	uint64_t draws = 0;

	p->order = sys_malloc((p->n ? (size_t)p->n : 1) * sizeof(*p->order));
	if (!p->order)
		return -ENOMEM;
	for (uint32_t i = 0; i < p->n; i++) {
		uint32_t k = (uint32_t)below(i + 1, p->seed, &draws);

		p->order[i] = p->order[k];
		p->order[k] = i;
	}
	return 0;
}

int permutation_init(struct permutation *p, uint64_t n, uint64_t seed) {
	*p = (struct permutation){ .n = n, .seed = mix(seed) };
	if (n <= PERMUTATION_SHORT)
		return draw(p);
	for (p->half = 8; p->half < 32 && (UINT64_C(1) << (2 * p->half)) < n; p->half++)
		;
	return 0;
}

static uint64_t feistel(const struct permutation *p, uint64_t x) {
	uint64_t mask = (UINT64_C(1) << p->half) - 1, left = x >> p->half, right = x & mask;

	for (uint64_t round = 0; round < ROUNDS; round++) {
		uint64_t next = left ^ (mix(p->seed ^ mix(right << 3 | round)) & mask);

		left = right;
		right = next;
	}
	return left << p->half | right;
}

uint64_t permutation_at(const struct permutation *p, uint64_t i) {
	if (p->order)
		return p->order[i];
	do
		i = feistel(p, i);
	while (i >= p->n);
	return i;
}

void permutation_release(struct permutation *p) {
	free(p->order);
	*p = (struct permutation){0};
}
