/* SPDX-License-Identifier: MIT */
/*
 * What the values of options mean: pure functions from text to numbers. Each returns 0, or -EINVAL and leaves *ret untouched.
 * None depends on the locale or on the machine.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "cli/options.h"

/*
 * A size in bytes: a number with a fraction and a suffix, k m g t p e = powers of 1000, K M G T P E and Ki ki Mi mi ... =
 * powers of 1024; + - * / and parentheses. Truncated towards zero; may be negative.
 */
int value_size(const char *s, int64_t *ret);

/* A count from `least` to UINT_MAX; sizes are understood (2k). */
int value_count(const char *s, unsigned least, unsigned *ret);

/* A duration: seconds (10, 1.5), or a sum of numbers with units s m h d (1m30s), in any case of letters. Never negative. */
int value_duration(const char *s, nsec *ret);

/* "N%", a fraction allowed; not negative. */
int value_percent(const char *s, double *ret);

/* The words of -j but not FILE: N, N%, +N, -N, 0. */
int value_jobs(const char *s, struct jobs *ret);

/* The words of --load but not FILE: N and N% with a fraction, +N, -N. */
int value_load(const char *s, struct jobs *ret);

/* The words of --halt: never 0 1 2 -1 -2, N%, WHEN,WHY=N and WHEN,WHY=N% (GNU parallel 20221122, option --halt). */
int value_halt(const char *s, struct halt *ret);

/* "1,2,4": counts of at least 1. Fills up to `max` of them. */
int value_counts(const char *s, unsigned *ret, size_t max, size_t *count);

/*
 * Replace \n \t \r \NNN (octal; \0) and \xHH by their bytes; other backslashes stay, so \\ is two of them as in GNU parallel.
 * `out` has room for strlen(s) + 1 bytes, gets a NUL at its end and may be s itself. Returns the length.
 */
size_t value_escapes(const char *s, char *out);
