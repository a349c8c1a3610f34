/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <limits.h>
#include <time.h>

static nsec now(clockid_t id) {
	struct timespec ts;

	clock_gettime(id, &ts);
	return (nsec)ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

nsec clock_mono(void) {
	return now(CLOCK_MONOTONIC);
}

nsec clock_wall(void) {
	return now(CLOCK_REALTIME);
}

int clock_poll_ms(nsec deadline) {
	nsec left;

	if (deadline == NSEC_NEVER)
		return -1;
	left = deadline - clock_mono();
	if (left <= 0)
		return 0;
	left = (left + 999999) / 1000000;
	return left > INT_MAX ? INT_MAX : (int)left;
}
