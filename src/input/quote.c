/* SPDX-License-Identifier: MIT */
/*
 * A value of nothing but [A-Za-z0-9_./+-] stays bare. Anything else goes in single quotes, each ' becoming '"'"'; an
 * empty '' that this leaves at either end is dropped. Users compare --dry-run and the job log byte for byte, so the
 * form is fixed.
 */
#include "input/quote.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static const unsigned char safe[256] = {
	['+'] = 1, ['-'] = 1, ['.'] = 1, ['/'] = 1, ['_'] = 1,
	['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1,
	['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1, ['I'] = 1,
	['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1,
	['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
	['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1,
	['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1,
	['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};

static bool bare(const char *v, size_t len) {
	const unsigned char *s = (const unsigned char *)v;
	size_t i = 0;

	while (i < len && safe[s[i]])
		i++;
	return len && i == len;
}

static size_t count_quotes(const char *v, size_t len) {
	const char *end = v + len;
	size_t n = 0;

	for (; (v = memchr(v, '\'', (size_t)(end - v))); v++)
		n++;
	return n;
}

size_t quote_len(const char *v, size_t len) {
	if (!len)
		return 2;
	if (bare(v, len))
		return len;
	return len + 2 + 4 * count_quotes(v, len) - (v[0] == '\'' ? 2 : 0) - (v[len - 1] == '\'' ? 2 : 0);
}

int quote_add(struct buf *out, const char *v, size_t len) {
	size_t need = quote_len(v, len);
	const char *end = v + len;
	char *o;

	if (buf_reserve(out, need + 4)) /* what is dropped at the end is written for a moment */
		return -ENOMEM;
	o = out->p + out->len;
	out->len += need;
	if (need == len) {
		memcpy(o, v, len);
		return 0;
	}
	if (!len) {
		memcpy(o, "''", 2);
		return 0;
	}
	if (v[0] == '\'') {
		memcpy(o, "\"'\"'", 4);
		o += 4;
		v++;
	} else {
		*o++ = '\'';
	}
	for (;;) {
		const char *q = memchr(v, '\'', (size_t)(end - v));
		size_t run = (size_t)((q ? q : end) - v);

		memcpy(o, v, run);
		o += run;
		if (!q)
			break;
		memcpy(o, "'\"'\"'", 5);
		o += 5;
		v = q + 1;
	}
	*o = '\''; /* beyond the end when v ends in a quote, as is the last ' before it */
	return 0;
}
