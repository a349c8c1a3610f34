/* SPDX-License-Identifier: MIT */
/*
 * A part ends at the first border that is found from start + block on, looked for in a small window that grows when
 * it must; with --regexp at the last one in a window of a size that can be seen in the parts: it is GNU parallel's.
 */
#include "config.h"

#include "input/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "input/borders.h"
#include "input/keys.h"

#define WINDOW (8u << 10)
#define REGEX_WINDOW (128u << 10)

struct file {
	int fd;
	const char *path;
	off_t size;
	off_t begin; /* behind the head and the line that is dropped */
	struct buf head;
};

struct parts {
	struct source base;
	const struct options *o;
	struct file *files;
	size_t count;
	size_t file; /* the present one */
	off_t at;    /* where its next part begins */
	off_t block;
	struct borders *borders;
	struct keys *keys; /* --group-by: the borders'; NULL = none */
	struct header *header;
	struct buf window;
};

/* A file that says it is empty may be one that the kernel writes when it is read (/proc): then a copy is cut. */
static int copy_file(struct file *f, const char *tmpdir, struct err *err) {
	struct buf path = {0};
	char block[16384];
	ssize_t got = sys_read(f->fd, block, sizeof(block));
	int fd, rc = 0;

	if (!got)
		return 0;
	if (buf_adds(&path, tmpdir ? tmpdir : "/tmp") || buf_adds(&path, "/pmapXXXXXX") || buf_terminate(&path)) {
		buf_release(&path);
		return err_sys(err, ENOMEM, "cannot copy '%s'", f->path);
	}
	fd = sys_temp(path.p);
	if (fd < 0)
		rc = err_sys(err, errno, "cannot copy '%s' to a file in '%s'", f->path, tmpdir);
	else
		unlink(path.p);
	for (; !rc && got > 0; got = sys_read(f->fd, block, sizeof(block))) {
		rc = io_write(fd, block, (size_t)got, NULL);
		if (rc)
			rc = err_sys(err, -rc, "cannot copy '%s' to a file in '%s'", f->path, tmpdir);
		f->size += got;
	}
	if (!rc && got < 0)
		rc = err_sys(err, errno, "cannot read '%s'", f->path);
	buf_release(&path);
	if (fd >= 0) {
		close(f->fd);
		f->fd = fd;
	}
	return rc;
}

static int open_file(struct file *f, const char *path, const char *tmpdir, struct err *err) {
	struct stat st;

	f->path = path;
	f->fd = sys_open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK, 0);
	if (f->fd < 0)
		return err_sys(err, errno, "cannot open '%s'", path);
	if (fstat(f->fd, &st))
		return err_sys(err, errno, "cannot read '%s'", path);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return err_set(err, ESPIPE, "--pipepart: '%s' is neither a file nor a block device", path);
	if (S_ISREG(st.st_mode) && !st.st_size)
		return copy_file(f, tmpdir, err);
	f->size = S_ISREG(st.st_mode) ? st.st_size : lseek(f->fd, 0, SEEK_END);
	if (f->size < 0)
		return err_sys(err, errno, "cannot find the size of '%s'", path);
	(void)fcntl(f->fd, F_SETFL, 0); /* O_NONBLOCK was for a fifo of that name */
	return 0;
}

/* Read `most` bytes of f at `off` behind what the window holds. 0 (less at the end of the file) or -errno. */
static int read_window(struct parts *s, struct file *f, off_t off, size_t most, struct err *err) {
	struct buf *w = &s->window;

	if (buf_reserve(w, most))
		return err_sys(err, ENOMEM, "cannot find the records of '%s'", f->path);
	while (most) {
		ssize_t got = sys_pread(f->fd, w->p + w->len, most, off);

		if (got < 0)
			return err_sys(err, errno, "cannot read '%s'", f->path);
		if (got == 0)
			break;
		w->len += (size_t)got;
		off += got;
		most -= (size_t)got;
	}
	return 0;
}

