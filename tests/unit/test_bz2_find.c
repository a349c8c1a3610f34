/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "builtin/bz2_find.h"
#include "unit.h"

/* Put n bits of v at bit `at` of p. */
static void put(unsigned char *p, uint64_t at, uint64_t v, unsigned n) {
	for (unsigned i = 0; i < n; i++) {
		unsigned char bit = (unsigned char)(0x80 >> ((at + i) & 7));

		if (v >> (n - 1 - i) & 1)
			p[(at + i) >> 3] |= bit;
		else
			p[(at + i) >> 3] = (unsigned char)(p[(at + i) >> 3] & ~bit);
	}
}

static void a_number_is_found_at_any_bit(void) {
	for (int filler = 0; filler < 256; filler += 85)
		for (uint64_t at = 0; at + 48 <= 160; at++)
			for (int last = 0; last < 2; last++) {
				unsigned char p[20];
				bool end = !last;

				memset(p, filler, sizeof(p));
				put(p, at, last ? BZ2_MAGIC_END : BZ2_MAGIC_BLOCK, 48);
				CHECK(bz2_find(p, 160, 0, &end) == at);
				CHECK(end == last);
				CHECK(bz2_find(p, 160, at, &end) == at);
				CHECK(bz2_find(p, 160, at + 1, &end) == 160);
				CHECK(bz2_find(p, at + 47, 0, &end) == at + 47);
			}
}

static void two_in_a_row_are_found_in_turn(void) {
	for (uint64_t gap = 0; gap < 20; gap++) {
		unsigned char p[32] = {0};
		bool end = false;

		put(p, 5, BZ2_MAGIC_BLOCK, 48);
		put(p, 53 + gap, BZ2_MAGIC_END, 48);
		CHECK(bz2_find(p, 256, 0, &end) == 5);
		CHECK(!end);
		CHECK(bz2_find(p, 256, 6, &end) == 53 + gap);
		CHECK(end);
	}
}

static void bits_are_read_from_the_first_on(void) {
	const unsigned char p[] = { 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0xff, 0x00, 0xaa };

	CHECK(bz2_bits(p, 0, 48) == BZ2_MAGIC_BLOCK);
	CHECK(bz2_bits(p, 4, 4) == 1);
	CHECK(bz2_bits(p, 0, 1) == 0);
	CHECK(bz2_bits(p, 2, 1) == 1);
	CHECK(bz2_bits(p, 47, 9) == 0x1ff);
	CHECK(bz2_bits(p, 7, 57) == (0x1ull << 56 | 0x41592653ull << 24 | 0x59ff00ull));
}

static void bits_are_appended_at_any_place(void) {
	unsigned char from[64], to[80];

	for (unsigned i = 0; i < sizeof(from); i++)
		from[i] = (unsigned char)(i * 37 + 11);
	for (uint64_t at = 0; at < 17; at++)
		for (uint64_t place = 0; place < 17; place++)
			for (uint64_t n = 0; n < 100; n += 7) {
				uint64_t bit = place;

				memset(to, 0, sizeof(to));
				bz2_append(to, &bit, from, at, n);
				CHECK(bit == place + n);
				for (uint64_t i = 0; i < n; i++)
					CHECK(bz2_bits(to, place + i, 1) == bz2_bits(from, at + i, 1));
				if (place)
					CHECK(bz2_bits(to, 0, (unsigned)place) == 0);
			}
}

UNIT_MAIN(TEST(a_number_is_found_at_any_bit), TEST(two_in_a_row_are_found_in_turn), TEST(bits_are_read_from_the_first_on),
	  TEST(bits_are_appended_at_any_place))
