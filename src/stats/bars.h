/* SPDX-License-Identifier: MIT */
/* Bars and sparklines of text: block characters where the terminal is known to show them, ASCII elsewhere. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "stats/page.h"

/* Whether the environment (LC_ALL, LC_CTYPE, LANG) promises UTF-8. */
bool bars_utf8(void);
/* A bar of part (0..1) of `width` columns; nothing when it is not finite, or less than the smallest step. */
void bars_add(struct page *p, double part, unsigned width, bool utf8);
/* One column for each of n values 0..1. */
void bars_line(struct page *p, const double *values, size_t n, bool utf8);
