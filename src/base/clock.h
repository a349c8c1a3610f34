/* SPDX-License-Identifier: MIT */
/* Time. Intervals come from the monotonic clock; the wall clock is only for showing when something happened. */
#pragma once

#include <stdint.h>

typedef int64_t nsec; /* nanoseconds */

#define NSEC_PER_SEC 1000000000LL
#define NSEC_NEVER INT64_MAX

nsec clock_mono(void); /* CLOCK_MONOTONIC */
nsec clock_wall(void); /* CLOCK_REALTIME, since 1970 */

/* Milliseconds from now to `deadline` for poll(2): rounded up, at least 0; -1 when deadline is NSEC_NEVER. */
int clock_poll_ms(nsec deadline);
