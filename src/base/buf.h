/* SPDX-License-Identifier: MIT */
/* A growable run of bytes. Zero-initialise it to begin; it may hold NULs and is not NUL-terminated unless said. */
#pragma once

#include <stddef.h>

struct buf {
	char *p;
	size_t len, cap;
};

/* Room for `more` bytes beyond len. 0 or -ENOMEM (the content is then as before). */
int buf_reserve(struct buf *b, size_t more);
int buf_add(struct buf *b, const void *p, size_t n);
int buf_addc(struct buf *b, char c);
int buf_adds(struct buf *b, const char *s);
int buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Make sure that p[len] is a NUL that does not count. 0 or -ENOMEM. */
int buf_terminate(struct buf *b);

/* Free the memory; the buf may be used again. */
void buf_release(struct buf *b);

/* Set-up allocations: never return NULL; they end the program with a message instead. Not for user-sized data. */
void *xmalloc(size_t n);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n);
char *xstrdup(const char *s);
