/* SPDX-License-Identifier: MIT */
/*
 * Two ways of cutting. By size: the task's own buffer is filled to the block size by reads straight into it, the last
 * border in it is the cut, and only what is behind the cut is copied, to begin the next block. By count (-N): bytes
 * gather in `rest`, and a task gets its records as soon as they are complete.
 */
#include "input/blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/sys.h"
#include "input/borders.h"
#include "input/keys.h"

#define READ_SIZE (256u << 10)

struct blocks {
	struct source base;
	const struct options *o;
	int fd;
	bool regular;        /* a file: reading it never waits */
	bool eof;
	size_t block;
	size_t count;        /* borders that make a task; 0 = by size */
	struct borders *borders;
	struct keys *keys;   /* --group-by: the borders'; NULL = none */
	nsec deadline;       /* --block-timeout, for the block at hand */
	struct header *header;
	bool skip;           /* the next line is to be dropped */
	bool headed;         /* the head was looked for */
	struct buf head;
	struct buf rest;     /* read, not given out: from `start` on */
	size_t start;
	size_t scan, seen;   /* by count: where the search goes on, borders found so far */
	size_t border;       /* the last of them */
};

static int no_room(const struct blocks *s, struct err *err) {
	return err_sys(err, ENOMEM, "cannot keep a block of %zu bytes", s->block);
}

/* -r: take the blank lines out of what b got behind `from`. The last line is only one when its end is here. */
static void drop_blank(struct buf *b, size_t from) {
	size_t at = from, to, end;

	while (at && b->p[at - 1] != '\n')
		at--;
	for (to = at; at < b->len; at = end) {
		const char *nl = memchr(b->p + at, '\n', b->len - at);
		size_t blank = at;

		end = nl ? (size_t)(nl + 1 - b->p) : b->len;
		while (nl && blank < end && memchr(" \t\v\f\r\n", b->p[blank], 6))
			blank++;
		if (blank == end)
			continue;
		memmove(b->p + to, b->p + at, end - at);
		to += end - at;
	}
	b->len = to;
}

/* Read once into b. 0 (also at the end of input) or -errno. */
static int read_more(struct blocks *s, struct buf *b, size_t most, const struct gate *stop, struct err *err) {
	ssize_t got;

	if (s->o->block_timeout && (got = io_wait(s->fd, stop, s->deadline)) != 1)
		return got == -ECANCELED ? -ECANCELED : got ? err_sys(err, (int)-got, "cannot wait for standard input") : -ETIMEDOUT;
	if (buf_reserve(b, most))
		return err_sys(err, ENOMEM, "cannot read a block: a record is longer than %zu bytes", b->len);
	got = io_read(s->fd, b->p + b->len, most, stop);
	if (got == -ECANCELED)
		return -ECANCELED;
	if (got < 0)
		return err_sys(err, (int)-got, "cannot read standard input");
	b->len += (size_t)got;
	s->eof = got == 0;
	if (s->eof)
		borders_end(s->borders);
	else if (s->o->skip_empty)
		drop_blank(b, b->len - (size_t)got);
	return 0;
}

static void set_deadline(struct blocks *s) {
	s->deadline = s->o->block_timeout ? clock_mono() + s->o->block_timeout : NSEC_NEVER;
}

/* --skip-first-line */
static int drop_line(struct blocks *s, const struct gate *stop, struct err *err) {
	struct buf *b = &s->rest;
	char *end;

	while (!(end = b->len ? memchr(b->p, '\n', b->len) : NULL)) {
		int rc;

		if (s->eof)
			break;
		rc = read_more(s, b, READ_SIZE, stop, err);
		if (rc)
			return rc;
	}
	b->len -= end ? (size_t)(end + 1 - b->p) : b->len;
	if (end)
		memmove(b->p, end + 1, b->len);
	s->skip = false;
	return 0;
}

static size_t line_length(const char *p, size_t len) {
	const char *nl = memchr(p, '\n', len);

	return nl ? (size_t)(nl - p) : len;
}

/* What is given out next begins at rest.p[at]. */
static void begin_block(struct blocks *s, size_t at) {
	s->start = at;
	s->scan = borders_from(s->borders, at, at);
	s->seen = 0;
}

