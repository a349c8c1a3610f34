/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/median.h"

#include <math.h>

/* Bins grow by 1 % each, from 1 microsecond on: 4096 of them reach 10^17 s. */
#define GROWTH 1.01

void median_add(struct median *m, nsec value) {
	double bin = value > 1000 ? log((double)value / 1000) / log(GROWTH) : 0;

	m->bin[bin < MEDIAN_BINS - 1 ? (unsigned)bin : MEDIAN_BINS - 1]++;
	m->count++;
}

nsec median_value(const struct median *m) {
	uint64_t seen = 0;

	if (!m->count)
		return 0;
	for (unsigned i = 0; i < MEDIAN_BINS; i++) {
		seen += m->bin[i];
		if (seen * 2 >= m->count)
			return (nsec)(1000 * pow(GROWTH, i + 0.5));
	}
	return 0;
}
