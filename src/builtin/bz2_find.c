/* SPDX-License-Identifier: MIT */
/*
 * Whatever the bit a magic number begins at, its second and third whole bytes are whole bytes of the file, with one of eight values each.
 * Two tables say for each byte value which of the eight (for either number) it can be, so nearly every position is refused by an AND.
 */
#include "config.h"

#include "builtin/bz2_find.h"

#include <string.h>

struct tables {
	uint16_t second[256], third[256]; /* bit s: block magic shifted by s; bit 8 + s: end magic */
};

static void fill(struct tables *t) {
	static const uint64_t magics[] = { BZ2_MAGIC_BLOCK, BZ2_MAGIC_END };

	memset(t, 0, sizeof(*t));
	for (unsigned m = 0; m < 2; m++)
		for (unsigned s = 0; s < 8; s++) {
			uint64_t w = magics[m] << (8 - s); /* in seven bytes, from bit s of the first on */

			t->second[w >> 40 & 0xff] |= (uint16_t)(1u << (8 * m + s));
			t->third[w >> 32 & 0xff] |= (uint16_t)(1u << (8 * m + s));
		}
}

uint64_t bz2_bits(const unsigned char *p, uint64_t at, unsigned n) {
	uint64_t v = 0;
	unsigned skip = (unsigned)(at & 7), bytes = (skip + n + 7) / 8;

	p += at >> 3;
	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	v >>= bytes * 8 - skip - n;
	return v & ((1ull << n) - 1);
}

/* Does a number stand at a bit from `at` on, in these eight bits? The candidates are in `mask`. UINT64_MAX = no. */
static uint64_t confirm(const unsigned char *p, uint64_t bits, uint64_t at, uint64_t from, unsigned mask, bool *end) {
	for (unsigned s = 0; s < 8; s++) {
		uint64_t v;

		if (!(mask >> s & 0x101) || at + s < from || at + s + BZ2_MAGIC_BITS > bits)
			continue;
		v = bz2_bits(p, at + s, BZ2_MAGIC_BITS);
		*end = v == BZ2_MAGIC_END;
		if (v == BZ2_MAGIC_BLOCK || v == BZ2_MAGIC_END)
			return at + s;
	}
	return UINT64_MAX;
}

uint64_t bz2_find(const unsigned char *p, uint64_t bits, uint64_t from, bool *end) {
	struct tables t;
	uint64_t bytes = bits >> 3;

	fill(&t);
	for (uint64_t i = from >> 3; i + 2 < bytes; i++) {
		unsigned mask = t.second[p[i + 1]] & t.third[p[i + 2]];

		if (mask) {
			uint64_t at = confirm(p, bits, i << 3, from, mask, end);

			if (at != UINT64_MAX)
				return at;
		}
	}
	return bits;
}

void bz2_append(unsigned char *to, uint64_t *bit, const unsigned char *p, uint64_t at, uint64_t n) {
	uint64_t done = 0;

	while (done < n) {
		unsigned want = (unsigned)(8 - (*bit & 7)), take = n - done < want ? (unsigned)(n - done) : want;
		uint64_t v = bz2_bits(p, at + done, take);
		unsigned char *byte = &to[*bit >> 3];

		if (want == 8)
			*byte = 0;
		*byte = (unsigned char)(*byte | v << (want - take));
		*bit += take;
		done += take;
		/* The rest comes from whole bytes when both ends allow it. */
		while ((*bit & 7) == 0 && n - done >= 8) {
			const unsigned char *q = p + ((at + done) >> 3);
			unsigned skip = (unsigned)((at + done) & 7);

			to[*bit >> 3] = (unsigned char)(skip ? q[0] << skip | q[1] >> (8 - skip) : q[0]);
			*bit += 8;
			done += 8;
		}
	}
}
