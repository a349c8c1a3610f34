/* SPDX-License-Identifier: MIT */
/*
 * A permutation of 0..n-1 by chance. A short one is drawn evenly from all there are (Fisher-Yates); a long one needs no memory: a
 * Feistel network, walked until it is back in range (Black and Rogaway, Ciphers with Arbitrary Finite Domains, 2002).
 */
#pragma once

#include <stdint.h>

#define PERMUTATION_SHORT 65536

struct permutation {
	uint64_t n, seed;
	uint32_t *order;  /* short ones */
	unsigned half;    /* bits of each half, for long ones */
};

int permutation_init(struct permutation *p, uint64_t n, uint64_t seed); /* 0 or -ENOMEM */
uint64_t permutation_at(const struct permutation *p, uint64_t i); /* i < n */
void permutation_release(struct permutation *p);
