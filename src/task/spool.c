/* SPDX-License-Identifier: MIT */
/*
 * Chunks in memory first; above the budget each chunk becomes an extent of one spill file that has no name. Extents are
 * only ever appended; what has been written out is punched back to the file system. A spill that fails costs nothing but
 * memory: the chunk stays there, the pool counts as full, and the putters pause until space comes back.
 */
#include "config.h"

#include "task/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <zstd.h>

#include "base/buf.h"
#include "base/sync.h"
#include "base/sys.h"

#define CHUNK_MIN 256
#define CHUNK_MAX (64u << 10)
#define BLOCK 4096u /* of file systems, usually */

struct chunk {
	struct chunk *next;
	size_t len;     /* bytes of output it stands for */
	size_t cap;     /* of data; 0 when it is in the spill file */
	uint64_t off;   /* in the spill file */
	size_t stored;  /* bytes there; less than len when compressed */
	unsigned char data[];
};

struct spool_pool {
	_Atomic uint64_t memory; /* bytes of data in memory */
	uint64_t memory_max;
	bool compress;
	const char *dir;

	struct mutex mu;
	int fd;                  /* guarded by mu; -1 before the first spill */
	uint64_t end;            /* guarded by mu: where the next extent goes */
	_Atomic uint64_t spilled;/* live bytes in the file */
	_Atomic uint64_t spill_max;
	ZSTD_CCtx *cctx;         /* guarded by mu */
	struct buf packed;       /* guarded by mu */
	struct err warning;      /* guarded by mu */
	bool warned;             /* guarded by mu */

	struct buf back;         /* what peek read; only the writing thread touches these */
	struct buf unpacked;
};

struct spool_pool *spool_pool_new(uint64_t memory, uint64_t spill, bool compress, const char *dir) {
	struct spool_pool *p = sys_malloc(sizeof(*p));

	if (!p)
		return NULL;
	*p = (struct spool_pool){ .memory_max = memory, .compress = compress, .dir = dir, .fd = -1 };
	atomic_init(&p->spill_max, spill);
	mutex_init(&p->mu);
	return p;
}

void spool_pool_free(struct spool_pool *p) {
	if (!p)
		return;
	if (p->fd >= 0)
		close(p->fd);
	ZSTD_freeCCtx(p->cctx);
	buf_release(&p->packed);
	buf_release(&p->back);
	buf_release(&p->unpacked);
	mutex_release(&p->mu);
	free(p);
}

bool spool_pool_full(const struct spool_pool *p) {
	return atomic_load_explicit(&p->memory, memory_order_relaxed) >= p->memory_max &&
	       atomic_load_explicit(&p->spilled, memory_order_relaxed) >=
		       atomic_load_explicit(&p->spill_max, memory_order_relaxed);
}

bool spool_pool_warning(struct spool_pool *p, struct err *ret) {
	bool news;

	mutex_lock(&p->mu);
	news = p->warning.code && !p->warned;
	if (news) {
		*ret = p->warning;
		p->warned = true;
	}
	mutex_unlock(&p->mu);
	return news;
}

