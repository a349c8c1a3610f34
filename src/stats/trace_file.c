/* SPDX-License-Identifier: MIT */
/*
 * Records gather in a buffer. Whoever finds it full, or a second old, takes it along and writes it, without the lock; meanwhile the others
 * fill the next one. One thread at a time writes, so what is added first comes first.
 *
 * A process can be killed in the middle of a write. The kernel looks for that between two pages, and a disk that fills up ends at the border
 * of a block: so no record lies across the border of a page (spaces fill the gap, of which JSON thinks nothing), and what has been written
 * always ends with a whole one. The comma stands in front of a record, not behind it: with a bracket at its end any such file is valid JSON.
 *
 * A packed file is flushed (Z_SYNC_FLUSH) with each buffer. It costs a few bytes, and whatever is in the file can be unpacked.
 */
#include "config.h"

#include "stats/trace_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sync.h"
#include "base/sys.h"

#define FULL (64u << 10)        /* bytes that are written at once */
#define MOST (1u << 20)         /* ... that wait, while the disk is slow, before the tasks do */
#define LATEST NSEC_PER_SEC     /* nothing waits longer than this */
#define PAGE 4096u
#define PACKED (32u << 10)
#define GZIP 16                 /* zlib: a gzip header instead of its own */

struct trace_file {
	struct trace_file_spec spec;
	struct mutex mu;
	struct cond written;
	/* Guarded by mu. */
	struct buf pending;
	nsec since;             /* when the first of it was added */
	uint64_t end;           /* of all that was added, in the file */
	bool any;               /* a record was added */
	bool writing;           /* somebody writes */
	bool asleep;            /* nobody calls tick before spec.wake */
	bool told;              /* the error was said */
	struct err err;         /* the first one; nothing is added or written any more */

	/* The writer's. */
	int fd;
	bool regular;
	uint64_t good;          /* bytes of whole buffers in it */
	struct buf out;
	z_stream *z;            /* NULL = not packed */
	unsigned char *packed;
};

static bool is_packed(const char *path) {
	size_t n = strlen(path);

	return n > 3 && !strcmp(path + n - 3, ".gz");
}

static int open_packer(struct trace_file *f, struct err *err) {
	int rc;

	f->z = xcalloc(1, sizeof(*f->z));
	f->packed = xmalloc(PACKED);
	rc = deflateInit2(f->z, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + GZIP, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);
	if (rc == Z_OK)
		return 0;
	free(f->z);
	f->z = NULL;
	return err_sys(err, ENOMEM, "cannot pack the trace '%s'", f->spec.path);
}

/* What a writer would have to wait for is refused, before an open() waits for its reader. */
static int suits(const struct stat *st, const char *path, bool tty, struct err *err) {
	if (S_ISREG(st->st_mode) || S_ISDIR(st->st_mode) || (S_ISCHR(st->st_mode) && !tty))
		return 0; /* of a directory open() says the right thing */
	return err_set(err, EINVAL, "cannot write the trace '%s': it is a %s, and tasks would wait for its reader; name a file", path,
		       tty ? "terminal" : S_ISFIFO(st->st_mode) ? "pipe" : "special file");
}

static int open_file(struct trace_file *f, struct err *err) {
	const char *path = f->spec.path;
	struct stat st;
	int rc = 0;

	if (!stat(path, &st))
		rc = suits(&st, path, false, err);
	if (rc)
		return rc;
	f->fd = sys_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY, 0666);
	if (f->fd < 0 || fstat(f->fd, &st))
		return err_sys(err, errno, "cannot write the trace '%s'", path);
	f->regular = S_ISREG(st.st_mode);
	return suits(&st, path, isatty(f->fd), err);
}

int trace_file_open(struct trace_file **ret, const struct trace_file_spec *spec, struct err *err) {
	struct trace_file *f = xcalloc(1, sizeof(*f));
	int rc;

	*f = (struct trace_file){ .spec = *spec, .fd = -1 };
	mutex_init(&f->mu);
	cond_init(&f->written);
	rc = open_file(f, err);
	if (!rc && is_packed(spec->path))
		rc = open_packer(f, err);
	if (rc) {
		trace_file_free(f);
		return rc;
	}
	*ret = f;
	return 0;
}

/* So many spaces, that a unit of n bytes does not lie across a page. */
static size_t gap(const struct trace_file *f, size_t n) {
	size_t at = (size_t)(f->end % PAGE);

	return !f->z && at + n > PAGE ? PAGE - at : 0;
}

/* With mu held: put a separator and a record behind the others, whole or not at all. */
static int append(struct trace_file *f, const char *before, const char *p, size_t n) {
	size_t first = strlen(before), spaces = gap(f, first + n);

	if (buf_reserve(&f->pending, spaces + first + n))
		return -ENOMEM;
	memset(f->pending.p + f->pending.len, ' ', spaces);
	f->pending.len += spaces;
	(void)buf_add(&f->pending, before, first); /* there is room */
	(void)buf_add(&f->pending, p, n);
	f->end += spaces + first + n;
	return 0;
}

