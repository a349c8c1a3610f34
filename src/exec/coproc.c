/* SPDX-License-Identifier: MIT */
/*
 * Both sides may write at once, so nothing here blocks but poll: our ends do not, and while the process does not read we go on reading.
 * A process that ends is read to the end of what it had written first: its last answer may be whole.
 *
 * Its messages (stderr) and its answer come by two ways. A process writes its messages before the end of its answer, so when that is
 * here they are in the pipe, and are taken without waiting.
 */
#include "config.h"

#include "exec/coproc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/io.h"
#include "base/process.h"
#include "base/sys.h"
#include "exec/shortage.h"

#define MOMENT 1000000LL            /* 1 ms: what is put is handed on so late, and nobody is missed before */
#define LOOK_MS 5                   /* how often its end is asked for where it cannot be waited for */
#define GRACE (NSEC_PER_SEC)        /* for a process whose input has ended */
#define GRACE_MOST (10 * NSEC_PER_SEC)
#define AGAIN_MS 100
#define UNASKED_MOST (1u << 20)     /* one that writes and writes is not listened to for longer */
#define QUIET_FIRST (NSEC_PER_SEC / 5)
#define QUIET_MOST (5 * NSEC_PER_SEC)

enum { T_GATE, T_PROC, T_OUT, T_ERR, T_IN, T_RELIEF, T_LEASH, T_COUNT };

