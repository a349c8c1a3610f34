/* SPDX-License-Identifier: MIT */
/*
 * Columns of a record (--colsep): split by a Perl regular expression, then trimmed, as split(/RE/, record, -1) does
 * it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct value {
	const char *p; /* not NUL-terminated */
	size_t len;
};

/* A growing list of values; zero-initialise. */
struct value_list {
	struct value *v;
	size_t count, cap;
};
int value_list_add(struct value_list *l, const char *p, size_t len); /* 0 or -ENOMEM */
/* The same without the blanks that `trim` (TRIM_ of options.h) takes off. */
int value_list_add_trimmed(struct value_list *l, const char *p, size_t len, unsigned trim);
void value_list_release(struct value_list *l);

struct columns;

/* 0, or -EINVAL with err saying what is wrong with the expression. */
int columns_new(struct columns **ret, const char *colsep, struct err *err);
void columns_free(struct columns *c);

/*
 * Append the columns of the record to `to`, without the blanks that `trim` takes off; they point into it. At least one.
 * 0 or -errno.
 */
int columns_split(struct columns *c, const char *p, size_t len, unsigned trim, struct value_list *to, struct err *err);