/* --skip-first-line */
static int drop_line(struct parts *s, struct file *f, struct err *err) {
	size_t before;
	char *end;

	s->window.len = 0;
	do {
		int rc;

		before = s->window.len;
		rc = read_window(s, f, (off_t)before, WINDOW + before, err);
		if (rc)
			return rc;
		end = s->window.len ? memchr(s->window.p, '\n', s->window.len) : NULL;
	} while (!end && s->window.len > before);
	f->begin = end ? (off_t)(end + 1 - s->window.p) : f->size;
	return 0;
}

static int take_head(struct parts *s, struct file *f, struct err *err) {
	size_t n = 0, enough = (size_t)s->block, step = WINDOW;
	bool end = false;

	s->window.len = 0;
	for (;;) {
		int rc = header_find(s->header, s->window.p ? s->window.p : "", s->window.len, end, enough, &n, err);
		size_t before = s->window.len;

		if (rc < 0)
			return rc;
		if (rc)
			break;
		rc = read_window(s, f, f->begin + (off_t)before, step, err);
		if (rc)
			return rc;
		end = s->window.len - before < step;
		step = s->window.len;
	}
	if (n && buf_add(&f->head, s->window.p, n))
		return err_sys(err, ENOMEM, "cannot keep the header of '%s'", f->path);
	f->begin += (off_t)n;
	if (s->keys && keys_by_name(s->keys) && n) {
		const char *nl = memchr(s->window.p, '\n', n);

		return keys_names(s->keys, s->window.p, nl ? (size_t)(nl - s->window.p) : n, err);
	}
	return 0;
}

/* The last border in the windows from `from` on. */
static int find_last(struct parts *s, struct file *f, off_t from, off_t *ret, struct err *err) {
	size_t before, cut;
	int rc;

	from -= borders_by_start(s->borders); /* a record start is only a cut with something before it */
	s->window.len = 0;
	do {
		before = s->window.len;
		rc = read_window(s, f, from + (off_t)before, REGEX_WINDOW, err);
		if (!rc)
			rc = borders_last(s->borders, s->window.p, s->window.len, &cut, err);
	} while (!rc && s->window.len - before == REGEX_WINDOW);
	if (rc == 1 && *ret > from + (off_t)cut)
		*ret = from + (off_t)cut;
	return rc < 0 ? rc : 0;
}

/* Where the part that begins at `at` ends. 0 or -errno. */
static int find_end(struct parts *s, struct file *f, off_t at, off_t *ret, struct err *err) {
	off_t from;
	size_t scan = borders_by_start(s->borders) ? 0 : 1, step = WINDOW;

	*ret = f->size;
	if (s->block >= f->size - at)
		return 0;
	from = at + s->block;
	if (borders_anywhere(s->borders)) {
		*ret = from;
		return 0;
	}
	if (borders_by_regex(s->borders))
		return find_last(s, f, from, ret, err);
	from--; /* the window begins a byte early: a record start is only a cut with something before it */
	s->window.len = 0;
	for (;;) {
		size_t before = s->window.len, cut, retry;
		int rc = read_window(s, f, from + (off_t)before, step, err);

		if (rc)
			return rc;
		rc = borders_next(s->borders, s->window.p, s->window.len, scan, &cut, &retry, err);
		if (rc < 0)
			return rc;
		if (rc == 1 && (cut < s->window.len || s->window.len - before < step)) {
			if (*ret > from + (off_t)cut) /* the file may have grown */
				*ret = from + (off_t)cut;
			return 0;
		}
		if (s->window.len - before < step)
			return 0;
		scan = rc ? scan : retry;
		step = s->window.len;
	}
}

static int parts_next(struct source *source, struct task *t, const struct gate *stop, struct err *err) {
	struct parts *s = (struct parts *)source;
	struct file *f;
	off_t end;
	int rc;

	(void)stop; /* local files: nothing to wait for */
	while (s->file < s->count && s->at >= s->files[s->file].size) {
		s->file++;
		s->at = s->file < s->count ? s->files[s->file].begin : 0;
	}
	if (s->file == s->count)
		return 0;
	f = &s->files[s->file];
	rc = find_end(s, f, s->at, &end, err);
	if (rc)
		return rc;
	t->part_fd = f->fd;
	t->part_off = s->at;
	t->part_len = (uint64_t)(end - s->at);
	t->head = f->head.len ? &f->head : NULL;
	t->records = 1;
	s->at = end;
	return 1;
}

