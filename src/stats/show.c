/* SPDX-License-Identifier: MIT */
#include "stats/show.h"

#include <stdio.h>

static struct shown unknown(void) {
	struct shown ret = { "not known" };

	return ret;
}

/* Places after the point that make three figures of a value below 1000. */
static int places_of(double v) {
	return v < 9.995 ? 2 : v < 99.95 ? 1 : 0;
}

struct shown show_duration(double seconds) {
	struct shown ret;
	double ms = seconds * 1e3;

	if (!isfinite(seconds) || seconds < 0)
		return unknown();
	if (ms < 999.5) {
		snprintf(ret.s, sizeof(ret.s), "%.*f ms", ms > 0 ? places_of(ms) : 0, ms);
	} else if (seconds < 59.95) {
		snprintf(ret.s, sizeof(ret.s), "%.*f s", places_of(seconds), seconds);
	} else if (seconds < 3599.5) {
		long s = (long)(seconds + 0.5);

		snprintf(ret.s, sizeof(ret.s), "%ld m %02ld s", s / 60, s % 60);
	} else if (seconds < 1e12) {
		long long m = (long long)(seconds / 60 + 0.5);

		snprintf(ret.s, sizeof(ret.s), "%lld h %02lld m", m / 60, m % 60);
	} else {
		return unknown();
	}
	return ret;
}

struct shown show_ratio(double ratio) {
	struct shown ret;

	if (!isfinite(ratio) || ratio < 0)
		return unknown();
	if (ratio > 1000)
		snprintf(ret.s, sizeof(ret.s), "> 1000x");
	else
		snprintf(ret.s, sizeof(ret.s), "%.*fx", places_of(ratio), ratio);
	return ret;
}

struct shown show_slots(double n) {
	struct shown ret;

	if (!isfinite(n) || n < 0 || n > 1e9)
		return unknown();
	snprintf(ret.s, sizeof(ret.s), "%.*f", n - (double)(unsigned)n > 0, n);
	return ret;
}

struct shown show_percent(double part, int places) {
	struct shown ret;

	if (!isfinite(part) || fabs(part) > 1e6)
		return unknown();
	snprintf(ret.s, sizeof(ret.s), "%.*f %%", places, part * 100);
	return ret;
}

struct shown show_bytes(double n) {
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	struct shown ret;
	size_t i = 0;

	if (!isfinite(n) || n < 0 || n > 1e18)
		return unknown();
	for (; n >= 1023.5 && i < sizeof(units) / sizeof(units[0]) - 1; i++)
		n /= 1024;
	snprintf(ret.s, sizeof(ret.s), "%.*f %s", i && n < 9.95, n, units[i]);
	return ret;
}