/* An unlinked file in dir, mode 0600 whatever the umask. -errno. */
static int open_nameless(const char *dir) {
	char path[4096];
	int fd;

#ifdef O_TMPFILE
	fd = sys_open(dir, O_TMPFILE | O_RDWR, 0600);
	if (fd >= 0)
		return fd;
#endif
	if (snprintf(path, sizeof(path), "%s/pmapXXXXXX", dir) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = sys_temp(path);
	if (fd < 0)
		return -errno;
	unlink(path);
	return fd;
}

/* Call with mu held. 0, or -errno with the warning set. */
static int open_spill(struct spool_pool *p) {
	struct statvfs fs;
	int fd;

	if (p->fd >= 0)
		return 0;
	fd = open_nameless(p->dir);
	if (fd < 0)
		return err_sys(&p->warning, -fd, "cannot make a spill file in '%s'; tasks wait when %llu bytes of output are held",
			       p->dir, (unsigned long long)p->memory_max);
	if (atomic_load(&p->spill_max) == UINT64_MAX && fstatvfs(fd, &fs) == 0)
		atomic_store(&p->spill_max, (uint64_t)fs.f_bavail * fs.f_frsize / 2);
	p->fd = fd;
	return 0;
}

/* Compress into p->packed; the raw bytes are kept when that is not smaller. Call with mu held. */
static void pack(struct spool_pool *p, const void **data, size_t *n) {
	size_t got;

	if (!p->compress || *n < 512)
		return;
	if (!p->cctx)
		p->cctx = ZSTD_createCCtx();
	p->packed.len = 0;
	if (!p->cctx || buf_reserve(&p->packed, ZSTD_compressBound(*n)))
		return;
	got = ZSTD_compressCCtx(p->cctx, p->packed.p, p->packed.cap, *data, *n, 1);
	if (ZSTD_isError(got) || got >= *n)
		return;
	*data = p->packed.p;
	*n = got;
}

static int write_at(int fd, const void *data, size_t n, uint64_t off) {
	const char *s = data;

	while (n) {
		ssize_t put = sys_pwrite(fd, s, n, (off_t)off);

		if (put < 0)
			return -errno;
		s += put;
		n -= (size_t)put;
		off += (uint64_t)put;
	}
	return 0;
}

/* Write n bytes as a new extent. 0 with *off and *stored set, or -errno: then the spill file takes nothing more for now. */
static int spill(struct spool_pool *p, const void *data, size_t n, uint64_t *off, size_t *stored) {
	int rc;

	mutex_lock(&p->mu);
	rc = open_spill(p);
	if (!rc) {
		pack(p, &data, &n);
		rc = write_at(p->fd, data, n, p->end);
		if (rc)
			err_sys(&p->warning, -rc, "cannot write the spill file in '%s'; tasks wait until output is taken", p->dir);
	}
	if (rc) {
		/* What is there may be used again as it empties; no more than that. */
		atomic_store(&p->spill_max, atomic_load(&p->spilled));
	} else {
		*off = p->end;
		*stored = n;
		p->end += n;
		if (n >= BLOCK)
			p->end += (BLOCK - p->end % BLOCK) % BLOCK; /* or the blocks it shares with others could never be punched */
		atomic_fetch_add(&p->spilled, n);
	}
	mutex_unlock(&p->mu);
	return rc;
}

static void link_chunk(struct spool *s, struct chunk *c) {
	c->next = NULL;
	if (s->tail)
		s->tail->next = c;
	else
		s->head = c;
	s->tail = c;
	s->bytes += c->len;
}

bool spool_append(struct spool *s, const void *data, size_t n) {
	struct chunk *c = s->tail;

	if (!c || !c->cap || c->cap - c->len < n)
		return false;
	memcpy(c->data + c->len, data, n);
	c->len += n;
	s->bytes += n;
	return true;
}

static int put_memory(struct spool *s, struct spool_pool *p, const void *data, size_t n) {
	struct chunk *c;
	size_t cap = s->grow > CHUNK_MIN ? s->grow : CHUNK_MIN;

	if (spool_append(s, data, n))
		return 0;
	s->grow = cap < CHUNK_MAX ? cap * 2 : CHUNK_MAX;
	if (cap < n)
		cap = n;
	c = sys_malloc(sizeof(*c) + cap);
	if (!c)
		return -ENOMEM;
	c->len = n;
	c->cap = cap;
	memcpy(c->data, data, n);
	atomic_fetch_add_explicit(&p->memory, cap, memory_order_relaxed);
	link_chunk(s, c);
	return 0;
}

int spool_put(struct spool *s, struct spool_pool *p, const void *data, size_t n, bool keep) {
	struct chunk *c;

	if (!n)
		return 0;
	if (keep || atomic_load_explicit(&p->memory, memory_order_relaxed) + n <= p->memory_max ||
	    atomic_load(&p->spilled) >= atomic_load(&p->spill_max))
		return put_memory(s, p, data, n);
	c = sys_malloc(sizeof(*c));
	if (!c)
		return -ENOMEM;
	*c = (struct chunk){ .len = n };
	if (spill(p, data, n, &c->off, &c->stored)) {
		free(c);
		return put_memory(s, p, data, n);
	}
	link_chunk(s, c);
	return 0;
}

static int read_at(int fd, char *to, size_t n, uint64_t off) {
	while (n) {
		ssize_t got = sys_pread(fd, to, n, (off_t)off);

		if (got <= 0)
			return got ? -errno : -EIO;
		to += got;
		n -= (size_t)got;
		off += (uint64_t)got;
	}
	return 0;
}

int spool_peek(struct spool *s, struct spool_pool *p, const void **ret, size_t *n, struct err *err) {
	struct chunk *c = s->head;
	int rc;

	if (!c)
		return 0;
	*n = c->len;
	if (c->cap) {
		*ret = c->data;
		return 1;
	}
	p->back.len = p->unpacked.len = 0;
	if (buf_reserve(&p->back, c->stored) || buf_reserve(&p->unpacked, c->stored < c->len ? c->len : 0))
		return err_sys(err, ENOMEM, "cannot read output back from the spill file");
	rc = read_at(p->fd, p->back.p, c->stored, c->off);
	if (rc)
		return err_sys(err, -rc, "cannot read output back from the spill file in '%s'", p->dir);
	*ret = p->back.p;
	if (c->stored < c->len) {
		if (ZSTD_decompress(p->unpacked.p, c->len, p->back.p, c->stored) != c->len)
			return err_set(err, EIO, "the spill file in '%s' gave other bytes back than were written", p->dir);
		*ret = p->unpacked.p;
	}
	return 1;
}

/* Nothing in the file is wanted any more, unless something came meanwhile: begin it anew. */
static void empty_spill(struct spool_pool *p) {
	mutex_lock(&p->mu);
	if (!atomic_load(&p->spilled) && ftruncate(p->fd, 0) == 0)
		p->end = 0;
	mutex_unlock(&p->mu);
}

static void free_chunk(struct chunk *c, struct spool_pool *p) {
	if (c->cap) {
		atomic_fetch_sub_explicit(&p->memory, c->cap, memory_order_relaxed);
	} else {
#ifdef FALLOC_FL_PUNCH_HOLE
		/* Where the file system cannot, the space comes back at the end of the run. */
		(void)fallocate(p->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)c->off, (off_t)c->stored);
#endif
		if (atomic_fetch_sub(&p->spilled, c->stored) == c->stored)
			empty_spill(p);
	}
	free(c);
}

void spool_drop(struct spool *s, struct spool_pool *p) {
	struct chunk *c = s->head;

	if (!c)
		return;
	s->head = c->next;
	if (!s->head)
		s->tail = NULL;
	s->bytes -= c->len;
	free_chunk(c, p);
}

void spool_move(struct spool *to, struct spool *from) {
	if (!from->head)
		return;
	if (to->tail)
		to->tail->next = from->head;
	else
		to->head = from->head;
	to->tail = from->tail;
	to->bytes += from->bytes;
	to->grow = from->grow;
	*from = (struct spool){ .grow = from->grow };
}

void spool_trim(struct spool *s, struct spool_pool *p) {
	struct chunk *c = s->head, *small;
	size_t spare;

	if (!c || c->next || !c->cap || c->cap - c->len < CHUNK_MIN / 2)
		return;
	spare = c->cap - c->len;
	small = sys_realloc(c, sizeof(*c) + c->len);
	if (!small)
		return;
	small->cap = small->len;
	s->head = s->tail = small;
	atomic_fetch_sub_explicit(&p->memory, spare, memory_order_relaxed);
}

void spool_clear(struct spool *s, struct spool_pool *p) {
	while (s->head)
		spool_drop(s, p);
	s->grow = 0;
}
