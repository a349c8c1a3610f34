/* SPDX-License-Identifier: MIT */
/* Where the blocks of a bzip2 stream begin: at any bit. Pure functions on bytes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BZ2_MAGIC_BITS 48
#define BZ2_MAGIC_BLOCK 0x314159265359ull
#define BZ2_MAGIC_END 0x177245385090ull

/* `n` bits (at most 57) from bit `at` on, the first one highest. The bytes must be there. */
uint64_t bz2_bits(const unsigned char *p, uint64_t at, unsigned n);

/*
 * The first bit position >= from at which one of the two magic numbers stands whole in the first `bits` bits of p; `bits` when there is
 * none. *end tells which.
 */
uint64_t bz2_find(const unsigned char *p, uint64_t bits, uint64_t from, bool *end);

/* Append to the *bit bits in `to` (from its first on) n bits of p from bit `at` on. There must be room; bits behind are zero. */
void bz2_append(unsigned char *to, uint64_t *bit, const unsigned char *p, uint64_t at, uint64_t n);
