/* SPDX-License-Identifier: MIT */
/* Text that grows line by line and remembers the first failure, so that only the end needs a check. */
#pragma once

#include "base/buf.h"

struct page {
	struct buf *out;
	int rc; /* 0 or -ENOMEM */
};

/* Append up to 500 bytes of formatted text. Nothing after a failure. */
void page_add(struct page *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
