/* SPDX-License-Identifier: MIT */
/*
 * Directories and extensions are found by looking for slashes and dots; the rest are substitutions by PCRE2, whose expressions
 * are put together as text, as a Perl program would: {%a|b} is s/a|b$//.
 */
#include "config.h"

#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 8
#endif

#include "input/plus.h"

#include <errno.h>
#include <pcre2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"

enum with { WITH_TEXT, WITH_GROUP, WITH_UPPER, WITH_LOWER }; /* what takes the place of a match: of its first group */

struct plus {
	enum plus_kind kind;
	size_t from, count;
	struct buf text;
	pcre2_code *code;
	enum with with;
	bool all;
};

static const struct rule {
	const char *before, *after; /* round the expression */
	enum with with;
	bool shortest, all;
} rules[] = {
	[PLUS_HEAD_SHORT] = { "^", "(.*)", WITH_GROUP, true, false },
	[PLUS_HEAD_LONG] = { "^", "", WITH_TEXT, false, false },
	[PLUS_TAIL_SHORT] = { "(.*)", "$", WITH_GROUP, true, false },
	[PLUS_TAIL_LONG] = { "", "$", WITH_TEXT, false, false },
	[PLUS_ONE] = { "", "", WITH_TEXT, false, false },
	[PLUS_ALL] = { "", "", WITH_TEXT, false, true },
	[PLUS_HEAD_TO] = { "^", "", WITH_TEXT, false, true },
	[PLUS_TAIL_TO] = { "", "$", WITH_TEXT, false, true },
	[PLUS_UPPER] = { "^(", ")", WITH_UPPER, false, false },
	[PLUS_UPPER_ALL] = { "(", ")", WITH_UPPER, false, true },
	[PLUS_LOWER] = { "^(", ")", WITH_LOWER, false, false },
	[PLUS_LOWER_ALL] = { "(", ")", WITH_LOWER, false, true },
};

/* Append re with every quantifier made to take as little as it can. */
static int add_shortest(struct buf *b, const char *re, size_t len) {
	bool class = false;

	for (size_t i = 0; i < len; i++) {
		bool quantifier = !class && (re[i] == '*' || re[i] == '+' || re[i] == '}');

		if (buf_addc(b, re[i]))
			return -ENOMEM;
		if (re[i] == '\\' && i + 1 < len) {
			if (buf_addc(b, re[++i]))
				return -ENOMEM;
		} else if (re[i] == '[') {
			class = true;
		} else if (re[i] == ']') {
			class = false;
		}
		if (quantifier && (i + 1 == len || re[i + 1] != '?') && buf_addc(b, '?'))
			return -ENOMEM;
	}
	return 0;
}

static int compile(struct plus *p, const struct plus_arg *re, struct err *err) {
	const struct rule *r = &rules[p->kind];
	struct buf b = {0};
	int code, rc;
	size_t at;

	p->with = r->with;
	p->all = r->all;
	rc = buf_adds(&b, r->before);
	if (!rc)
		rc = r->shortest ? add_shortest(&b, re->p, re->len) : buf_add(&b, re->p, re->len);
	if (!rc)
		rc = buf_adds(&b, r->after);
	if (rc) {
		buf_release(&b);
		return err_sys(err, ENOMEM, "cannot compile the command");
	}
	p->code = pcre2_compile((PCRE2_SPTR)b.p, b.len, 0, &code, &at, NULL);
	buf_release(&b);
	if (!p->code) {
		char text[200];

		if (pcre2_get_error_message(code, (PCRE2_UCHAR *)text, sizeof(text)) < 0)
			text[0] = '\0';
		return err_set(err, EINVAL, "--plus: '%.*s' is not a regular expression: %s", (int)re->len, re->p, text);
	}
	(void)pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
	return 0;
}

static size_t number(const struct plus_arg *a) {
	size_t n = 0;

	for (size_t i = 0; i < a->len; i++)
		n = n < SIZE_MAX / 100 ? n * 10 + (size_t)(a->p[i] - '0') : n;
	return n;
}

int plus_new(struct plus **ret, enum plus_kind kind, const struct plus_arg args[2], struct err *err) {
	struct plus *p = sys_malloc(sizeof(*p));
	const struct plus_arg *text = NULL;
	int rc = 0;

	if (!p)
		return err_sys(err, ENOMEM, "cannot compile the command");
	*p = (struct plus){ .kind = kind };
	if (kind == PLUS_FROM || kind == PLUS_PART) {
		p->from = number(&args[0]);
		p->count = kind == PLUS_PART ? number(&args[1]) : 0;
	} else if (kind == PLUS_DEFAULT) {
		text = &args[0];
	} else if (kind > PLUS_PART) {
		rc = compile(p, &args[0], err);
		if (kind == PLUS_ONE || kind == PLUS_ALL || kind == PLUS_HEAD_TO || kind == PLUS_TAIL_TO)
			text = &args[1];
	}
	if (!rc && text && buf_add(&p->text, text->p, text->len))
		rc = err_sys(err, ENOMEM, "cannot compile the command");
	if (rc) {
		plus_free(p);
		return rc;
	}
	*ret = p;
	return 0;
}

