/* SPDX-License-Identifier: MIT */
#include "stats/prng.h"

uint64_t prng_next(struct prng *r) {
	uint64_t z = r->state += 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

size_t prng_below(struct prng *r, size_t n) {
	uint64_t skip, x;

	if (n == 0)
		return 0;
	/* the first 2^64 mod n values would make small results a little likelier */
	skip = (0 - (uint64_t)n) % n;
	do {
		x = prng_next(r);
	} while (x < skip);
	return x % n;
}

void prng_shuffle(struct prng *r, size_t *values, size_t n) {
	for (size_t i = n; i > 1; i--) {
		size_t j = prng_below(r, i), v = values[i - 1];

		values[i - 1] = values[j];
		values[j] = v;
	}
}