static void cannot_write(struct trace_file *f, int rc) {
	err_sys(&f->err, -rc, "cannot write the trace '%s'", f->spec.path);
	f->pending.len = 0;
	f->since = 0;
}

void trace_file_add(struct trace_file *f, const struct trace_record *r) {
	mutex_lock(&f->mu);
	if (!f->err.code && !r->over) {
		if (append(f, f->any ? ",\n" : "[\n", r->text, r->len))
			cannot_write(f, -ENOMEM);
		f->any = true;
		if (!f->since)
			f->since = clock_mono();
		if (f->asleep)
			f->spec.wake(f->spec.arg);
		f->asleep = false;
	}
	mutex_unlock(&f->mu);
}

/* Write f->out, packed. 0 or -errno. */
static int write_packed(struct trace_file *f, bool last) {
	f->z->next_in = (unsigned char *)f->out.p;
	f->z->avail_in = (unsigned)f->out.len;
	do {
		int rc;

		f->z->next_out = f->packed;
		f->z->avail_out = PACKED;
		rc = deflate(f->z, last ? Z_FINISH : Z_SYNC_FLUSH);
		if (rc == Z_STREAM_ERROR)
			return -EIO;
		rc = io_write(f->fd, f->packed, PACKED - f->z->avail_out, NULL);
		if (rc)
			return rc;
		f->good += PACKED - f->z->avail_out;
	} while (!f->z->avail_out);
	return 0;
}

static int write_plain(struct trace_file *f) {
	int rc = io_write(f->fd, f->out.p, f->out.len, NULL);

	if (!rc)
		f->good += f->out.len;
	return rc;
}

/* After an error: leave no part of a record in the file. */
static void cut_off(struct trace_file *f, uint64_t good) {
	struct stat st;

	if (!f->regular || fstat(f->fd, &st))
		return;
	if (!f->z && (uint64_t)st.st_size / PAGE * PAGE > good)
		good = (uint64_t)st.st_size / PAGE * PAGE;
	(void)!ftruncate(f->fd, (off_t)good); /* nothing better can be done */
}

/* With mu held and nobody writing: write what is pending. Leaves and retakes the lock. */
static void write_out(struct trace_file *f, bool last) {
	struct buf full = f->pending;
	uint64_t good = f->good;
	int rc;

	f->writing = true;
	f->pending = f->out;
	f->pending.len = 0;
	f->out = full;
	f->since = 0;
	mutex_unlock(&f->mu);
	rc = f->z ? write_packed(f, last) : write_plain(f);
	if (rc)
		cut_off(f, good);
	mutex_lock(&f->mu);
	f->writing = false;
	if (rc)
		cannot_write(f, rc);
	cond_broadcast(&f->written);
}

static bool is_late(const struct trace_file *f, nsec now) {
	return f->since && now - f->since >= LATEST;
}

/* With mu held: the first error is for people, once. Leaves and retakes the lock. */
static void tell(struct trace_file *f, const char *rest) {
	if (!f->err.code || f->told)
		return;
	f->told = true;
	mutex_unlock(&f->mu);
	err_say("%s%s", f->err.msg, rest); /* it does not change any more */
	mutex_lock(&f->mu);
}

void trace_file_settle(struct trace_file *f, nsec now) {
	mutex_lock(&f->mu);
	while (f->writing && f->pending.len >= MOST)
		cond_wait(&f->written, &f->mu);
	if (!f->writing && (f->pending.len >= FULL || is_late(f, now)))
		write_out(f, false);
	tell(f, "; the run goes on without it");
	mutex_unlock(&f->mu);
}

nsec trace_file_tick(struct trace_file *f) {
	nsec now = clock_mono(), next;

	mutex_lock(&f->mu);
	if (!f->writing && is_late(f, now))
		write_out(f, false);
	/* Somebody who still writes what is older will have come to an end by then. */
	next = f->since ? (is_late(f, now) ? now : f->since) + LATEST : NSEC_NEVER;
	f->asleep = next == NSEC_NEVER;
	mutex_unlock(&f->mu);
	return next;
}

static void close_file(struct trace_file *f) {
	int rc = f->fd >= 0 ? close(f->fd) : 0;

	f->fd = -1;
	if (rc && !f->err.code)
		cannot_write(f, -errno); /* network file systems tell of failed writes then */
}

int trace_file_finish(struct trace_file *f) {
	int rc;

	mutex_lock(&f->mu);
	while (f->writing)
		cond_wait(&f->written, &f->mu);
	if (!f->err.code && append(f, f->any ? "\n" : "[\n", "]\n", 2))
		cannot_write(f, -ENOMEM);
	if (!f->err.code)
		write_out(f, true);
	close_file(f);
	tell(f, "");
	rc = -f->err.code;
	mutex_unlock(&f->mu);
	return rc;
}

void trace_file_free(struct trace_file *f) {
	if (!f)
		return;
	if (f->fd >= 0)
		close(f->fd);
	if (f->z) {
		(void)deflateEnd(f->z); /* it says that something was left, which is so after an error */
		free(f->z);
	}
	free(f->packed);
	buf_release(&f->pending);
	buf_release(&f->out);
	cond_release(&f->written);
	mutex_release(&f->mu);
	free(f);
}