/* Find the head in the first bytes and take it out of them. */
static int take_head(struct blocks *s, const struct gate *stop, struct err *err) {
	struct buf *b = &s->rest;
	size_t n = 0;
	int dropped = s->skip ? drop_line(s, stop, err) : 0;

	if (dropped)
		return dropped;
	while (s->header) {
		int rc = header_find(s->header, b->p ? b->p : "", b->len, s->eof, s->block, &n, err);

		if (rc < 0)
			return rc;
		if (rc)
			break;
		rc = read_more(s, b, READ_SIZE, stop, err);
		if (rc == -ETIMEDOUT)
			set_deadline(s);
		else if (rc)
			return rc;
	}
	if (n && buf_add(&s->head, b->p, n))
		return err_sys(err, ENOMEM, "cannot keep the header");
	if (s->keys && keys_by_name(s->keys) && b->len) {
		int rc = keys_names(s->keys, b->p, line_length(b->p, n ? n : b->len), err);

		if (rc)
			return rc;
	}
	begin_block(s, n);
	s->headed = true;
	return 0;
}

static void grow(struct blocks *s) {
	s->block += s->block / 10 * 3 + (s->block % 10 * 3 + 9) / 10 + 1;
	err_say("warning: a record was longer than the block: increasing --block to %zu", s->block);
}

/* Fill the body to `size`. 0 or -errno. */
static int fill_body(struct blocks *s, struct task *t, size_t size, const struct gate *stop, struct err *err) {
	while (!s->eof && t->body.len < size) {
		int rc = read_more(s, &t->body, size - t->body.len, stop, err);

		if (rc)
			return rc;
	}
	return 0;
}

/* Give the task n bytes of what was read and not given out. */
static int add_rest(struct blocks *s, struct task *t, size_t n) {
	return n ? buf_add(&t->body, s->rest.p + s->start, n) : 0;
}

static int by_size(struct blocks *s, struct task *t, const struct gate *stop, struct err *err) {
	size_t cut = 0;
	int rc;

	if (buf_reserve(&t->body, s->block) || add_rest(s, t, s->rest.len - s->start))
		return no_room(s, err);
	s->rest.len = s->start = 0;
	for (;;) {
		rc = fill_body(s, t, s->block, stop, err);
		if (rc == -ETIMEDOUT) {
			rc = t->body.len ? borders_last(s->borders, t->body.p, t->body.len, &cut, err) : 0;
			if (rc > 0)
				break;
			if (!rc) {
				set_deadline(s);
				continue;
			}
		}
		if (rc) {
			struct buf b = t->body; /* nothing that was read is lost when we are called again */

			t->body = s->rest;
			s->rest = b;
			return rc;
		}
		if (s->eof && t->body.len <= s->block && !borders_by_lines(s->borders))
			break;
		/* The remainder may be longer than a block when the head came in one large read. */
		rc = borders_last(s->borders, t->body.p, t->body.len < s->block ? t->body.len : s->block, &cut, err);
		if (rc < 0)
			return rc;
		if (rc || (s->eof && t->body.len <= s->block))
			break;
		grow(s);
	}
	if (!cut || cut == t->body.len)
		return t->body.len > 0;
	if (buf_add(&s->rest, t->body.p + cut, t->body.len - cut))
		return no_room(s, err);
	t->body.len = cut;
	return 1;
}

/* Look for the end of this task's records in what was read. 1 found, 0 more is needed, or -errno. */
static int find_end(struct blocks *s, size_t *end, struct err *err) {
	while (s->seen < s->count) {
		size_t cut, retry = s->scan;
		int rc = borders_next(s->borders, s->rest.p ? s->rest.p : "", s->rest.len, s->scan, &cut, &retry, err);

		if (rc <= 0) {
			s->scan = retry;
			return rc;
		}
		s->border = cut;
		s->scan = borders_from(s->borders, s->start, cut);
		s->seen++;
	}
	*end = s->border;
	return 1;
}

static void close_gap(struct blocks *s) {
	if (!s->start)
		return;
	s->rest.len -= s->start;
	memmove(s->rest.p, s->rest.p + s->start, s->rest.len);
	s->scan -= s->start;
	s->border -= s->seen ? s->start : 0;
	s->start = 0;
}

static int by_count(struct blocks *s, struct task *t, const struct gate *stop, struct err *err) {
	size_t end;
	int rc;

	while ((rc = find_end(s, &end, err)) == 0) {
		if (s->eof) {
			end = s->rest.len;
			break;
		}
		close_gap(s);
		rc = read_more(s, &s->rest, READ_SIZE, stop, err);
		if (rc == -ETIMEDOUT) {
			set_deadline(s);
			rc = 0;
			if (!s->seen)
				continue;
			end = s->border;
			break;
		}
		if (rc)
			return rc;
	}
	if (rc < 0)
		return rc;
	if (add_rest(s, t, end - s->start))
		return no_room(s, err);
	rc = end > s->start;
	begin_block(s, end);
	return rc;
}

