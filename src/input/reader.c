/* SPDX-License-Identifier: MIT */
/*
 *	buf   | given out | scanned, no delimiter | not looked at | free |
 *	      0           start                   scan            end    cap
 *
 * One memchr per record, over bytes that were not searched before. The buffer only grows for a record that is longer.
 */
#include "config.h"

#include "input/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sys.h"

#define READ_SIZE (128u << 10)

struct reader {
	int fd;
	bool ours;        /* fd is closed with the reader */
	bool eof;
	bool nuls;        /* the buffered bytes may hold a NUL that is no delimiter */
	bool warned;
	const char *name;
	struct delimiter d;
	char *buf;
	size_t start, scan, end, cap;
	struct buf clean; /* a record with its NULs replaced */
};

int reader_new(struct reader **ret, int fd, const char *name, struct delimiter d, struct err *err) {
	struct reader *r = sys_malloc(sizeof(*r));

	if (!r)
		return err_sys(err, ENOMEM, "cannot read '%s'", name);
	*r = (struct reader){ .fd = fd, .name = name, .d = d };
	*ret = r;
	return 0;
}

int reader_open(struct reader **ret, const char *path, struct delimiter d, struct err *err) {
	struct reader *r = NULL;
	struct stat st;
	int fd, rc;

	if (!strcmp(path, "-"))
		return reader_new(ret, 0, "standard input", d, err);
	fd = sys_open(path, O_RDONLY | O_NOCTTY, 0);
	if (fd < 0)
		return err_sys(err, errno, "cannot open '%s'", path);
	if (!fstat(fd, &st) && S_ISDIR(st.st_mode)) {
		close(fd);
		return err_sys(err, EISDIR, "cannot read '%s'", path);
	}
	rc = reader_new(&r, fd, path, d, err);
	if (rc) {
		close(fd);
		return rc;
	}
	r->ours = true;
	*ret = r;
	return 0;
}

void reader_free(struct reader *r) {
	if (!r)
		return;
	if (r->ours)
		close(r->fd);
	free(r->buf);
	buf_release(&r->clean);
	free(r);
}

/* Room to read into: the rest moves to the front, and the buffer doubles when that is not enough. */
static int make_room(struct reader *r) {
	size_t rest = r->end - r->start;

	if (r->start && (rest == 0 || r->cap - r->end < READ_SIZE / 2)) {
		memmove(r->buf, r->buf + r->start, rest);
		r->scan -= r->start;
		r->start = 0;
		r->end = rest;
	}
	if (r->cap - r->end < READ_SIZE / 2) {
		size_t cap = r->cap ? r->cap * 2 : READ_SIZE;
		char *buf = sys_realloc(r->buf, cap);

		if (!buf)
			return -ENOMEM;
		r->buf = buf;
		r->cap = cap;
	}
	return 0;
}

static bool delimits_by_nul(const struct reader *r) {
	return r->d.len == 1 && r->d.p[0] == '\0';
}

static int fill(struct reader *r, const struct gate *stop, struct err *err) {
	ssize_t got;

	if (r->start == r->end)
		r->nuls = false;
	if (make_room(r))
		return err_sys(err, ENOMEM, "cannot read '%s': a record is longer than %zu bytes", r->name, r->end - r->start);
	got = io_read(r->fd, r->buf + r->end, r->cap - r->end, stop);
	if (got == -ECANCELED)
		return -ECANCELED;
	if (got < 0)
		return err_sys(err, (int)-got, "cannot read '%s'", r->name);
	if (got == 0)
		r->eof = true;
	else if (!r->nuls && !delimits_by_nul(r))
		r->nuls = memchr(r->buf + r->end, '\0', (size_t)got) != NULL;
	r->end += (size_t)got;
	return 0;
}

/* The two newlines that end a paragraph; those in front of it are passed over. */
static char *find_paragraph(struct reader *r) {
	char *hit;

	while (r->start < r->end && r->buf[r->start] == '\n')
		r->start++;
	if (r->scan < r->start)
		r->scan = r->start;
	hit = r->end > r->scan ? memmem(r->buf + r->scan, r->end - r->scan, "\n\n", 2) : NULL;
	if (!hit && r->end > r->scan)
		r->scan = r->end - 1;
	return hit;
}

/* The delimiter in what is buffered, or NULL; remembers how far it looked. */
static char *find(struct reader *r) {
	size_t left = r->end - r->scan;
	char *hit;

	if (!r->d.len)
		return find_paragraph(r);
	if (left < r->d.len)
		return NULL;
	if (r->d.len == 1)
		hit = memchr(r->buf + r->scan, r->d.p[0], left);
	else
		hit = memmem(r->buf + r->scan, left, r->d.p, r->d.len);
	if (hit)
		r->scan = (size_t)(hit - r->buf);
	else
		r->scan = r->end - (r->d.len - 1);
	return hit;
}

/* Replace NULs. 0 or -ENOMEM. */
static int clean(struct reader *r, const char **p, size_t *n) {
	const char *s = *p, *end = s + *n;

	r->clean.len = 0;
	while (s < end) {
		const char *nul = memchr(s, '\0', (size_t)(end - s));

		if (buf_add(&r->clean, s, (size_t)((nul ? nul : end) - s)) || (nul && buf_add(&r->clean, "\\0", 2)))
			return -ENOMEM;
		s = nul ? nul + 1 : end;
	}
	if (!r->warned)
		err_say("warning: a NUL byte in '%s' was replaced by \\0: no argument can hold one; did you mean -0?", r->name);
	r->warned = true;
	*p = r->clean.p;
	*n = r->clean.len;
	return 0;
}

/* Hand out n bytes from start and pass over `skip` more. */
static int give(struct reader *r, size_t n, size_t skip, const char **p, size_t *len, struct err *err) {
	*p = r->buf + r->start;
	*len = n;
	r->start += n + skip;
	r->scan = r->start;
	if (r->nuls && n && memchr(*p, '\0', n) && clean(r, p, len))
		return err_sys(err, ENOMEM, "cannot read '%s'", r->name);
	return 1;
}

int reader_next(struct reader *r, const char **p, size_t *n, const struct gate *stop, struct err *err) {
	for (;;) {
		char *hit = find(r);
		int rc;

		if (hit)
			return give(r, (size_t)(hit - r->buf) - r->start, r->d.len ? r->d.len : 2, p, n, err);
		if (r->eof) {
			bool newline = !r->d.len && r->start < r->end && r->buf[r->end - 1] == '\n';

			if (r->start == r->end)
				return 0;
			return give(r, r->end - r->start - newline, newline, p, n, err);
		}
		rc = fill(r, stop, err);
		if (rc)
			return rc;
	}
}

/* Read what is there without waiting. False when nothing is, or an error is: the next read meets it again and tells of it. */
static bool peek(struct reader *r) {
	struct pollfd p = { .fd = r->fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0 && fill(r, NULL, NULL) == 0;
}

bool reader_ready(struct reader *r) {
	return r->eof || find(r) || (peek(r) && (r->eof || find(r)));
}

bool reader_at_end(struct reader *r) {
	if (!r->eof && r->start == r->end)
		(void)peek(r);
	if (!r->d.len && r->end)
		(void)find_paragraph(r);
	return r->eof && r->start == r->end;
}
