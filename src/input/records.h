/* SPDX-License-Identifier: MIT */
/* Records kept in memory: their bytes one after the other and where each begins. */
#pragma once

#include <stddef.h>

#include "base/buf.h"
#include "input/reader.h"

struct records { /* zero-initialise */
	struct buf bytes;
	size_t *ends; /* of each record in bytes */
	size_t count, cap;
};

int records_add(struct records *r, const char *p, size_t len); /* 0 or -ENOMEM */
/* Command-line words, cut by the delimiter as if each were followed by one. 0 or -ENOMEM. */
int records_add_words(struct records *r, char *const *words, size_t count, struct delimiter d);
/* Record i; valid until something is added. */
const char *records_get(const struct records *r, size_t i, size_t *len);
void records_release(struct records *r);
