/* SPDX-License-Identifier: MIT */
/* A tag without parameters is found by its bytes, one with parameters by an expression made of it. */
#include "config.h"

#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 8
#endif

#include "input/template_find.h"

#include <errno.h>
#include <pcre2.h>
#include <string.h>

static bool word_byte(char c) {
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c & 0x80;
}

static int add_literal(struct buf *b, const char *p, size_t len) {
	for (size_t i = 0; i < len; i++)
		if ((!word_byte(p[i]) && buf_addc(b, '\\')) || buf_addc(b, p[i]))
			return -ENOMEM;
	return 0;
}

/* A tag with parameters as an expression. The one at the begin of a text is found first, then the last one. */
static int compile_find(pcre2_code **ret, const char *text, bool counted, struct err *err) {
	const char *open = strchr(text, '('), *close = strrchr(text, ')') + 1;
	struct buf b = {0};
	int code, rc = buf_adds(&b, "\\A((?:.*)?" "?)");
	size_t at;

	if (!rc && counted)
		rc = buf_adds(&b, "\\{(-?\\d+)\\s*");
	/* In a group: a | between parameters must not part the tag from what stands in front. */
	if (!rc)
		rc = buf_adds(&b, "(?:");
	if (!rc)
		rc = add_literal(&b, text + counted, (size_t)(open - text) - counted);
	if (!rc)
		rc = buf_add(&b, open, (size_t)(close - open));
	if (!rc)
		rc = add_literal(&b, close, strlen(close));
	if (!rc)
		rc = buf_addc(&b, ')');
	if (rc) {
		buf_release(&b);
		return err_sys(err, ENOMEM, "cannot compile the command");
	}
	*ret = pcre2_compile((PCRE2_SPTR)b.p, b.len, PCRE2_DOTALL | PCRE2_EXTENDED, &code, &at, NULL);
	buf_release(&b);
	return *ret ? 0 : err_set(err, EINVAL, "--rpl: the parameters of '%s' are no regular expression", text);
}

int finder_init(struct finder *f, const char *text, struct err *err) {
	const char *open = strchr(text, '(');
	pcre2_code *code = NULL;
	int rc;

	*f = (struct finder){ .text = text, .len = strlen(text) };
	if (!open || !strchr(open, ')'))
		return 0;
	rc = compile_find(&code, text, false, err);
	f->find = code;
	if (!rc && text[0] == '{') {
		rc = compile_find(&code, text, true, err);
		f->count = rc ? NULL : code;
	}
	return rc;
}

void finder_release(struct finder *f) {
	pcre2_code_free(f->find);
	pcre2_code_free(f->count);
	*f = (struct finder){0};
}

size_t finder_digits(const char *s, size_t len) {
	size_t minus = len && *s == '-', n = minus;

	while (n < len && s[n] >= '0' && s[n] <= '9')
		n++;
	return n > minus ? n : 0;
}

static bool starts(const char *s, const char *end, const char *with, size_t n) {
	return (size_t)(end - s) >= n && !memcmp(s, with, n);
}

/* {N and the rest of a tag at s: where it ends, or NULL. */
static const char *counted_at(const char *s, const char *end, const struct finder *f, struct plus_arg *number) {
	const char *p = s + 1;

	*number = (struct plus_arg){ p, finder_digits(p, (size_t)(end - p)) };
	p += number->len;
	while (number->len && p < end && (*p == ' ' || (*p >= '\t' && *p <= '\r')))
		p++;
	return number->len && starts(p, end, f->text + 1, f->len - 1) ? p + f->len - 1 : NULL;
}

static bool find_plain(const struct finder *f, bool counted, const char *s, size_t len, struct match *at) {
	const char *end = s + len;

	*at = (struct match){0};
	if (!counted) {
		at->from = memmem(s, len, f->text, f->len);
		at->to = at->from ? at->from + f->len : NULL;
		return at->from;
	}
	for (; (s = memchr(s, '{', (size_t)(end - s))); s++) {
		at->from = s;
		at->to = counted_at(s, end, f, &at->number);
		if (at->to)
			return true;
	}
	return false;
}

static bool find_dynamic(const struct finder *f, bool counted, const char *s, size_t len, struct match *at) {
	pcre2_code *code = counted ? f->count : f->find;
	pcre2_match_data *m = pcre2_match_data_create_from_pattern(code, NULL);
	int groups = m ? pcre2_match(code, (PCRE2_SPTR)s, len, 0, 0, m, NULL) : -1;
	const size_t *o = m ? pcre2_get_ovector_pointer(m) : NULL;

	*at = (struct match){0};
	if (groups > 1 && o[2] != PCRE2_UNSET) { /* parentheses that cross ours may have left it out */
		at->from = s + o[3];
		at->to = s + o[1];
		if (counted && groups > 2 && o[4] != PCRE2_UNSET)
			at->number = (struct plus_arg){ s + o[4], o[5] - o[4] };
		for (int i = 2 + counted; i < groups && at->count < MATCH_GROUPS && o[2 * i] != PCRE2_UNSET; i++)
			at->groups[at->count++] = (struct plus_arg){ s + o[2 * i], o[2 * i + 1] - o[2 * i] };
	}
	pcre2_match_data_free(m);
	return at->to > at->from;
}

bool finder_find(const struct finder *f, bool counted, const char *s, size_t len, struct match *at) {
	return f->find ? find_dynamic(f, counted, s, len, at) : find_plain(f, counted, s, len, at);
}
