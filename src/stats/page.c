/* SPDX-License-Identifier: MIT */
#include "stats/page.h"

#include <stdarg.h>
#include <stdio.h>

void page_add(struct page *p, const char *fmt, ...) {
	char text[501];
	va_list args;
	int n;

	if (p->rc)
		return;
	va_start(args, fmt);
	n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (n > 0)
		p->rc = buf_add(p->out, text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
}
