/* SPDX-License-Identifier: MIT */
/* A running median of durations in constant memory: a histogram with logarithmic bins, exact to about 1 %. */
#pragma once

#include <stdint.h>

#include "base/clock.h"

#define MEDIAN_BINS 4096

struct median {
	uint32_t bin[MEDIAN_BINS];
	uint64_t count;
};

void median_add(struct median *m, nsec value);
/* The median of what was added; 0 when there is nothing. */
nsec median_value(const struct median *m);
