/* SPDX-License-Identifier: MIT */
/* Most separators are one character: those are found by memchr. */
#include "input/columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "cli/options.h"
#include "input/regex.h"

struct columns {
	bool literal;
	char byte;
	struct regex *re;
};

int value_list_add(struct value_list *l, const char *p, size_t len) {
	if (l->count == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 8;
		struct value *v = sys_realloc(l->v, cap * sizeof(*v));

		if (!v)
			return -ENOMEM;
		l->v = v;
		l->cap = cap;
	}
	l->v[l->count++] = (struct value){ p, len };
	return 0;
}

static bool blank(char b) {
	return b == ' ' || (b >= '\t' && b <= '\r');
}

int value_list_add_trimmed(struct value_list *to, const char *p, size_t len, unsigned trim) {
	while ((trim & TRIM_RIGHT) && len && blank(p[len - 1]))
		len--;
	while ((trim & TRIM_LEFT) && len && blank(*p)) {
		p++;
		len--;
	}
	return value_list_add(to, p, len);
}

void value_list_release(struct value_list *l) {
	free(l->v);
	*l = (struct value_list){0};
}

/* Is the expression just one byte? */
static bool one_byte(const char *re, char *ret) {
	if (re[0] && !re[1] && !strchr("\\^$.|?*+()[]{}", re[0])) {
		*ret = re[0];
		return true;
	}
	if (re[0] == '\\' && re[1] && !re[2] && (re[1] == 't' || strchr("\\^$.|?*+()[]{},;:/", re[1]))) {
		*ret = re[1] == 't' ? '\t' : re[1];
		return true;
	}
	return false;
}

int columns_new(struct columns **ret, const char *colsep, struct err *err) {
	struct columns *c = sys_malloc(sizeof(*c));
	int rc = 0;

	if (!c)
		return err_sys(err, ENOMEM, "cannot use --colsep");
	*c = (struct columns){0};
	c->literal = one_byte(colsep, &c->byte);
	if (!c->literal)
		rc = regex_new(&c->re, colsep, strlen(colsep), REGEX_LINES | REGEX_ADVANCE, "--colsep", err);
	if (rc) {
		free(c);
		return rc;
	}
	*ret = c;
	return 0;
}

void columns_free(struct columns *c) {
	if (!c)
		return;
	regex_free(c->re);
	free(c);
}

static int add_groups(struct columns *c, const char *p, unsigned trim, struct value_list *to) {
	for (size_t g = 1; g <= regex_groups(c->re); g++) {
		size_t start = 0, end = 0;

		(void)regex_group(c->re, g, &start, &end); /* one that took no part is empty */
		if (value_list_add_trimmed(to, p + start, end - start, trim))
			return -ENOMEM;
	}
	return 0;
}

static int split_regex(struct columns *c, const char *p, size_t len, unsigned trim, struct value_list *to, struct err *err) {
	size_t at = 0;

	while (at < len) {
		size_t start, end;
		int rc = regex_find(c->re, p, len, at, err);

		if (rc < 0)
			return rc;
		if (!rc || !regex_group(c->re, 0, &start, &end))
			break;
		if (start < at || end <= at) /* \K in a look-around can say so */
			break;
		if (value_list_add_trimmed(to, p + at, start - at, trim) || add_groups(c, p, trim, to))
			return err_sys(err, ENOMEM, "cannot split a record");
		at = end;
	}
	if (value_list_add_trimmed(to, p + at, len - at, trim))
		return err_sys(err, ENOMEM, "cannot split a record");
	return 0;
}

int columns_split(struct columns *c, const char *p, size_t len, unsigned trim, struct value_list *to, struct err *err) {
	const char *end = p + len;

	if (!c->literal)
		return split_regex(c, p, len, trim, to, err);
	for (;;) {
		const char *hit = p < end ? memchr(p, c->byte, (size_t)(end - p)) : NULL;

		if (value_list_add_trimmed(to, p, (size_t)((hit ? hit : end) - p), trim))
			return err_sys(err, ENOMEM, "cannot split a record");
		if (!hit)
			return 0;
		p = hit + 1;
	}
}
