/* SPDX-License-Identifier: MIT */
/* Figures as text. A value that is not finite is "not known" and is shown as such, so no nan or inf is ever printed. */
#pragma once

#include <math.h>
#include <stdint.h>

struct shown {
	char s[32]; /* NUL-terminated */
};

/* Three figures: "0.35 ms", "3.12 s", "1 m 05 s", "2 h 05 m". */
struct shown show_duration(double seconds);
/* A ratio: "2.64x", "24x", "> 1000x". */
struct shown show_ratio(double ratio);
/* Bytes by powers of 1024: "812 B", "3.4 KiB", "1.2 GiB". */
struct shown show_bytes(double n);
/* Slots: "4", or "41.3" for an average. */
struct shown show_slots(double n);
/* 0.171 as "17.1 %"; `places` after the point. */
struct shown show_percent(double part, int places);
/* What a noun takes behind n: "" or "s". */
static inline const char *show_plural(uint64_t n) {
	return n == 1 ? "" : "s";
}