static bool parts_ready(struct source *source) {
	(void)source;
	return true;
}

static void parts_free(struct source *source) {
	struct parts *s = (struct parts *)source;

	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++) {
		if (s->files[i].fd >= 0)
			close(s->files[i].fd);
		buf_release(&s->files[i].head);
	}
	free(s->files);
	borders_free(s->borders);
	header_free(s->header);
	buf_release(&s->window);
	free(s);
}

static const struct source_ops ops = { .next = parts_next, .ready = parts_ready, .free = parts_free };

static void rewind_parts(struct parts *s) {
	s->file = 0;
	s->at = s->count ? s->files[0].begin : 0;
}

int parts_count(struct source *source, struct err *err) {
	struct parts *s = (struct parts *)source;
	struct task t = {0};
	uint64_t n = 0;
	int rc;

	while ((rc = parts_next(source, &t, NULL, err)) == 1)
		n++;
	rewind_parts(s);
	if (rc < 0)
		return rc;
	source->total = n;
	return 0;
}

/* --block -n: as many blocks for each slot. */
static void set_block(struct parts *s) {
	off_t all = 0, shares;

	s->block = s->o->block;
	if (s->block > 0)
		return;
	for (size_t i = 0; i < s->count; i++)
		if (__builtin_add_overflow(all, s->files[i].size, &all))
			all = LONG_MAX;
	if (__builtin_mul_overflow(s->block ? -s->block : 1, (off_t)(s->o->slots ? s->o->slots : 1), &shares))
		shares = LONG_MAX;
	s->block = all / shares;
	if (s->block < LONG_MAX)
		s->block++; /* also where it comes out even, as in GNU parallel */
}

static int open_all(struct parts *s, struct err *err) {
	for (size_t i = 0; i < s->o->input_count; i++) {
		const struct input *in = &s->o->inputs[i];
		int rc;

		if (in->kind != INPUT_FILE)
			continue;
		s->files[s->count].fd = -1;
		rc = open_file(&s->files[s->count++], in->path, s->o->tmpdir, err);
		if (rc)
			return rc;
	}
	if (!s->count)
		return err_set(err, EINVAL, "--pipepart needs a file (-a FILE)");
	set_block(s);
	if (s->o->skip_first_line) {
		int rc = drop_line(s, &s->files[0], err);

		if (rc)
			return rc;
	}
	for (size_t i = 0; s->header && i < s->count; i++) {
		int rc = take_head(s, &s->files[i], err);

		if (rc)
			return rc;
	}
	return 0;
}

int parts_new(struct source **ret, const struct options *o, struct evaluator *perl, struct err *err) {
	struct parts *s = xcalloc(1, sizeof(*s));
	int rc;

	s->base = (struct source){ &ops, UINT64_MAX };
	s->o = o;
	s->files = xcalloc(o->input_count + 1, sizeof(*s->files));
	if (o->many == MANY_N || o->many == MANY_NREPLACE || o->max_lines)
		rc = err_set(err, EINVAL, "--pipepart cuts by size: -n, -N and -L are not for it");
	else
		rc = borders_new(&s->borders, o, err);
	if (!rc && o->group_by)
		rc = keys_new(&s->keys, "--group-by", o->group_by, o->colsep, perl, err);
	if (!rc && s->keys)
		borders_by_key(s->borders, s->keys);
	if (!rc) /* a named column is looked for in the first line, which then is a header */
		rc = header_new(&s->header, !o->header && s->keys && keys_by_name(s->keys) ? ":" : o->header, err);
	if (!rc)
		rc = open_all(s, err);
	if (rc) {
		parts_free(&s->base);
		return rc;
	}
	rewind_parts(s);
	*ret = &s->base;
	return 0;
}
