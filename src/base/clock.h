/* SPDX-License-Identifier: MIT */
/* Time. Intervals come from the monotonic clock; the wall clock is only for showing when something happened. */
#pragma once

#include <stdint.h>
#include <sys/time.h>

typedef int64_t nsec; /* nanoseconds */

#define NSEC_PER_SEC 1000000000LL
#define NSEC_NEVER INT64_MAX

nsec clock_mono(void); /* CLOCK_MONOTONIC */
nsec clock_wall(void); /* CLOCK_REALTIME, since 1970 */

/* Milliseconds from now to `deadline` for poll(2): rounded up, at least 0; -1 when deadline is NSEC_NEVER. */
int clock_poll_ms(nsec deadline);

/* A time in seconds, and a time that a timeval (of rusage) gives. */
static inline double clock_seconds(nsec t) {
	return (double)t / (double)NSEC_PER_SEC;
}
static inline nsec clock_of(struct timeval t) {
	return (nsec)t.tv_sec * NSEC_PER_SEC + (nsec)t.tv_usec * 1000;
}
