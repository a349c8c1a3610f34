/* SPDX-License-Identifier: MIT */
/*
 * Names as GNU parallel makes them, with one exception: a value .. is a directory of that meaning there and climbs out
 * of the tree; here it is written \.. (no other value is, since a backslash is doubled). The number's file is taken
 * away before a task begins and made when it has ended: what --resume finds without it was interrupted.
 */
#include "config.h"

#include "output/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"

#define NAME_LONGEST 255

struct results {
	struct results_spec spec;
};

/* One level of the tree. */
static int add_level(struct buf *b, const char *s, size_t n) {
	size_t start = b->len + 1;
	int rc = buf_addc(b, '/');

	if (n == 2 && !memcmp(s, "..", 2))
		rc = rc ? rc : buf_addc(b, '\\');
	for (size_t i = 0; i < n && !rc; i++) {
		char c = s[i];

		if (c == '/' || c == '\\')
			rc = buf_addc(b, '\\');
		if (!rc)
			rc = buf_addc(b, (char)(c == '/' ? '_' : c));
	}
	if (b->len - start > NAME_LONGEST)
		b->len = start + NAME_LONGEST;
	return rc;
}

/* The name of a column: a path as it is, unless it would climb. */
static int add_column(const struct results *r, struct buf *b, size_t column) {
	char number[24];
	const char *name = number;
	int rc;

	snprintf(number, sizeof(number), "%zu", column + 1);
	if (column < r->spec.name_count)
		name = r->spec.names[column];
	if (strstr(name, ".."))
		return add_level(b, name, strlen(name));
	rc = buf_addc(b, '/');
	return rc ? rc : buf_adds(b, name);
}

/* Names are in the order of the numbers that they begin with, 0 where there is none; those of the same number in that of their bytes. */
static int compare_columns(const struct results *r, size_t a, size_t b) {
	const char *x = a < r->spec.name_count ? r->spec.names[a] : "", *y = b < r->spec.name_count ? r->spec.names[b] : "";
	double m = *x ? strtod(x, NULL) : (double)(a + 1), n = *y ? strtod(y, NULL) : (double)(b + 1);
	int order = m < n ? -1 : m > n;

	if (!order)
		order = strcmp(x, y);
	return order ? order : (a > b) - (a < b);
}

/* Which column's levels come i-th. */
static size_t in_order(const struct results *r, size_t columns, size_t i) {
	if (!r->spec.name_count)
		return i;
	for (size_t column = 0; column < columns; column++) {
		size_t before = 0;

		for (size_t other = 0; other < columns; other++)
			before += compare_columns(r, other, column) < 0;
		if (before == i)
			return column;
	}
	return i;
}

/* NAME/column/value/..., all records one after the other. 0 or -ENOMEM. */
static int tree_path(const struct results *r, const struct task *t, struct buf *b) {
	size_t columns = t->records ? t->argc / t->records : t->argc;
	int rc = buf_adds(b, r->spec.name);

	for (size_t i = 0; i < t->argc && columns && !rc && !r->spec.no_values; i++) {
		size_t start = i - i % columns, column = in_order(r, columns, i % columns);

		if (start + column >= t->argc)
			continue;
		rc = add_column(r, b, column);
		if (!rc)
			rc = add_level(b, t->argv[start + column], t->lens[start + column]);
	}
	return rc ? rc : buf_addc(b, '/');
}

/* The path that the names of the files are made of: a directory when it ends in a slash. 0 or -ENOMEM. */
static int stem(const struct results *r, const struct task *t, struct buf *b) {
	b->len = 0;
	if (r->spec.file && t->file.len)
		return buf_add(b, t->file.p, t->file.len);
	if (r->spec.file)
		return template_render(r->spec.file, t, t->result.slot ? t->result.slot : 1, b);
	return tree_path(r, t, b);
}

/* Append the name of a file to the stem. 0 or -ENOMEM. */
static int add_file(struct buf *b, const char *in_directory, const char *suffix) {
	int rc = buf_adds(b, b->len && b->p[b->len - 1] == '/' ? in_directory : suffix);

	return rc ? rc : buf_terminate(b);
}

/* Make the directories above the file. */
static int make_directories(char *path, struct err *err) {
	for (char *p = path + 1; (p = strchr(p, '/')); p++) {
		int rc;

		*p = '\0';
		rc = mkdir(path, 0777) && errno != EEXIST ? errno : 0;
		if (rc) {
			rc = err_sys(err, rc, "cannot make the directory '%s'", path);
			*p = '/';
			return rc;
		}
		*p = '/';
	}
	return 0;
}

static int open_file(struct buf *path, struct err *err) {
	const int flags = O_WRONLY | O_CREAT | O_TRUNC;
	int fd = sys_open(path->p, flags, 0666);

	if (fd < 0 && errno == ENOENT && !make_directories(path->p, err))
		fd = sys_open(path->p, flags, 0666);
	return fd < 0 ? err_sys(err, errno, "cannot write the result file '%s'", path->p) : fd;
}

/* The file of that kind beside the stem whose length is n. Leaves the stem behind. */
static int open_beside(struct buf *b, size_t n, const char *in_directory, const char *suffix, struct err *err) {
	b->len = n;
	return add_file(b, in_directory, suffix) ? err_sys(err, ENOMEM, "cannot name a result file") : open_file(b, err);
}

