/* SPDX-License-Identifier: MIT */
/*
 * One thread and one poll. A FIFO is opened without waiting for its writer; until one has come poll does not report its end (Linux;
 * elsewhere a FIFO that nobody writes yet may be taken for an empty one). Whole lines go out as soon as they are there; what has
 * no newline waits for the rest of its line or for the end of its file.
 */
#include "config.h"

#include "parcat.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/sys.h"

#define READ_SIZE 65536

struct file {
	char *name;
	int out;          /* descriptor that its lines go to */
	bool regular;     /* never waits: read in one go */
	struct buf rest;  /* the line that has not ended */
};

struct cat {
	struct file *files;
	struct pollfd *fds;
	size_t count, room;
	bool remove;
	int status;
};

bool parcat_called(const char *argv0) {
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;

	return argv0 && !strcmp(slash ? slash + 1 : argv0, "parcat");
}

static void complain(struct cat *c, int code, const char *what, const char *name) {
	struct err err = { 0 };

	(void)err_sys(&err, code, "cannot %s '%s'", what, name);
	err_say("%s", err.msg);
	c->status = 1;
}

static void add(struct cat *c, const char *name, int out) {
	int fd = sys_open(name, O_RDONLY | O_NONBLOCK, 0);
	struct stat st;

	if (fd < 0) {
		complain(c, errno, "open", name);
		return;
	}
	if (c->remove && unlink(name))
		complain(c, errno, "remove", name);
	if (c->count == c->room) {
		c->room = c->room ? 2 * c->room : 64;
		c->files = xrealloc(c->files, c->room * sizeof(*c->files));
		c->fds = xrealloc(c->fds, c->room * sizeof(*c->fds));
	}
	c->files[c->count] = (struct file){ .name = xstrdup(name), .out = out, .regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) };
	c->fds[c->count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

/* -2: the lines of what follows go to descriptor 2. */
static bool is_descriptor(const char *w) {
	size_t n = strlen(w);

	return w[0] == '-' && n > 1 && n < 6 && strspn(w + 1, "0123456789") == n - 1;
}

/* Returns false when no file was named. */
static bool add_arguments(struct cat *c, char **words, int count) {
	bool any = false, names = false;
	int out = 1;

	for (int i = 0; i < count; i++) {
		const char *w = words[i];

		if (!names && !strcmp(w, "--")) {
			names = true;
		} else if (!names && !strcmp(w, "--rm")) {
			c->remove = true;
		} else if (!names && is_descriptor(w)) {
			out = (int)strtol(w + 1, NULL, 10);
		} else {
			add(c, w, out);
			any = true;
		}
	}
	return any;
}

/* Names on standard input, one a line. */
static void add_listed(struct cat *c) {
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) > 0) {
		if (line[n - 1] == '\n')
			line[--n] = '\0';
		if (n)
			add(c, line, 1);
	}
	free(line);
}

static int put(struct cat *c, const struct file *f, const char *p, size_t n) {
	int rc = n ? io_write(f->out, p, n, NULL) : 0;
	char name[32];

	if (rc == -EPIPE) {
		c->status = 1;
	} else if (rc) {
		snprintf(name, sizeof(name), "descriptor %d", f->out);
		complain(c, -rc, "write to", name);
	}
	return rc;
}

/* Lines that have ended leave, the rest of n new bytes stays. */
static int take(struct cat *c, struct file *f, const char *p, size_t n) {
	const char *nl = memrchr(p, '\n', n);
	size_t whole = nl ? (size_t)(nl + 1 - p) : 0;
	int rc = 0;

	if (whole && f->rest.len) {
		rc = buf_add(&f->rest, p, whole);
		if (!rc)
			rc = put(c, f, f->rest.p, f->rest.len);
		f->rest.len = 0;
	} else if (whole) {
		rc = put(c, f, p, whole);
	}
	return rc ? rc : buf_add(&f->rest, p + whole, n - whole);
}

/* Something to read, or the end. Returns 1 at the end of the file, 0, or -errno when nothing can be written any more. */
static int serve(struct cat *c, size_t i, char *block) {
	ssize_t n = sys_read(c->fds[i].fd, block, READ_SIZE);
	int rc;

	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n > 0)
		return take(c, &c->files[i], block, (size_t)n);
	if (n < 0)
		complain(c, errno, "read", c->files[i].name);
	rc = put(c, &c->files[i], c->files[i].rest.p, c->files[i].rest.len);
	return rc ? rc : 1;
}

static void forget(struct cat *c, size_t i) {
	close(c->fds[i].fd);
	buf_release(&c->files[i].rest);
	free(c->files[i].name);
	c->count--;
	memmove(c->files + i, c->files + i + 1, (c->count - i) * sizeof(*c->files));
	memmove(c->fds + i, c->fds + i + 1, (c->count - i) * sizeof(*c->fds));
}

/* Once round. 0, or -errno when nothing can be written any more. */
static int turn(struct cat *c, char *block) {
	int rc = 0;

	if (poll(c->fds, c->count, -1) < 0)
		return errno == EINTR ? 0 : -errno;
	for (size_t i = 0; i < c->count && rc >= 0; i++) {
		do
			rc = c->fds[i].revents ? serve(c, i, block) : 0;
		while (!rc && c->files[i].regular);
		if (rc == 1)
			forget(c, i--);
	}
	return rc < 0 ? rc : 0;
}

int parcat_main(int argc, char **argv) {
	struct cat c = { 0 };
	struct rlimit files;
	char *block = xmalloc(READ_SIZE);
	int rc = 0;

	if (!getrlimit(RLIMIT_NOFILE, &files)) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files); /* at worst fewer files */
	}
	if (!add_arguments(&c, argv + 1, argc - 1))
		add_listed(&c);
	while (c.count && !rc)
		rc = turn(&c, block);
	if (rc && !c.status) /* else that was said */
		complain(&c, -rc, "go on with", c.files[0].name);
	while (c.count)
		forget(&c, c.count - 1);
	free(c.files);
	free(c.fds);
	free(block);
	return c.status;
}
