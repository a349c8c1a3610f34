/* SPDX-License-Identifier: MIT */
/*
 * Written by hand and not by a JSON library: events are made of few fields, for each task, under a lock. Numbers with a fraction are written
 * from integers: no rounding, no locale, and a time in microseconds keeps its nanoseconds.
 */
#include "stats/trace_record.h"

#include <stdio.h>
#include <string.h>

static void add(struct trace_record *r, const char *p, size_t n) {
	if (r->over || n > sizeof(r->text) - r->len) {
		r->over = true;
		return;
	}
	memcpy(r->text + r->len, p, n);
	r->len += n;
}

static void adds(struct trace_record *r, const char *s) {
	add(r, s, strlen(s));
}

/* The comma, where one is due, and the key. */
static void begin(struct trace_record *r, const char *key) {
	char last = r->len ? r->text[r->len - 1] : '{';

	if (last != '{' && last != '[')
		adds(r, ",");
	if (!key)
		return;
	adds(r, "\"");
	adds(r, key);
	adds(r, "\":");
}

/* Length of the valid UTF-8 sequence of the n bytes at s (RFC 3629, 4), 0 when there is none. */
static size_t sequence(const unsigned char *s, size_t n) {
	static const unsigned char least[] = { 0, 0, 0, 0xa0, 0x90 }, most[] = { 0, 0, 0, 0x9f, 0x8f };
	size_t len = s[0] < 0xc2 || s[0] > 0xf4 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	if (!len || len > n)
		return 0;
	if ((s[0] == 0xe0 || s[0] == 0xf0) && s[1] < least[len])
		return 0;
	if ((s[0] == 0xed || s[0] == 0xf4) && s[1] > most[len])
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

/* One character of the n bytes at s as it goes between quotes; *took = how many bytes it was. Returns the length in `to`. */
static size_t escape(char to[8], const unsigned char *s, size_t n, size_t *took) {
	static const char letters[] = "nrt", bytes[] = "\n\r\t", digits[] = "0123456789abcdef";
	const char *known = *s ? strchr(bytes, *s) : NULL;
	size_t len = *s >= 0x80 ? sequence(s, n) : 1;

	*took = len ? len : 1;
	if (*s == '"' || *s == '\\') {
		to[0] = '\\', to[1] = (char)*s;
		return 2;
	}
	if (known) {
		to[0] = '\\', to[1] = letters[known - bytes];
		return 2;
	}
	if (!len || *s < 0x20 || *s == 0x7f) {
		memcpy(to, "\\\\x", 3);
		to[3] = digits[*s >> 4], to[4] = digits[*s & 15];
		return 5;
	}
	memcpy(to, s, len);
	return len;
}

size_t trace_record_show(char *to, size_t size, const char *p, size_t n) {
	const unsigned char *s = (const unsigned char *)p;
	size_t len = 0, took;

	for (; n; s += took, n -= took) {
		char c[8];
		size_t k = escape(c, s, n, &took);

		if (len + k > size - 4) {
			memcpy(to + len, "\xe2\x80\xa6", 3); /* three dots */
			len += 3;
			break;
		}
		memcpy(to + len, c, k);
		len += k;
	}
	to[len] = '\0';
	return len;
}

void trace_record_text(struct trace_record *r, const char *key, const char *p, size_t n, size_t most) {
	size_t room;

	begin(r, key);
	adds(r, "\"");
	room = sizeof(r->text) - r->len;
	most += 4;
	if (r->over || room < most) {
		r->over = true;
		return;
	}
	r->len += trace_record_show(r->text + r->len, most, p, n);
	adds(r, "\"");
}

void trace_record_word(struct trace_record *r, const char *key, const char *s) {
	begin(r, key);
	adds(r, "\"");
	adds(r, s);
	adds(r, "\"");
}

void trace_record_fixed(struct trace_record *r, const char *key, int64_t value, unsigned places) {
	static const uint64_t scale[] = { 1, 10, 100, 1000 };
	uint64_t v = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
	char digits[32], *end = digits + sizeof(digits), *p = end;
	uint64_t whole = v / scale[places], part = v % scale[places];

	for (unsigned i = 0; i < places; i++, part /= 10)
		*--p = (char)('0' + part % 10);
	if (places)
		*--p = '.';
	do
		*--p = (char)('0' + whole % 10);
	while (whole /= 10);
	if (value < 0)
		*--p = '-';
	begin(r, key);
	add(r, p, (size_t)(end - p));
}

void trace_record_number(struct trace_record *r, const char *key, int64_t value) {
	trace_record_fixed(r, key, value, 0);
}

void trace_record_true(struct trace_record *r, const char *key) {
	begin(r, key);
	adds(r, "true");
}

void trace_record_map(struct trace_record *r, const char *key) {
	begin(r, key);
	adds(r, "{");
}

void trace_record_list(struct trace_record *r, const char *key) {
	begin(r, key);
	adds(r, "[");
}

void trace_record_end(struct trace_record *r, char bracket) {
	add(r, &bracket, 1);
}

void trace_record_open(struct trace_record *r, char phase, unsigned tid, nsec at) {
	const char ph[] = { phase, '\0' };

	r->len = 0;
	r->over = false;
	adds(r, "{");
	trace_record_word(r, "ph", ph);
	trace_record_number(r, "pid", TRACE_PID);
	trace_record_number(r, "tid", tid);
	trace_record_fixed(r, "ts", at > 0 ? at : 0, 3);
}

void trace_record_close(struct trace_record *r) {
	trace_record_end(r, '}');
}