/* The number says that the files are complete: not now. */
static int forget_number(struct buf *b, size_t n, struct err *err) {
	b->len = n;
	if (add_file(b, "seq", ".seq"))
		return err_sys(err, ENOMEM, "cannot name a result file");
	return unlink(b->p) && errno != ENOENT ? err_sys(err, errno, "cannot write the result file '%s'", b->p) : 0;
}

static void close_end(int *fd) {
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static int open_temporary(const struct results *r, struct result_files *f, unsigned attempt, struct err *err) {
	if (attempt > 1) {
		f->out = sys_open(f->path.p, O_WRONLY | O_TRUNC, 0);
	} else {
		f->path.len = 0;
		if (buf_addf(&f->path, "%s/parXXXXXX.par", r->spec.tmpdir) || buf_terminate(&f->path))
			return err_sys(err, ENOMEM, "cannot name a result file");
		f->out = mkostemps(f->path.p, (int)strlen(".par"), O_CLOEXEC);
	}
	if (f->out >= 0)
		return 0;
	return err_sys(err, errno, "cannot make a file in '%s'", r->spec.tmpdir);
}

int results_open(const struct results *r, struct result_files *f, struct task *t, struct err *err) {
	size_t n;

	f->out = f->err = -1;
	if (!r->spec.name && !r->spec.file)
		return open_temporary(r, f, t->result.attempt, err);
	if (stem(r, t, &f->path))
		return err_sys(err, ENOMEM, "cannot name a result file");
	n = f->path.len;
	f->err = open_beside(&f->path, n, "stderr", ".err", err);
	if (f->err >= 0 && !forget_number(&f->path, n, err))
		f->out = open_beside(&f->path, n, "stdout", "", err);
	if (f->out >= 0)
		return 0;
	results_release(f);
	return -err->code;
}

void results_drop(struct result_files *f) {
	close_end(&f->out);
	close_end(&f->err);
}

void results_end(struct result_files *f, struct task *t) {
	struct stat st;

	if (f->out >= 0 && !fstat(f->out, &st))
		t->result.received = (uint64_t)st.st_size;
	close_end(&f->out);
	close_end(&f->err);
}

static bool came_to_its_end(const struct task *t) {
	return t->result.outcome != OUTCOME_NONE && t->result.outcome != OUTCOME_KILLED;
}

int results_settle(const struct results *r, struct result_files *f, const struct task *t, struct err *err) {
	char number[24];
	int fd, rc;

	if (!r->spec.name && !r->spec.file) {
		if (!came_to_its_end(t))
			(void)unlink(f->path.p); /* at worst it stays */
		return 0;
	}
	if (!came_to_its_end(t))
		return 0;
	if (stem(r, t, &f->path) || add_file(&f->path, "seq", ".seq"))
		return err_sys(err, ENOMEM, "cannot name a result file");
	fd = open_file(&f->path, err);
	if (fd < 0)
		return -err->code;
	snprintf(number, sizeof(number), "%llu", (unsigned long long)task_number(t));
	rc = io_write(fd, number, strlen(number), NULL);
	if (close(fd) && !rc)
		rc = -errno;
	if (rc)
		rc = err_sys(err, -rc, "cannot write the result file '%s'", f->path.p);
	return rc;
}

void results_release(struct result_files *f) {
	close_end(&f->out);
	close_end(&f->err);
	buf_release(&f->path);
}

bool results_has(const struct results *r, const struct task *t) {
	struct buf b = {0};
	bool has = false;

	if (r->spec.name || r->spec.file) {
		size_t n = 0;

		has = !stem(r, t, &b) && (n = b.len, !add_file(&b, "stdout", "")) && !access(b.p, F_OK);
		if (has) {
			b.len = n;
			has = !add_file(&b, "seq", ".seq") && !access(b.p, F_OK);
		}
	}
	buf_release(&b);
	return has;
}

/* The top of the tree is made with its first directory; whether it can be is better known before any task has run. */
static int check_top(const char *name, struct err *err) {
	char *path = xstrdup(name), *end = path + strlen(path);
	struct stat st;
	int rc = 0;

	while (stat(path, &st) && errno == ENOENT && end) {
		while (end > path && end[-1] == '/')
			*--end = '\0';
		end = strrchr(path, '/');
		if (end)
			end[end == path] = '\0';
	}
	if (end && !stat(path, &st) && !S_ISDIR(st.st_mode)) /* before access, to which a file without x is a matter of permission */
		rc = err_set(err, ENOTDIR, "cannot make the directory '%s': there is a file '%s'", name, path);
	else if (access(end ? path : ".", W_OK | X_OK))
		rc = err_sys(err, errno, "cannot make the directory '%s'", name);
	free(path);
	return rc;
}

int results_new(struct results **ret, const struct results_spec *spec, struct err *err) {
	struct results *r;
	int rc = 0;

	if (spec->name)
		rc = check_top(spec->name, err);
	else if (!spec->file && access(spec->tmpdir, W_OK | X_OK))
		rc = err_sys(err, errno, "cannot make files in '%s'", spec->tmpdir);
	if (rc)
		return rc;
	r = xcalloc(1, sizeof(*r));
	r->spec = *spec;
	*ret = r;
	return 0;
}

void results_free(struct results *r) {
	free(r);
}
