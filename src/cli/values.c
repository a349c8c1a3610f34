/* SPDX-License-Identifier: MIT */
/*
 * Sizes are arithmetic because GNU parallel's are (2k*3). The grammar is
 *
 *	sum    = product { ("+" | "-") product }
 *	product= factor { ("*" | "/") factor }
 *	factor = [ "+" | "-" ] ( "(" sum ")" | digits [ "." digits ] [ suffix ] )
 */
#include "cli/values.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_DEPTH = 20 };

struct scan {
	const char *s;
	int depth;
	bool bad;
};

static bool digit(char c) {
	return c >= '0' && c <= '9';
}

static char lower(char c) {
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* digits with an optional fraction: strtod would also take "inf", "0x1" and "1e3". */
static bool scan_number(const char **s, double *ret) {
	const char *p = *s;
	double n = 0, unit = 1;
	bool any = false;

	for (; digit(*p); p++, any = true)
		n = n * 10 + (*p - '0');
	if (*p == '.')
		for (p++; digit(*p); p++, any = true)
			n += (unit /= 10) * (*p - '0');
	if (!any)
		return false;
	*s = p;
	*ret = n;
	return true;
}

static double scan_suffix(struct scan *c) {
	static const char letters[] = "kmgtpe";
	const char *at = *c->s ? strchr(letters, lower(*c->s)) : NULL;

	if (!at)
		return 1;
	double base = *c->s == *at ? 1000 : 1024;
	c->s++;
	if (*c->s == 'i') {
		base = 1024;
		c->s++;
	}
	double n = base;

	for (; at > letters; at--)
		n *= base;
	return n;
}

static double scan_sum(struct scan *c);

static double scan_factor(struct scan *c) {
	double n = 0, sign = 1;

	if (*c->s == '+' || *c->s == '-')
		sign = *c->s++ == '-' ? -1 : 1;
	if (*c->s == '(' && c->depth < MAX_DEPTH) {
		c->s++;
		c->depth++;
		n = scan_sum(c);
		c->depth--;
		if (*c->s == ')')
			c->s++;
		else
			c->bad = true;
	} else if (scan_number(&c->s, &n)) {
		n *= scan_suffix(c);
	} else {
		c->bad = true;
	}
	return sign * n;
}

static double scan_product(struct scan *c) {
	double n = scan_factor(c);

	while (!c->bad && (*c->s == '*' || *c->s == '/')) {
		char op = *c->s++;
		double by = scan_factor(c);

		if (op == '/' && by == 0)
			c->bad = true;
		else
			n = op == '*' ? n * by : n / by;
	}
	return n;
}

static double scan_sum(struct scan *c) {
	double n = scan_product(c);

	while (!c->bad && (*c->s == '+' || *c->s == '-')) {
		char op = *c->s++;
		double by = scan_product(c);

		n = op == '+' ? n + by : n - by;
	}
	return n;
}

int value_size(const char *s, int64_t *ret) {
	struct scan c = { .s = s };
	double n = scan_sum(&c);

	if (c.bad || *c.s || !isfinite(n) || fabs(n) >= 9.2e18)
		return -EINVAL;
	*ret = (int64_t)n;
	return 0;
}

int value_count(const char *s, unsigned least, unsigned *ret) {
	int64_t n;

	if (strchr(s, '.') || value_size(s, &n) || n < (int64_t)least || n > (int64_t)UINT_MAX)
		return -EINVAL;
	*ret = (unsigned)n;
	return 0;
}

int value_duration(const char *s, nsec *ret) {
	double sum = 0, n;

	for (bool first = true; first || *s; first = false) {
		if (!scan_number(&s, &n))
			return -EINVAL;
		switch (lower(*s)) {
		case 'd': n *= 24; /* fall through */
		case 'h': n *= 60; /* fall through */
		case 'm': n *= 60; /* fall through */
		case 's': s++; break;
		case '\0':
			if (!first)
				return -EINVAL; /* "1h30": minutes or seconds? */
			break;
		default: return -EINVAL;
		}
		sum += n;
	}
	if (sum >= 9e9)
		return -EINVAL;
	*ret = (nsec)(sum * NSEC_PER_SEC + 0.5);
	return 0;
}

int value_percent(const char *s, double *ret) {
	double n;

	if (!scan_number(&s, &n) || strcmp(s, "%"))
		return -EINVAL;
	*ret = n;
	return 0;
}

/* Decimal digits and nothing else, below a milliard. */
static bool scan_whole(const char **s, double *ret) {
	const char *at = *s;
	double n = 0;

	if (!digit(*at))
		return false;
	for (; digit(*at); at++)
		n = n * 10 + (*at - '0');
	if (n >= 1e9)
		return false;
	*s = at;
	*ret = n;
	return true;
}

/* N%, +N, -N or N, the number read by `number`. */
static int relative(const char *s, struct jobs *ret, bool (*number)(const char **s, double *ret)) {
	*ret = (struct jobs){ .kind = JOBS_COUNT };
	if (!value_percent(s, &ret->value)) {
		ret->kind = JOBS_PERCENT;
		return 0;
	}
	if (*s == '+' || *s == '-')
		ret->kind = *s++ == '+' ? JOBS_PLUS : JOBS_MINUS;
	return number(&s, &ret->value) && !*s ? 0 : -EINVAL;
}

int value_jobs(const char *s, struct jobs *ret) {
	struct jobs j;
	int rc = relative(s, &j, scan_whole);

	if (rc)
		return rc;
	if (j.kind == JOBS_COUNT && j.value == 0)
		j.kind = JOBS_ALL;
	*ret = j;
	return 0;
}

int value_load(const char *s, struct jobs *ret) {
	struct jobs j;
	int rc = relative(s, &j, scan_number);

	if (!rc)
		*ret = j;
	return rc;
}

static bool skip_word(const char **s, const char *word) {
	size_t n = strlen(word);

	if (strncmp(*s, word, n))
		return false;
	*s += n;
	return true;
}

static int halt_count(const char **s, struct halt *h) {
	if (!scan_whole(s, &h->count))
		return -EINVAL;
	if (**s == '%') {
		h->percent = true;
		(*s)++;
	}
	return 0;
}

static int halt_spec(const char *s, struct halt *h) {
	if (skip_word(&s, "now,"))
		h->when = HALT_NOW;
	else if (skip_word(&s, "soon,"))
		h->when = HALT_SOON;
	else if (skip_word(&s, "never,"))
		return 0;
	else
		return -EINVAL;
	if (skip_word(&s, "fail"))
		h->why = HALT_FAIL;
	else if (skip_word(&s, "success"))
		h->why = HALT_SUCCESS;
	else if (skip_word(&s, "done"))
		h->why = HALT_DONE;
	else
		return -EINVAL;
	if (*s != '=' && *s != ',')
		return -EINVAL;
	s++;
	if (halt_count(&s, h))
		return -EINVAL;
	return *s && *s != ',' ? -EINVAL : 0; /* words behind one more comma are ignored, as in GNU parallel */
}

int value_halt(const char *s, struct halt *ret) {
	static const struct {
		const char *word;
		enum halt_when when;
		enum halt_why why;
	} old[] = {
		{ "never", HALT_NEVER, HALT_FAIL }, { "0", HALT_NEVER, HALT_FAIL },
		{ "1", HALT_SOON, HALT_FAIL }, { "2", HALT_NOW, HALT_FAIL },
		{ "-1", HALT_SOON, HALT_SUCCESS }, { "-2", HALT_NOW, HALT_SUCCESS },
	};
	struct halt h = { .when = HALT_NEVER, .why = HALT_FAIL, .count = 1 };
	const char *at = s;

	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (!strcmp(s, old[i].word)) {
			h.when = old[i].when;
			h.why = old[i].why;
			*ret = h;
			return 0;
		}
	if (!halt_count(&at, &h) && h.percent && !*at)
		h.when = HALT_SOON;
	else if (h = (struct halt){ .count = 1 }, halt_spec(s, &h))
		return -EINVAL;
	*ret = h;
	return 0;
}

int value_counts(const char *s, unsigned *ret, size_t max, size_t *count) {
	unsigned list[64];
	size_t n = 0;

	for (;; s++) {
		double one;

		if (n == max || n == sizeof(list) / sizeof(list[0]) || !scan_whole(&s, &one) || one < 1)
			return -EINVAL;
		list[n++] = (unsigned)one;
		if (*s != ',')
			break;
	}
	if (*s)
		return -EINVAL;
	memcpy(ret, list, n * sizeof(list[0]));
	*count = n;
	return 0;
}

static int hex(char c) {
	c = lower(c);
	if (digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the escape at s (behind its backslash) stands for, and how long it is; 0 when it is none. */
static size_t escape(const char *s, char *ret) {
	size_t n = 0;
	int value = 0;

	switch (*s) {
	case 'n': *ret = '\n'; return 1;
	case 't': *ret = '\t'; return 1;
	case 'r': *ret = '\r'; return 1;
	case 'x':
		if (hex(s[1]) < 0 || hex(s[2]) < 0)
			return 0;
		*ret = (char)(hex(s[1]) * 16 + hex(s[2]));
		return 3;
	default:
		for (; n < 3 && s[n] >= '0' && s[n] <= '7'; n++)
			value = value * 8 + (s[n] - '0');
		if (n)
			*ret = (char)value;
		return n;
	}
}

size_t value_escapes(const char *s, char *out) {
	char *at = out;

	while (*s) {
		size_t n = *s == '\\' ? escape(s + 1, at) : 0;

		if (n) {
			s += n + 1;
			at++;
		} else {
			*at++ = *s++;
		}
	}
	*at = '\0';
	return (size_t)(at - out);
}
