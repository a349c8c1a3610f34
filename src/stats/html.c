/* SPDX-License-Identifier: MIT */
/*
 * The text goes character by character through one function that knows every dangerous one, so that what is shown and what is counted
 * cannot differ.
 */
#include "stats/html.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* One character of text as HTML. */
struct piece {
	size_t used;   /* bytes of the text */
	size_t len;    /* of html; 0 = the bytes as they are */
	char html[16];
};

void html_raw(struct page *p, const char *markup) {
	if (!p->rc)
		p->rc = buf_adds(p->out, markup);
}

static const char *entity(char c) {
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	default: return NULL;
	}
}

/* Nothing to be seen, but it moves or hides what is around it, or it is no character at all. */
static bool is_hidden(uint32_t c) {
	return (c >= 0x80 && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe || (c >= 0xe0000 && c < 0xe0080);
}

/* A byte as messages show it (err.h): few fonts have pictures of control characters. */
static void put_byte(struct piece *x, unsigned char c) {
	int n = c == '\n' || c == '\t' ? snprintf(x->html, sizeof(x->html), c == '\n' ? "\\n" : "\\t") : snprintf(x->html, sizeof(x->html), "\\x%02x", c);

	x->len = (size_t)n;
}

static struct piece next(const char *s, size_t left, enum html_kind kind) {
	struct piece x = { .used = utf8_len(s, left) };
	unsigned char c = (unsigned char)*s;
	const char *name = entity(*s);

	if (!x.used) {
		x.used = 1;
		put_byte(&x, c);
	} else if (name) {
		x.len = strlen(name);
		memcpy(x.html, name, x.len);
	} else if (c < ' ' || c == 0x7f) {
		if (kind == HTML_LINE || (c != '\n' && c != '\t'))
			put_byte(&x, c);
	} else if (x.used > 1 && is_hidden(utf8_code(s, x.used))) {
		x.len = (size_t)snprintf(x.html, sizeof(x.html), "\\u{%04x}", (unsigned)utf8_code(s, x.used));
	}
	return x;
}

void html_text(struct page *p, const char *s, size_t n, enum html_kind kind) {
	size_t plain = 0; /* from here on nothing needed to be changed */

	for (size_t i = 0; i < n && !p->rc;) {
		struct piece x = next(s + i, n - i, kind);

		if (x.len) {
			p->rc = i > plain ? buf_add(p->out, s + plain, i - plain) : 0;
			if (!p->rc)
				p->rc = buf_add(p->out, x.html, x.len);
			plain = i + x.used;
		}
		i += x.used;
	}
	if (!p->rc && n > plain)
		p->rc = buf_add(p->out, s + plain, n - plain);
}

void html_string(struct page *p, const char *s) {
	if (s)
		html_text(p, s, strlen(s), HTML_LINE);
}

static size_t cost(const struct piece *x) {
	return x->len ? x->len : x->used;
}

size_t html_tail(const char *s, size_t n, enum html_kind kind, size_t most) {
	size_t all = 0, at = 0;

	for (size_t i = 0; i < n;) {
		struct piece x = next(s + i, n - i, kind);

		all += cost(&x);
		i += x.used;
	}
	while (all > most) {
		struct piece x = next(s + at, n - at, kind);

		all -= cost(&x);
		at += x.used;
	}
	return at;
}

/* In JSON a '<' can only be a part of a string, where it has another spelling. */
void html_json(struct page *p, const char *json, size_t n) {
	size_t plain = 0;

	for (size_t i = 0; i < n && !p->rc; i++)
		if (json[i] == '<') {
			p->rc = buf_add(p->out, json + plain, i - plain);
			html_raw(p, "\\u003c");
			plain = i + 1;
		}
	if (!p->rc && n > plain)
		p->rc = buf_add(p->out, json + plain, n - plain);
}
