/* SPDX-License-Identifier: MIT */
/*
 * perl gets one end of a socket pair as its stdin. It reads a whole request before it answers, so one thread at a time can write
 * and then read without a deadlock. That thread has the `busy` role; no lock is held while it waits. Whatever goes wrong is kept and
 * told to everybody who asks after that.
 */
#include "config.h"

#include "exec/perl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "exec/perl_text.h"
#include "exec/shell.h"

enum { MOMENT_MS = 2, GRACE_MS = 1000 };

extern char **environ;

struct perl {
	struct evaluator evaluator;
	struct perl_spec spec;
	struct mutex mu;
	struct cond idle;
	/* Guarded by mu. */
	bool busy;
	struct err err;
	/* Whoever is busy has these. */
	bool started, stuck;
	int fd;
	struct proc proc;
};

static const char *quoting_name(enum quoting q) {
	return q == QUOTING_CSH ? "csh" : q == QUOTING_RC ? "rc" : "sh";
}

static int start(struct perl *p, struct err *err) {
	char path[4096], slots[16], dash_e[] = "-e", dashes[] = "--", name[] = "perl";
	char *argv[] = { name, dash_e, (char *)perl_text, dashes, (char *)quoting_name(p->spec.quoting), slots,
			 (char *)p->spec.colsep, NULL };
	struct proc_start how = { .world = p->spec.world, .path = path, .argv = argv, .envp = environ, .out = -1, .err = -1,
				  .guard = guardian_slot(p->spec.guardian, GUARD_SLOTS - 1) };
	int fd[2], rc;

	if (!shell_which("perl", getenv("PATH"), false, path, sizeof(path)))
		return err_set(err, ENOENT, "Perl expressions need the program 'perl', which is not in PATH; install it, or use strings "
					    "that do without ({.}, --plus)");
	snprintf(slots, sizeof(slots), "%u", p->spec.slots);
	rc = sys_sockets(fd);
	if (rc)
		return err_sys(err, -rc, "cannot start '%s'", path);
	how.in = fd[1];
	rc = proc_start(&p->proc, &how);
	close(fd[1]);
	if (rc) {
		close(fd[0]);
		return err_sys(err, -rc, "cannot start '%s'", path);
	}
	(void)fcntl(fd[0], F_SETFL, O_NONBLOCK);
	p->fd = fd[0];
	p->started = true;
	return 0;
}

/* Until there is something to read. A wait that takes longer than a moment needs somebody who watches the signals. */
static int await(const struct perl *p) {
	struct pollfd f[2] = { { .fd = p->fd, .events = POLLIN }, { .fd = p->spec.gates->kill.fd, .events = POLLIN } };
	int timeout = MOMENT_MS;

	while (poll(f, 2, timeout) <= 0) {
		gates_linger(p->spec.gates);
		timeout = -1;
	}
	return f[1].revents ? -ECANCELED : 0;
}

static int read_all(struct perl *p, char *to, size_t n) {
	while (n) {
		ssize_t got = sys_read(p->fd, to, n);
		int rc = 0;

		if (got == 0)
			return -EPIPE;
		if (got < 0)
			rc = errno == EAGAIN || errno == EWOULDBLOCK ? await(p) : -errno;
		if (rc)
			return rc;
		to += got > 0 ? got : 0;
		n -= got > 0 ? (size_t)got : 0;
	}
	return 0;
}

/* One request and its answer. 0 or -errno. */
static int talk(struct perl *p, const struct buf *request, struct buf *answer) {
	unsigned char head[4];
	size_t n;
	int rc;

	rc = io_write(p->fd, request->p, request->len, &p->spec.gates->kill);
	if (rc)
		return rc;
	rc = await(p);
	if (!rc)
		rc = read_all(p, (char *)head, sizeof(head));
	if (rc)
		return rc;
	n = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
	answer->len = 0;
	if (!n)
		return -EPROTO;
	if (buf_reserve(answer, n))
		return -ENOMEM;
	rc = read_all(p, answer->p, n);
	answer->len = rc ? 0 : n;
	return rc;
}

/* What is wrong when talk fails. */
static int explain(int rc, struct err *err) {
	if (rc == -ECANCELED)
		return err_set(err, ECANCELED, "the run was stopped while a Perl expression was evaluated");
	if (rc == -EPIPE || rc == -ECONNRESET)
		return err_set(err, EPIPE, "perl ended while it was needed for an expression");
	return err_sys(err, -rc, "cannot evaluate a Perl expression");
}

static int work(struct perl *p, const struct buf *request, struct buf *answer, struct err *err) {
	int rc = p->started ? 0 : start(p, err);

	if (rc)
		return rc;
	p->stuck = true;
	rc = talk(p, request, answer);
	if (rc)
		return explain(rc, err);
	p->stuck = false;
	if (answer->p[0] == '-')
		return err_set(err, EINVAL, "%.*s", (int)(answer->len - 1), answer->p + 1);
	return 0;
}

static int perl_exchange(struct evaluator *e, const struct buf *request, struct buf *answer, struct err *err) {
	struct perl *p = (struct perl *)e;
	struct err why = {0};

	mutex_lock(&p->mu);
	while (p->busy)
		cond_wait(&p->idle, &p->mu);
	p->busy = true;
	why = p->err;
	mutex_unlock(&p->mu);
	if (!why.code)
		(void)work(p, request, answer, &why);
	mutex_lock(&p->mu);
	p->err = why;
	p->busy = false;
	cond_signal(&p->idle);
	mutex_unlock(&p->mu);
	if (why.code && err)
		*err = why;
	return -why.code;
}

static void perl_error(struct evaluator *e, struct err *ret) {
	struct perl *p = (struct perl *)e;

	mutex_lock(&p->mu);
	*ret = p->err;
	mutex_unlock(&p->mu);
}

static const struct evaluator_ops ops = { .exchange = perl_exchange, .error = perl_error, .free = perl_free };

struct evaluator *perl_new(const struct perl_spec *spec) {
	struct perl *p = xcalloc(1, sizeof(*p));

	p->evaluator.ops = &ops;
	p->spec = *spec;
	p->fd = -1;
	mutex_init(&p->mu);
	cond_init(&p->idle);
	return &p->evaluator;
}

/* The end of its input ends it. One that is at work, or has no way to tell of its end, is not waited for. */
static void end(struct perl *p) {
	struct pollfd f = { .fd = p->proc.pidfd, .events = POLLIN };
	struct proc_end how;

	close(p->fd);
	if (p->stuck || f.fd < 0 || poll(&f, 1, GRACE_MS) <= 0)
		proc_signal(&p->proc, SIGKILL);
	proc_reap(&p->proc, false, &how);
}

void perl_free(struct evaluator *e) {
	struct perl *p = (struct perl *)e;

	if (!p)
		return;
	if (p->started)
		end(p);
	cond_release(&p->idle);
	mutex_release(&p->mu);
	free(p);
}
