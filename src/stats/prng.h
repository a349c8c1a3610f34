/* SPDX-License-Identifier: MIT */
/* Pseudo-random numbers for shuffling and resampling, never for secrets: splitmix64 (Steele, Lea, Flood: OOPSLA 2014). */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct prng {
	uint64_t state; /* the seed; any value will do */
};

uint64_t prng_next(struct prng *r);
/* Uniform in 0..n-1; 0 when n is 0. */
size_t prng_below(struct prng *r, size_t n);
/* A random order of the n values, every order equally likely (Fisher and Yates). */
void prng_shuffle(struct prng *r, size_t *values, size_t n);
