/* SPDX-License-Identifier: MIT */
/*
 * Every directory that holds the file is read, so that a later one adds to an earlier one: $PARALLEL_HOME, the XDG places,
 * ~/.parallel. Lines are split one by one: a quote cannot go on in the next line, and a message can name the line. Two opens that
 * fail are all that this costs where there are no such files.
 */
#include "cli/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sys.h"
#include "cli/set.h"
#include "cli/split.h"

enum { PATH_SIZE = 4096 };

/* Element n of a ':' list; NULL behind the last one. */
static const char *element(const char *list, unsigned n, int *len) {
	for (; list && *list; list += strcspn(list, ":"), list += *list == ':') {
		*len = (int)strcspn(list, ":");
		if (!n--)
			return list;
	}
	return NULL;
}

static const char *joined(char *buf, size_t size, const char *dir, int len, const char *below) {
	int n = snprintf(buf, size, "%.*s%s", len, dir, below);

	if (n < 0 || (size_t)n >= size)
		*buf = '\0';
	return buf;
}

/* Directory `below` what a variable of the environment names. */
static const char *under(char *buf, size_t size, const char *variable, const char *below) {
	const char *dir = getenv(variable);

	return dir && *dir ? joined(buf, size, dir, (int)strlen(dir), below) : joined(buf, size, "", 0, "");
}

const char *config_dir(unsigned index, char *buf, size_t size) {
	const char *list = getenv("XDG_CONFIG_DIRS"), *dir;
	unsigned count = 0;
	int len;

	while (element(list, count, &len))
		count++;
	if (index == 0)
		return under(buf, size, "PARALLEL_HOME", "");
	if (index <= count) { /* the list begins with the one that counts most */
		dir = element(list, count - index, &len);
		return joined(buf, size, dir, len, "/parallel");
	}
	if (index == count + 1)
		return under(buf, size, "XDG_CONFIG_HOME", "/parallel");
	return index == count + 2 ? under(buf, size, "HOME", "/.parallel") : NULL;
}

/* All of a file. 0 or -errno. */
static int slurp(const char *path, struct buf *b) {
	int fd = sys_open(path, O_RDONLY | O_NONBLOCK, 0), rc = 0;
	ssize_t n = 1;

	if (fd < 0)
		return -errno;
	while (!rc && n > 0) {
		rc = buf_reserve(b, 4096);
		n = rc ? rc : sys_read(fd, b->p + b->len, 4096);
		if (n > 0)
			b->len += (size_t)n;
		else if (n < 0 && !rc)
			rc = -errno;
	}
	close(fd);
	return rc ? rc : buf_terminate(b);
}

/* Room for the words of a text: each takes a byte and a separator. */
static void make_room(struct config_words *w, struct options *o, size_t len, unsigned **lines) {
	w->at = set_alloc(o, (len / 2 + 2) * sizeof(char *));
	*lines = set_alloc(o, (len / 2 + 2) * sizeof(unsigned));
	w->lines = *lines;
}

/* The words of a file's text, which is changed. */
static int split_lines(struct config_words *w, struct options *o, char *text, size_t len, struct err *err) {
	char *out = set_alloc(o, len + 2), *line = text;
	unsigned *lines, number = 0;

	make_room(w, o, len, &lines);
	while (line) {
		char *end = strchr(line, '\n');
		struct err why = { 0 };
		size_t n = 0;

		if (end)
			*end = '\0';
		number++;
		if (line[strspn(line, " \t")] != '#') {
			if (split_words(line, out, w->at + w->count, &n, &why))
				return err_set(err, EINVAL, "%s line %u: %s", w->place, number, why.msg);
			for (size_t i = 0; i < n; i++)
				lines[w->count + i] = number;
			if (n)
				out = w->at[w->count + n - 1] + strlen(w->at[w->count + n - 1]) + 1;
			w->count += n;
		}
		line = end ? end + 1 : NULL;
	}
	return 0;
}

static int read_file(const char *path, struct options *o, config_take *take, void *arg, struct err *err) {
	struct config_words w = { 0 };
	struct buf text = { 0 };
	char *place;
	int rc = slurp(path, &text);

	if (rc == -ENOMEM)
		return err_sys(err, ENOMEM, "cannot read '%s'", path);
	if (rc || !text.len) {
		buf_release(&text);
		return 0; /* not there, or none of our business */
	}
	place = set_alloc(o, strlen(path) + 3);
	snprintf(place, strlen(path) + 3, "'%s'", path);
	w.place = place;
	rc = split_lines(&w, o, text.p, text.len, err);
	buf_release(&text);
	return rc ? rc : take(arg, &w, err);
}

static int read_named(const char *name, struct options *o, config_take *take, void *arg, struct err *err) {
	char dir[PATH_SIZE], path[PATH_SIZE];
	int rc = 0;

	if (*name == '/' || !strncmp(name, "./", 2))
		return read_file(name, o, take, arg, err);
	for (unsigned i = 0; !rc && config_dir(i, dir, sizeof(dir)); i++)
		if (*dir && snprintf(path, sizeof(path), "%s/%s", dir, name) < (int)sizeof(path))
			rc = read_file(path, o, take, arg, err);
	return rc;
}

static int read_environment(struct options *o, config_take *take, void *arg, struct err *err) {
	const char *s = getenv("PARALLEL");
	struct config_words w = { .place = "$PARALLEL" };
	struct err why = { 0 };

	if (!s || !*s)
		return 0;
	w.at = set_alloc(o, (strlen(s) / 2 + 2) * sizeof(char *));
	if (split_words(s, set_alloc(o, strlen(s) + 1), w.at, &w.count, &why))
		return err_set(err, EINVAL, "in $PARALLEL: %s", why.msg);
	return take(arg, &w, err);
}

int config_read(const struct parse *p, struct options *o, config_take *take, void *arg, struct err *err) {
	int rc = 0;

	if (p->plain)
		return 0;
	if (!p->profile_count) {
		rc = read_file("/etc/parallel/config", o, take, arg, err);
		if (!rc)
			rc = read_named("config", o, take, arg, err);
	}
	for (size_t i = 0; !rc && i < p->profile_count; i++)
		if (*p->profiles[i])
			rc = read_named(p->profiles[i], o, take, arg, err);
	return rc ? rc : read_environment(o, take, arg, err);
}
