/* SPDX-License-Identifier: MIT */
/*
 * A spool holds what a task printed until it is written: chunks in memory within one budget for all spools, then extents
 * of one unlinked spill file, then nothing more is accepted without the caller being told to pause.
 * A spool is not locked: its owner says when it may be touched. The pool is, by itself.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct chunk;
struct spool_pool;

struct spool {
	struct chunk *head, *tail;
	uint64_t bytes; /* not yet taken */
	size_t grow;    /* size of the next chunk in memory */
};

/*
 * memory: bytes kept in memory before spilling. spill: most bytes in the spill file, UINT64_MAX = half of what is free in
 * dir when it is first needed. compress: spilled chunks are zstd-compressed. dir is borrowed for the pool's life; no file is
 * made before it is needed. Never fails but for memory (NULL).
 */
struct spool_pool *spool_pool_new(uint64_t memory, uint64_t spill, bool compress, const char *dir);
void spool_pool_free(struct spool_pool *pool);

/* True when memory and spill file are used up: what is put now still fits, but the putter must pause. */
bool spool_pool_full(const struct spool_pool *pool);
/* A message about a spill that could not be used, once; false when there is none (or it was taken before). */
bool spool_pool_warning(struct spool_pool *pool, struct err *ret);

/* Append n bytes to the last chunk if they fit there. Never allocates, never blocks. */
bool spool_append(struct spool *s, const void *p, size_t n);
/* Append n bytes; `keep` = they must stay in memory (the owner's, on their way out). 0 or -errno. Does not block but on local disk. */
int spool_put(struct spool *s, struct spool_pool *pool, const void *p, size_t n, bool keep);

/*
 * The first bytes: *p and *n describe them, valid until spool_drop. Reads them back from the spill file when they are there
 * (may block on disk). 1, 0 when empty, or -errno.
 */
int spool_peek(struct spool *s, struct spool_pool *pool, const void **p, size_t *n, struct err *err);
/* Forget the first chunk, as peeked. */
void spool_drop(struct spool *s, struct spool_pool *pool);

/* Move all of `from` behind what is in `to`. */
void spool_move(struct spool *to, struct spool *from);
/* Give memory that a small finished output does not need back. */
void spool_trim(struct spool *s, struct spool_pool *pool);
void spool_clear(struct spool *s, struct spool_pool *pool);
