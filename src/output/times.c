/* SPDX-License-Identifier: MIT */
/* A table with open addressing over the text of the log, which stays in memory: a record is where its command stands, and its time. */
#include "config.h"

#include "output/times.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/sys.h"
#include "output/logline.h"

struct entry {
	size_t at, len; /* of the command in text; len SIZE_MAX = the entry is free */
	double seconds;
};

struct times {
	struct buf text;
	struct entry *list;
	size_t size, used; /* size is a power of two */
};

/* In a log newlines are NULs, and those at the end are gone. */
static char logged(char c) {
	return c == '\n' ? '\0' : c;
}

static size_t logged_len(const char *command, size_t n) {
	while (n && command[n - 1] == '\n')
		n--;
	return n;
}

static bool same(const struct times *t, const struct entry *e, const char *command, size_t n) {
	if (e->len != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (t->text.p[e->at + i] != logged(command[i]))
			return false;
	return true;
}

/* Where the command is, or where it would be. FNV-1a. */
static struct entry *find(const struct times *t, const char *command, size_t n) {
	uint64_t hash = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)logged(command[i])) * 0x100000001b3u;
	hash ^= hash >> 32;
	for (i = (size_t)hash & (t->size - 1); t->list[i].len != SIZE_MAX; i = (i + 1) & (t->size - 1))
		if (same(t, &t->list[i], command, n))
			break;
	return &t->list[i];
}

static int grow(struct times *t) {
	struct times bigger = { .text = t->text, .size = t->size ? t->size * 2 : 256, .used = t->used };

	bigger.list = sys_malloc(bigger.size * sizeof(*bigger.list));
	if (!bigger.list)
		return -ENOMEM;
	for (size_t i = 0; i < bigger.size; i++)
		bigger.list[i].len = SIZE_MAX;
	for (size_t i = 0; i < t->size; i++)
		if (t->list[i].len != SIZE_MAX)
			*find(&bigger, t->text.p + t->list[i].at, t->list[i].len) = t->list[i];
	free(t->list);
	*t = bigger;
	return 0;
}

static int add(struct times *t, const struct logline *l, const char *end) {
	size_t n = (size_t)(end - l->command);
	struct entry *e;

	if (t->used * 2 >= t->size && grow(t))
		return -ENOMEM;
	e = find(t, l->command, n);
	t->used += e->len == SIZE_MAX;
	*e = (struct entry){ (size_t)(l->command - t->text.p), n, l->runtime };
	return 0;
}

static int parse(struct times *t, const char *path, struct err *err) {
	const char *p = t->text.p, *end = p + t->text.len, *nl;

	if (t->text.len && !logline_is_log(p, end))
		return logline_not_a_log(path, err);
	for (unsigned long line = 1; p < end && (nl = memchr(p, '\n', (size_t)(end - p))); line++, p = nl + 1) {
		struct logline l;

		if (logline_is_header(p, nl))
			continue; /* logs that were put together have several */
		if (!logline_read(p, nl, &l) || l.runtime < 0)
			return err_set(err, EINVAL, "line %lu of the job log '%s' is not a record: mend it or take it out", line, path);
		if (add(t, &l, nl))
			return err_sys(err, ENOMEM, "cannot read the job log '%s'", path);
	}
	return t->used ? 0 : err_set(err, EINVAL, "the job log '%s' has no record: there are no times in it to order tasks by", path);
}

int times_read(struct times **ret, const char *path, struct err *err) {
	struct times *t = xcalloc(1, sizeof(*t));
	int rc = logline_slurp(path, false, &t->text, err);

	if (!rc)
		rc = parse(t, path, err);
	if (rc) {
		times_free(t);
		return rc;
	}
	*ret = t;
	return 0;
}

void times_free(struct times *t) {
	if (!t)
		return;
	free(t->list);
	buf_release(&t->text);
	free(t);
}

double times_of(const struct times *t, const char *command, size_t n) {
	const struct entry *e = find(t, command, logged_len(command, n));

	return e->len == SIZE_MAX ? -1 : e->seconds;
}