static void close_fd(int *fd) {
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_ends(struct coproc *c) {
	if (c->in == c->out)
		c->in = -1;
	close_fd(&c->in);
	close_fd(&c->out);
	close_fd(&c->err);
}

/* What the child gets is in how; ours in c. 0 or -errno with nothing open. */
static int open_ends(struct coproc *c, struct proc_start *how, bool socket) {
	int fd[2], rc;

	c->in = c->out = c->err = how->in = how->out = how->err = -1;
	rc = socket ? sys_sockets(fd) : sys_pipe(fd);
	if (rc)
		return rc;
	how->in = fd[0];
	c->in = fd[1];
	if (socket) {
		c->out = c->in;
	} else {
		rc = sys_pipe(fd);
		if (rc)
			return rc;
		c->out = fd[0];
		how->out = fd[1];
	}
	rc = sys_pipe(fd);
	if (rc)
		return rc;
	c->err = fd[0];
	how->err = fd[1];
	if (socket)
		how->out = how->err; /* results come as frames: what else is printed counts as messages */
	/* Our ends only: each has a description of its own. */
	fcntl(c->in, F_SETFL, O_NONBLOCK);
	fcntl(c->out, F_SETFL, O_NONBLOCK);
	fcntl(c->err, F_SETFL, O_NONBLOCK);
	return 0;
}

int coproc_start(struct coproc *c, struct proc_start *how, bool socket) {
	int rc = open_ends(c, how, socket);

	if (!rc)
		rc = proc_start(&c->proc, how);
	if (how->out == how->err)
		how->out = -1;
	close_fd(&how->in);
	close_fd(&how->out);
	close_fd(&how->err);
	if (rc)
		close_ends(c);
	c->alive = !rc;
	c->served = 0;
	return rc;
}

int coproc_begin(struct coproc *c, struct proc_start *how, bool socket, _Atomic unsigned *running, const struct gates *g) {
	struct shortage shortage = {0};

	for (;;) {
		int rc = coproc_start(c, how, socket), waited;

		if (!rc)
			atomic_fetch_add(running, 1);
		if (!shortage_is(rc))
			return rc;
		waited = shortage_wait(&shortage, atomic_load(running), g);
		if (waited)
			return waited == -ECANCELED ? waited : rc;
	}
}

bool coproc_stale(const struct coproc *c) {
	struct pollfd f[2] = { { .fd = c->out, .events = POLLIN }, { .fd = c->proc.pidfd, .events = POLLIN } };

	return poll(f, 2, 0) > 0 || (c->proc.pidfd < 0 && proc_ended(&c->proc));
}

static void reap(struct coproc *c, struct guardian *guardian) {
	close_ends(c);
	proc_reap(&c->proc, false, &c->end);
	if (c->end.group_left)
		guardian_leftover(guardian);
	c->alive = false;
}

/*
 * Milliseconds that it still has: a second when it waits for something, more while all it wants is a CPU. 0: that is over.
 */
static int patience(const struct coproc *c, nsec since) {
	int wait = clock_poll_ms(since + GRACE);
	struct process_stat p;

	if (wait)
		return wait;
	if (!process_stat(c->proc.pid, &p) || (p.state != 'R' && p.state != 'D'))
		return 0;
	wait = clock_poll_ms(since + GRACE_MOST);
	return wait < AGAIN_MS ? wait : AGAIN_MS;
}

/* Read one of its outputs once. False when there is no more. */
static bool sip(int fd, bool messages, size_t *unasked) {
	char text[4096];
	ssize_t got = sys_read(fd, text, sizeof(text));

	if (got < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK;
	if (messages)
		(void)io_write(2, text, (size_t)got, NULL); /* nobody is left who could keep them */
	else
		*unasked += (size_t)got;
	return got > 0;
}

/* Until it has ended, or has had its time. */
static size_t last_words(struct coproc *c) {
	nsec since = clock_mono();
	bool out = true, err = true, over = false;
	size_t unasked = 0;

	while (!over && unasked < UNASKED_MOST) {
		int wait = patience(c, since);
		struct pollfd f[3] = { { .fd = out ? c->out : -1, .events = POLLIN }, { .fd = err ? c->err : -1, .events = POLLIN },
				       { .fd = c->proc.pidfd, .events = POLLIN } };

		if (c->proc.pidfd < 0 && wait > LOOK_MS)
			wait = LOOK_MS;
		over = proc_ended(&c->proc) || !wait;
		poll(f, 3, over ? 0 : wait);
		/* At its end all that is there is taken. */
		while (out && f[0].revents && (out = sip(c->out, false, &unasked)) && over && unasked < UNASKED_MOST && poll(f, 1, 0) > 0)
			;
		while (err && f[1].revents && (err = sip(c->err, true, &unasked)) && over && poll(f + 1, 1, 0) > 0)
			;
	}
	return unasked;
}

size_t coproc_stop(struct coproc *c, struct guardian *guardian) {
	size_t unasked;

	if (!c->alive)
		return 0;
	if (c->in == c->out)
		shutdown(c->in, SHUT_WR);
	else
		close_fd(&c->in);
	unasked = last_words(c);
	if (!proc_ended(&c->proc))
		proc_signal(&c->proc, SIGKILL);
	reap(c, guardian);
	return unasked;
}

void talk_put(struct talk *t, enum stream stream, const char *p, size_t n) {
	int rc;

	if (!n)
		return;
	rc = t->outlet->ops->put(t->outlet, t->task, stream, p, n);
	if (stream == STREAM_OUT || t->count_err)
		t->task->result.received += n;
	if (!t->unpushed)
		t->push_at = clock_mono() + MOMENT;
	t->unpushed = true;
	if (rc < 0)
		t->lost = rc; /* go on reading, so that it is not stuck; the task counts as failed */
	else if (rc > 0)
		t->paused = true;
}

/* Take its messages as far as they are there. */
static void take_err(struct talk *t) {
	struct coproc *c = t->coproc;
	ssize_t got;

	while (c->err >= 0 && !t->paused && (got = sys_read(c->err, t->buffer, COPROC_BUFFER)) >= 0) {
		if (got == 0)
			close_fd(&c->err);
		talk_put(t, STREAM_ERR, t->buffer, (size_t)got);
	}
}

/* Read once. 1: the exchange is over; 0: not yet; -EAGAIN: nothing is there; -EPIPE: nothing will ever be. */
static int take_out(struct talk *t) {
	struct coproc *c = t->coproc;
	ssize_t got;
	size_t n;
	int rc;

	if (c->out < 0)
		return -EPIPE;
	got = sys_read(c->out, t->buffer, COPROC_BUFFER);
	if (got < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK ? -EAGAIN : errno == ECONNRESET ? -EPIPE : -errno;
	if (got == 0)
		return -EPIPE;
	n = (size_t)got;
	rc = t->ops->got(t, t->buffer, &n);
	if (rc == 1)
		t->extra = (size_t)got - n;
	return rc;
}

/* Give it as much as it takes. 0, or -errno of ops->next. A process that reads no further shows in other ways. */
static int feed(struct talk *t) {
	while (!t->fed) {
		ssize_t put;

		if (!t->piece_left) {
			int rc = t->ops->next(t, &t->piece, &t->piece_left);

			if (rc < 0)
				return rc;
			t->fed = t->sent = rc == 0;
			continue;
		}
		put = sys_write(t->coproc->in, t->piece, t->piece_left);
		if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (put < 0) {
			t->fed = true;
			return errno == EPIPE || errno == ECONNRESET ? 0 : -errno;
		}
		t->written += (size_t)put;
		t->piece += put;
		t->piece_left -= (size_t)put;
	}
	return 0;
}

static void prepare(struct talk *t, struct pollfd *f) {
	struct coproc *c = t->coproc;
	bool one = c->in == c->out;
	short read = t->paused ? 0 : POLLIN, write = t->fed ? 0 : POLLOUT;

	f[T_GATE] = (struct pollfd){ .fd = t->gates->kill.fd, .events = POLLIN };
	f[T_LEASH] = (struct pollfd){ .fd = t->task->leash ? t->task->leash : -1, .events = POLLIN };
	f[T_PROC] = (struct pollfd){ .fd = c->proc.pidfd, .events = POLLIN };
	f[T_OUT] = (struct pollfd){ .fd = one ? (read | write ? c->out : -1) : read ? c->out : -1,
				    .events = (short)(read | (one ? write : 0)) };
	f[T_IN] = (struct pollfd){ .fd = !one && write ? c->in : -1, .events = write };
	f[T_ERR] = (struct pollfd){ .fd = read ? c->err : -1, .events = POLLIN };
	f[T_RELIEF] = (struct pollfd){ .fd = t->paused ? t->outlet->ops->relief(t->outlet, t->task) : -1, .events = POLLIN };
}

/* Wait for relief, for who can do nothing else. False when the run ends first. */
static bool await_relief(struct talk *t) {
	while (t->paused) {
		struct pollfd f[2] = { { .fd = t->outlet->ops->relief(t->outlet, t->task), .events = POLLIN },
				       { .fd = t->gates->kill.fd, .events = POLLIN } };

		t->outlet->ops->push(t->outlet, t->task);
		poll(f, 2, -1);
		if (f[1].revents) {
			t->killed = true;
			return false;
		}
		t->outlet->ops->resume(t->outlet, t->task);
		t->paused = false;
	}
	return true;
}

/* What it has written before its end, or before the end of its answer. 1 when that holds the end of its answer. */
static int drain(struct talk *t, bool out) {
	int rc = 0;

	while (out && !rc && await_relief(t))
		rc = take_out(t);
	while (await_relief(t)) {
		take_err(t);
		if (!t->paused)
			break;
	}
	return rc == 1 ? 1 : rc < 0 && rc != -EAGAIN && rc != -EPIPE ? rc : 0;
}

/* The end of its output shows a little before its own end. False when it is not over soon. */
static bool soon_ended(const struct talk *t) {
	struct pollfd f[2] = { { .fd = t->coproc->proc.pidfd, .events = POLLIN }, { .fd = t->gates->kill.fd, .events = POLLIN } };
	nsec since = clock_mono();

	while (!proc_ended(&t->coproc->proc)) {
		int wait = patience(t->coproc, since);

		if (!wait || gate_closed(&t->gates->kill))
			return false;
		poll(f, 2, f[0].fd < 0 && wait > LOOK_MS ? LOOK_MS : wait);
	}
	return true;
}

/* It is over for this process: end it unless it has gone by itself, take what it had to say, reap it. 1 when that was its answer. */
static int finish(struct talk *t, int why) {
	struct ending e = { .proc = &t->coproc->proc, .seq = t->termseq, .gates = t->gates };
	bool ours = why || t->timed_out || t->killed || t->evicted;
	int rc, unread = 0;

	gates_linger(t->gates);
	t->closed = !ours && !soon_ended(t);
	if (ours || t->closed)
		ending_run(&e);
	rc = drain(t, !ours);
	if (t->coproc->in < 0 || ioctl(t->coproc->in, FIONREAD, &unread) || unread < 0)
		unread = 0;
	t->unread = (size_t)unread;
	reap(t->coproc, t->guardian);
	return why ? why : rc;
}

/* The deadline, moved by the time the whole run was stopped. */
static nsec deadline(const struct talk *t, nsec held) {
	return t->deadline == NSEC_NEVER ? NSEC_NEVER : t->deadline + gates_held(t->gates) - held;
}

/* One of the many things has happened. 1: answered; 0: go on; -EPIPE: over; other -errno: why it is over. */
static int react(struct talk *t, const struct pollfd *f) {
	int rc = 0;

	if (f[T_GATE].revents || f[T_LEASH].revents) {
		t->killed = f[T_GATE].revents;
		t->evicted = !t->killed;
		return -EPIPE;
	}
	if (f[T_RELIEF].revents) {
		t->outlet->ops->resume(t->outlet, t->task);
		t->paused = false;
	}
	if (f[T_ERR].revents)
		take_err(t);
	if ((f[T_OUT].revents & POLLOUT) || f[T_IN].revents)
		rc = feed(t);
	if (!rc && !t->paused && f[T_OUT].revents & (POLLIN | POLLHUP | POLLERR))
		rc = take_out(t);
	if (rc == -EAGAIN)
		rc = 0;
	if (!rc && f[T_PROC].revents)
		rc = -EPIPE;
	return rc;
}

int talk_run(struct talk *t) {
	const nsec held = gates_held(t->gates);
	nsec quiet = QUIET_FIRST, quiet_at = clock_mono() + quiet;
	bool lingers = false;
	int rc = feed(t);

	while (!rc) {
		nsec now = clock_mono(), until = deadline(t, held);
		struct pollfd f[T_COUNT];
		int wait, n;

		if (!lingers && now + MOMENT < until)
			until = now + MOMENT;
		if (t->unpushed && t->push_at < until)
			until = t->push_at;
		if (t->ops->quiet && quiet_at < until)
			until = quiet_at;
		prepare(t, f);
		wait = clock_poll_ms(until);
		if (t->coproc->proc.pidfd < 0 && (wait < 0 || wait > 100))
			wait = 100;
		n = poll(f, T_COUNT, wait);
		if (n > 0) {
			rc = react(t, f);
			continue;
		}
		now = clock_mono();
		if (!lingers)
			gates_linger(t->gates);
		lingers = true;
		if (t->unpushed && now >= t->push_at) {
			t->outlet->ops->push(t->outlet, t->task);
			t->unpushed = false;
		}
		if (now >= deadline(t, held)) {
			t->timed_out = true;
			rc = -EPIPE;
		} else if (t->ops->quiet && now >= quiet_at) {
			rc = t->ops->quiet(t);
			quiet = quiet * 2 < QUIET_MOST ? quiet * 2 : QUIET_MOST;
			quiet_at = now + quiet;
		} else if (t->coproc->proc.pidfd < 0 && proc_ended(&t->coproc->proc)) {
			rc = -EPIPE;
		}
	}
	if (rc == 1) {
		t->coproc->served++;
		(void)drain(t, false);
		if (!t->killed)
			return 1;
	}
	return finish(t, rc == -EPIPE || rc == 1 ? 0 : rc);
}
