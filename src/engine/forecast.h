/* SPDX-License-Identifier: MIT */
/* How much longer the run will take (--eta, --bar): gathers what tasks took, and asks stats/eta.h. */
#pragma once

#include "engine/pool.h"
#include "stats/eta.h"
#include "task/observer.h"

struct forecast;

/*
 * sums: what the tasks cost in the order in which they start, see order_sums; NULL = not known; borrowed. NULL when there is no memory: then
 * nothing is foretold.
 */
struct forecast *forecast_new(const double *sums, uint64_t count);
/* To be told of each attempt; f belongs to it. */
struct observer *forecast_observer(struct forecast *f);

struct forecast_now {
	struct slot_pool *pool;
	nsec elapsed;
	uint64_t total, started; /* tasks; total UINT64_MAX = not known */
	unsigned slots;
};
/* Seconds to show; negative when there is nothing to go by. Called by one thread. f may be NULL. */
double forecast_ask(struct forecast *f, const struct forecast_now *now);