/* The next block, without its separators when they are to go. One that has nothing else is none. */
static int cut_block(struct blocks *s, struct task *t, const struct gate *stop, struct err *err) {
	do {
		int rc = s->count ? by_count(s, t, stop, err) : by_size(s, t, stop, err);

		if (rc > 0 && s->o->remove_rec_sep)
			rc = borders_strip(s->borders, t->body.p, &t->body.len, err) ? -err->code : 1;
		if (rc <= 0)
			return rc;
	} while (!t->body.len);
	return 1;
}

static int blocks_next(struct source *source, struct task *t, const struct gate *stop, struct err *err) {
	struct blocks *s = (struct blocks *)source;
	int rc;

	set_deadline(s);
	rc = s->headed ? 0 : take_head(s, stop, err);
	if (!rc)
		rc = cut_block(s, t, stop, err);
	if (rc <= 0)
		return rc;
	t->head = s->head.len ? &s->head : NULL;
	t->records = 1;
	/* {} is one empty value; with --cat it will be the name of a file that only the executor knows. */
	if (!s->o->cat && (task_add(t, "", 0) || task_seal(t)))
		return no_room(s, err);
	return 1;
}

static bool blocks_ready(struct source *source) {
	struct blocks *s = (struct blocks *)source;
	size_t end;

	if (s->eof || s->regular)
		return true;
	return s->headed && s->count && find_end(s, &end, NULL) != 0;
}

static void blocks_free(struct source *source) {
	struct blocks *s = (struct blocks *)source;

	if (!s)
		return;
	borders_free(s->borders);
	header_free(s->header);
	buf_release(&s->head);
	buf_release(&s->rest);
	free(s);
}

static const struct source_ops ops = { .next = blocks_next, .ready = blocks_ready, .free = blocks_free };

/* -N counts records; with -L a record is so many lines. */
static size_t borders_of_task(const struct options *o) {
	size_t n;

	/* -X and -m mean nothing here, but -N or -n may stand beside them. */
	if (!o->max_args || o->many == MANY_NO || o->many == MANY_LINES)
		return 0;
	if (o->max_lines && o->many != MANY_N && o->many != MANY_NREPLACE)
		return 0;
	if (__builtin_mul_overflow((size_t)o->max_args, (size_t)(o->max_lines ? o->max_lines : 1), &n))
		return SIZE_MAX;
	return n;
}

/* A named column is looked for in the first line, which then is a header. */
static int open_keys(struct blocks *s, struct evaluator *perl, struct err *err) {
	int rc = s->o->group_by ? keys_new(&s->keys, "--group-by", s->o->group_by, s->o->colsep, perl, err) : 0;
	bool named = !rc && s->keys && keys_by_name(s->keys);

	if (!rc && s->keys)
		borders_by_key(s->borders, s->keys);
	return rc ? rc : header_new(&s->header, s->o->header || !named ? s->o->header : ":", err);
}

int blocks_new(struct source **ret, int fd, const struct options *o, struct evaluator *perl, struct err *err) {
	struct blocks *s = sys_malloc(sizeof(*s));
	struct stat st;
	int rc;

	if (!s)
		return err_sys(err, ENOMEM, "cannot read standard input");
	*s = (struct blocks){ .base = { &ops, UINT64_MAX }, .o = o, .fd = fd, .skip = o->skip_first_line };
	s->block = o->block > 0 ? (size_t)o->block : 1 << 20;
	s->count = borders_of_task(o);
	s->regular = !fstat(fd, &st) && S_ISREG(st.st_mode);
#ifdef F_SETPIPE_SZ
	/*
	 * Room for a whole block: the writer is woken once for it, not sixteen times. Not all may have so much; then
	 * it stays.
	 */
	(void)fcntl(fd, F_SETPIPE_SZ, 1 << 20);
#endif
	rc = borders_new(&s->borders, o, err);
	if (!rc)
		rc = open_keys(s, perl, err);
	if (rc) {
		blocks_free(&s->base);
		return rc;
	}
	*ret = &s->base;
	return 0;
}