void plus_free(struct plus *p) {
	if (!p)
		return;
	buf_release(&p->text);
	pcre2_code_free(p->code);
	free(p);
}

/* Where the last n extensions begin: at a dot with no slash behind it. len when there are fewer. */
static size_t extensions(const char *v, size_t len, unsigned n) {
	for (size_t i = len; i-- && v[i] != '/';)
		if (v[i] == '.' && --n == 0)
			return i;
	return len;
}

static int put_extensions(const char *v, size_t len, unsigned n, struct buf *out) {
	size_t at = extensions(v, len, n);

	if (n == 1) { /* of a path with a dot anywhere: {+.} does not mind slashes */
		const char *dot = len ? memrchr(v, '.', len) : NULL;

		at = dot ? (size_t)(dot - v) : len;
	}
	return at < len ? buf_add(out, v + at + 1, len - at - 1) : 0;
}

static int put_base(const char *v, size_t len, unsigned n, struct buf *out) {
	const char *slash = len ? memrchr(v, '/', len) : NULL;
	size_t skip = slash ? (size_t)(slash + 1 - v) : 0;

	return buf_add(out, v + skip, extensions(v + skip, len - skip, n));
}

static int put_case(struct buf *out, const char *p, size_t len, char first) {
	if (buf_reserve(out, len))
		return -ENOMEM;
	for (size_t i = 0; i < len; i++)
		out->p[out->len++] = p[i] >= first && p[i] < first + 26 ? (char)(p[i] ^ 32) : p[i];
	return 0;
}

/* What takes the place of a match. */
static int put_match(const struct plus *p, const char *v, const size_t *at, uint32_t groups, struct buf *out) {
	bool has = groups > 1 && at[2] != PCRE2_UNSET;
	const char *group = has ? v + at[2] : v;
	size_t len = has ? at[3] - at[2] : 0;

	switch (p->with) {
	case WITH_GROUP: return buf_add(out, group, len);
	case WITH_UPPER: return put_case(out, group, len, 'a');
	case WITH_LOWER: return put_case(out, group, len, 'A');
	case WITH_TEXT: break;
	}
	return buf_add(out, p->text.p, p->text.len);
}

/* An expression that takes too long matches nothing, as one that does not match. */
static int substitute(const struct plus *p, const char *v, size_t len, struct buf *out) {
	pcre2_match_data *m = pcre2_match_data_create_from_pattern(p->code, NULL);
	const size_t *at = m ? pcre2_get_ovector_pointer(m) : NULL;
	size_t done = 0, from = 0;
	uint32_t how = 0;
	int rc = m ? 0 : -ENOMEM;

	while (!rc && from <= len) {
		int groups = pcre2_match(p->code, (PCRE2_SPTR)v, len, from, how, m, NULL);

		if (groups < 0 || at[0] < done || at[1] < at[0]) /* \K may turn a match round */
			break;
		rc = buf_add(out, v + done, at[0] - done);
		if (!rc)
			rc = put_match(p, v, at, (uint32_t)groups, out);
		done = from = at[1];
		how = at[0] == at[1] ? PCRE2_NOTEMPTY_ATSTART : 0;
		if (!p->all)
			break;
	}
	pcre2_match_data_free(m);
	return rc ? rc : buf_add(out, v + done, len - done);
}

int plus_apply(const struct plus *p, const char *v, size_t len, struct buf *out) {
	size_t from = p->from < len ? p->from : len;
	const char *slash;

	switch (p->kind) {
	case PLUS_DIR:
		slash = len ? memrchr(v, '/', len) : NULL;
		return slash ? buf_add(out, v, (size_t)(slash - v)) : 0;
	case PLUS_EXT1:
	case PLUS_EXT2:
	case PLUS_EXT3:
		return put_extensions(v, len, 1 + p->kind - PLUS_EXT1, out);
	case PLUS_NOEXT2:
	case PLUS_NOEXT3:
		return buf_add(out, v, extensions(v, len, 2 + p->kind - PLUS_NOEXT2));
	case PLUS_BASE_NOEXT2:
	case PLUS_BASE_NOEXT3:
		return put_base(v, len, 2 + p->kind - PLUS_BASE_NOEXT2, out);
	case PLUS_DEFAULT: /* 0 is nothing, too */
		return !len || (len == 1 && *v == '0') ? buf_add(out, p->text.p, p->text.len) : buf_add(out, v, len);
	case PLUS_FROM:
		return buf_add(out, v + from, len - from);
	case PLUS_PART:
		return buf_add(out, v + from, p->count < len - from ? p->count : len - from);
	default:
		return substitute(p, v, len, out);
	}
}
