/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/sys.h"

int buf_reserve(struct buf *b, size_t more) {
	size_t cap;
	char *p;

	if (more <= b->cap - b->len)
		return 0;
	if (more > SIZE_MAX / 2 - b->len)
		return -ENOMEM;
	cap = b->cap + b->cap / 2;
	if (cap < b->len + more)
		cap = b->len + more;
	if (cap < 64)
		cap = 64;
	p = sys_realloc(b->p, cap);
	if (!p)
		return -ENOMEM;
	b->p = p;
	b->cap = cap;
	return 0;
}

int buf_add(struct buf *b, const void *p, size_t n) {
	if (!n)
		return 0;
	if (buf_reserve(b, n))
		return -ENOMEM;
	memcpy(b->p + b->len, p, n);
	b->len += n;
	return 0;
}

int buf_addc(struct buf *b, char c) {
	return buf_add(b, &c, 1);
}

int buf_adds(struct buf *b, const char *s) {
	return buf_add(b, s, strlen(s));
}

int buf_addf(struct buf *b, const char *fmt, ...) {
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || buf_reserve(b, (size_t)n + 1))
		return -ENOMEM;
	va_start(ap, fmt);
	vsnprintf(b->p + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
	return 0;
}

int buf_terminate(struct buf *b) {
	if (buf_reserve(b, 1))
		return -ENOMEM;
	b->p[b->len] = '\0';
	return 0;
}

void buf_release(struct buf *b) {
	free(b->p);
	*b = (struct buf){0};
}

static void *must(void *p) {
	if (!p) {
		err_say("out of memory at start");
		_exit(255);
	}
	return p;
}

void *xmalloc(size_t n) {
	return must(sys_malloc(n ? n : 1));
}

void *xcalloc(size_t n, size_t size) {
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return must(NULL);
	return memset(xmalloc(bytes), 0, bytes);
}

void *xrealloc(void *p, size_t n) {
	return must(sys_realloc(p, n ? n : 1));
}

char *xstrdup(const char *s) {
	size_t n = strlen(s) + 1;

	return memcpy(xmalloc(n), s, n);
}
