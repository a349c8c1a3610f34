/* SPDX-License-Identifier: MIT */
/* Perl-compatible regular expressions on bytes. A struct regex is used by one thread at a time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct regex;

enum {
	REGEX_ANCHORED = 1, /* matches only where the search begins */
	REGEX_LINES = 2,    /* ^ and $ also match at newlines */
	REGEX_DOTALL = 4,   /* . matches a newline */
	REGEX_ADVANCE = 8,  /* an empty match where the search begins does not count */
};

/* `what` names the option in messages. 0 or -errno (-EINVAL: not a regular expression). */
int regex_new(struct regex **ret, const char *pattern, size_t len, int flags, const char *what, struct err *err);
void regex_free(struct regex *r);

/* Search s[from..len). 1 found (regex_group tells where), 0 not, or -errno (a match that takes too long, no memory). */
int regex_find(struct regex *r, const char *s, size_t len, size_t from, struct err *err);
/* Group n of the last match; group 0 is all of it. False when it took no part in the match or does not exist. */
bool regex_group(const struct regex *r, size_t n, size_t *start, size_t *end);
size_t regex_groups(const struct regex *r); /* number of groups beside 0 */
