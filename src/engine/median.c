/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/median.h"

/* Bins: 64 to the octave, 1.1 % wide, from 1 microsecond on; 4096 of them hold any 64-bit number. */
#define SUB 64
#define SUB_BITS 6

static unsigned bin_of(uint64_t us) {
	unsigned octave;

	if (us < SUB)
		return (unsigned)us;
	octave = 63 - (unsigned)__builtin_clzll(us);
	return (octave - SUB_BITS + 1) * SUB + (unsigned)(us >> (octave - SUB_BITS)) - SUB;
}

/* The middle of a bin, in microseconds. */
static double value_of(unsigned bin) {
	unsigned octave = bin / SUB;
	double width;

	if (!octave)
		return bin + 0.5;
	width = (double)(1ull << (octave - 1));
	return (SUB + bin % SUB + 0.5) * width;
}

void median_add(struct median *m, nsec value) {
	unsigned bin = bin_of(value > 0 ? (uint64_t)value / 1000 : 0);

	m->bin[bin < MEDIAN_BINS ? bin : MEDIAN_BINS - 1]++;
	m->count++;
}

nsec median_value(const struct median *m) {
	uint64_t seen = 0;

	for (unsigned i = 0; i < MEDIAN_BINS && m->count; i++) {
		seen += m->bin[i];
		if (seen * 2 >= m->count)
			return (nsec)(value_of(i) * 1000);
	}
	return 0;
}
