/* SPDX-License-Identifier: MIT */
/*
 * The strings of --plus that change a value: (man parallel, --plus; the rules are those of bash's parameter expansion with
 * Perl's regular expressions in place of patterns). Compiled once, used by many threads.
 */
#pragma once

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum plus_kind {
	PLUS_DIR,       /* {+/} what {/} takes away */
	PLUS_EXT1, PLUS_EXT2, PLUS_EXT3,       /* {+.} {+..} {+...} */
	PLUS_NOEXT2, PLUS_NOEXT3,              /* {..} {...} */
	PLUS_BASE_NOEXT2, PLUS_BASE_NOEXT3,    /* {/..} {/...} */
	PLUS_DEFAULT,   /* {:-text} */
	PLUS_FROM,      /* {:from} */
	PLUS_PART,      /* {:from:length} */
	PLUS_HEAD_SHORT, PLUS_HEAD_LONG,       /* {#re} {##re} */
	PLUS_TAIL_SHORT, PLUS_TAIL_LONG,       /* {%re} {%%re} */
	PLUS_ONE, PLUS_ALL,                    /* {/re/text} {//re/text} */
	PLUS_HEAD_TO, PLUS_TAIL_TO,            /* {/#re/text} {/%re/text} */
	PLUS_UPPER, PLUS_UPPER_ALL, PLUS_LOWER, PLUS_LOWER_ALL, /* {^re} {^^re} {,re} {,,re} */
};

struct plus_arg {
	const char *p;
	size_t len;
};

struct plus;
/* 0, -ENOMEM, or -EINVAL: no regular expression. The arguments are copied. */
int plus_new(struct plus **ret, enum plus_kind kind, const struct plus_arg args[2], struct err *err);
void plus_free(struct plus *p);
/* Append what it makes of a value. 0 or -ENOMEM. Thread-safe. */
int plus_apply(const struct plus *p, const char *v, size_t len, struct buf *out);
