/* SPDX-License-Identifier: MIT */
/* Looking for one tag in a text. Used by template_tags.c only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "input/plus.h"

enum { MATCH_GROUPS = 16 };

struct finder {
	const char *text;         /* of the tag: borrowed */
	size_t len;
	void *find, *count;       /* a tag with parameters is found by these expressions: without and with a number */
};

struct match {
	const char *from, *to;               /* all of it */
	struct plus_arg number;              /* digits behind the brace; len 0 = none */
	struct plus_arg groups[MATCH_GROUPS];
	size_t count;                        /* groups that took part */
};

/* 0, -ENOMEM, or -EINVAL: what is in its parentheses is no regular expression. */
int finder_init(struct finder *f, const char *text, struct err *err);
void finder_release(struct finder *f);

/* counted: {N and the rest of the tag, which begins with {. */
bool finder_find(const struct finder *f, bool counted, const char *s, size_t len, struct match *at);

/* Length of the number at s, [-]N; 0 = none. */
size_t finder_digits(const char *s, size_t len);
