/* SPDX-License-Identifier: MIT */
/*
 * stdout and stderr. Small outputs are gathered, so that many short tasks cost one write; a big chunk goes straight out. A switch of
 * the stream flushes first: on a terminal, or with 2>&1, the order of the two is what people see.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "output/sinks.h"

#define GATHER (64u << 10)
#define DIRECT (GATHER / 2) /* so much is written at once, without being copied */

struct terminal {
	struct sink sink;
	bool tagged, out_closed;
	int fd;             /* where what is gathered goes; -1 = nothing */
	struct buf gathered;
	struct err lost;    /* of stderr */
};

static const char *name_of(int fd) {
	return fd == 1 ? "standard output" : "standard error";
}

/*
 * A stderr that cannot be written (a full disk) must not cost what is still to come on stdout: it is told at the end. When nobody
 * reads it any more there is nothing to go on for.
 */
static int send(struct terminal *t, int fd, const void *p, size_t n, struct err *err) {
	int rc = n && !(fd == 2 && t->lost.code) ? io_write(fd, p, n, NULL) : 0;

	if (rc && fd == 2 && rc != -EPIPE) {
		err_sys(&t->lost, -rc, "cannot write to %s", name_of(fd));
		return 0;
	}
	return rc ? err_sys(err, -rc, "cannot write to %s", name_of(fd)) : 0;
}

static int terminal_flush(struct sink *s, struct err *err) {
	struct terminal *t = (struct terminal *)s;
	int rc = t->fd < 0 ? 0 : send(t, t->fd, t->gathered.p, t->gathered.len, err);

	t->gathered.len = 0;
	return rc;
}

static int put(struct terminal *t, const void *p, size_t n, struct err *err) {
	int rc = 0;

	if (n >= DIRECT || t->gathered.len + n > GATHER)
		rc = terminal_flush(&t->sink, err);
	if (rc)
		return rc;
	if (n >= DIRECT)
		return send(t, t->fd, p, n, err);
	return buf_add(&t->gathered, p, n) ? err_sys(err, ENOMEM, "cannot write output") : 0;
}

static int put_tagged(struct terminal *t, struct task *task, const char *p, size_t n, struct err *err) {
	int rc = 0;

	while (n && !rc) {
		const char *nl = memchr(p, '\n', n);
		size_t line = nl ? (size_t)(nl + 1 - p) : n;
		const char *cr = memchr(p, '\r', line); /* goes back to the start of the line: the tag is wanted there again */

		if (cr)
			line = (size_t)((nl = cr) + 1 - p);

		if (!task->line_started)
			rc = put(t, task->tag.p, task->tag.len, err);
		if (!rc)
			rc = put(t, p, line, err);
		task->line_started = !nl;
		p += line;
		n -= line;
	}
	return rc;
}

static int terminal_write(struct sink *s, struct task *task, enum stream stream, const void *p, size_t n, struct err *err) {
	struct terminal *t = (struct terminal *)s;
	int fd = stream == STREAM_OUT ? 1 : 2;

	if (fd == 1 && t->out_closed && n)
		return err_sys(err, EBADF, "cannot write to %s", name_of(1));
	if (fd != t->fd) {
		int rc = terminal_flush(s, err);

		if (rc)
			return rc;
		t->fd = fd;
		task->line_started = false;
	}
	if (t->tagged && task->tag.len)
		return put_tagged(t, task, p, n, err);
	return put(t, p, n, err);
}

/* Some file systems report a lost write only when the file is closed. */
static int terminal_finish(struct sink *s, struct err *err) {
	struct terminal *t = (struct terminal *)s;
	int rc = terminal_flush(s, err), fd;

	if (!rc && t->lost.code) {
		*err = t->lost;
		return -err->code;
	}
	if (rc || t->out_closed)
		return rc;
	fd = dup(1);
	if (fd >= 0 && close(fd) && errno != EINTR)
		return err_sys(err, errno, "cannot write to %s", name_of(1));
	return 0;
}

static void terminal_free(struct sink *s) {
	struct terminal *t = (struct terminal *)s;

	buf_release(&t->gathered);
	free(t);
}

static const struct sink_ops terminal_ops = { terminal_write, NULL, terminal_flush, terminal_finish, terminal_free };

int sink_terminal_new(struct sink **ret, bool tagged, bool out_closed, struct err *err) {
	struct terminal *t = xcalloc(1, sizeof(*t));

	(void)err;
	*t = (struct terminal){ .sink = { &terminal_ops }, .tagged = tagged, .out_closed = out_closed, .fd = -1 };
	*ret = &t->sink;
	return 0;
}
