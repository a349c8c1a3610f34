/* SPDX-License-Identifier: MIT */
/* A histogram of durations whose bars are equally wide on a logarithmic axis. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "stats/history.h"

#define BUCKETS_MOST 64
#define BUCKETS_SHORTEST 1e-6 /* seconds: what is shorter counts as this */

struct buckets {
	size_t count;           /* 0 = there was no attempt */
	double low, ratio;      /* bar i begins at low * ratio^i, in seconds */
	double high;            /* the end of the last one */
	uint64_t all[BUCKETS_MOST], failed[BUCKETS_MOST]; /* failed: part of all */
	uint64_t most;          /* the highest bar */
	double p50, p90, shortest, longest; /* seconds; of attempts sorted by duration, the one at this part of them (nearest rank) */
};

/* 0 or -ENOMEM (for a moment it needs eight bytes for each attempt). */
int buckets_of(struct buckets *b, const struct history *h);
/* Where bar i begins. */
double buckets_edge(const struct buckets *b, size_t i);
