/* SPDX-License-Identifier: MIT */
/*
 * For the sh family: a value of nothing but [A-Za-z0-9_./+-] stays bare. Anything else goes in single quotes, each ' becoming '"'"'; an
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

	for (; i + 4 <= len; i += 4) /* every value of every line comes through here, twice */
		if (!(safe[s[i]] & safe[s[i + 1]] & safe[s[i + 2]] & safe[s[i + 3]]))
			return false;
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

int quote_after(struct buf *out, const char *before, const char *v, size_t len) {
	int rc = buf_adds(out, before);

	return rc ? rc : quote_add(out, v, len);
}

int quote_str(struct buf *out, const char *before, const char *s) {
	return quote_after(out, before, s, strlen(s));
}

/* csh and rc: bytes that mean something to them, and some that do not. */
static bool special(char c) {
	unsigned char u = (unsigned char)c;

	return (u >= 2 && u <= 26) || u >= 130 || (c && strchr("\\#?`(){}[]^*<=>~|; \"!$&'", c));
}

/* A backslash before each of them; a newline in quotes of its own. */
static int add_csh(struct buf *out, const char *v, size_t len) {
	if (buf_reserve(out, 4 * len + 2))
		return -ENOMEM;
	if (!len)
		return buf_add(out, "''", 2);
	for (size_t i = 0; i < len; i++) {
		if (v[i] == '\n') {
			memcpy(out->p + out->len, "\"\\\n\"", 4);
			out->len += 4;
			continue;
		}
		if (special(v[i]))
			out->p[out->len++] = '\\';
		out->p[out->len++] = v[i];
	}
	return 0;
}

static size_t len_csh(const char *v, size_t len) {
	size_t n = len ? len : 2;

	for (size_t i = 0; i < len; i++)
		n += v[i] == '\n' ? 3 : special(v[i]);
	return n;
}

/* Every run of them in single quotes, with a single quote doubled. */
static int add_rc(struct buf *out, const char *v, size_t len) {
	bool in = false;

	if (buf_reserve(out, 4 * len + 2))
		return -ENOMEM;
	if (!len)
		return buf_add(out, "''", 2);
	for (size_t i = 0; i <= len; i++) {
		bool now = i < len && special(v[i]);

		if (now != in)
			out->p[out->len++] = '\'';
		in = now;
		if (i < len && v[i] == '\'')
			out->p[out->len++] = '\'';
		if (i < len)
			out->p[out->len++] = v[i];
	}
	return 0;
}

static size_t len_rc(const char *v, size_t len) {
	size_t n = len ? len : 2;

	for (size_t i = 0; i < len; i++) {
		bool now = special(v[i]);

		n += v[i] == '\'';
		n += now && (i == 0 || !special(v[i - 1]));
		n += now && (i + 1 == len || !special(v[i + 1]));
	}
	return n;
}

int quoting_add(enum quoting how, struct buf *out, const char *v, size_t len) {
	switch (how) {
	case QUOTING_CSH: return add_csh(out, v, len);
	case QUOTING_RC: return add_rc(out, v, len);
	case QUOTING_SH: break;
	}
	return quote_add(out, v, len);
}

size_t quoting_len(enum quoting how, const char *v, size_t len) {
	switch (how) {
	case QUOTING_CSH: return len_csh(v, len);
	case QUOTING_RC: return len_rc(v, len);
	case QUOTING_SH: break;
	}
	return quote_len(v, len);
}

enum quoting quoting_of(const char *shell) {
	const char *slash = strrchr(shell, '/');

	if (strstr(shell, "csh"))
		return QUOTING_CSH;
	return !strcmp(slash ? slash + 1 : shell, "rc") ? QUOTING_RC : QUOTING_SH;
}
