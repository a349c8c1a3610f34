/* SPDX-License-Identifier: MIT */
/*
 * A task is over when its process has ended and what stood in its pipes then is taken: not at end of file (a daemon may hold
 * the pipes for ever), not at the exit alone (late bytes).
 *
 * Most tasks are over in a moment. So for the first moment (1 ms, or twice what the last task of the slot took, up to 8 ms) only the
 * end of the process is waited for, and its output is taken all at once after that: one wake-up instead of three or four. A task that
 * lives longer, or follows one that printed a lot, is read as it prints.
 */
#include "config.h"

#include "exec/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/sys.h"
#include "exec/ending.h"

#define MOMENT (1000000LL)         /* 1 ms */
#define MOMENT_MAX (8 * MOMENT)
#define CHATTY_BYTES (32u << 10)   /* half of a pipe */
#define SPLICE_MAX (1u << 20)

enum { P_GATE, P_PROC, P_OUT, P_ERR, P_IN, P_RELIEF, P_LEASH, P_MORE, P_STOP, P_COUNT };

struct state {
	struct pump *p;
	struct pollfd fds[P_COUNT];
	bool paused;           /* the budgets are used up: output waits in the pipes */
	bool unpushed;         /* put since the last push */
	nsec moment;           /* when the first moment, or the wait before a push, is over */
	bool ended;
	struct ending ending;
	size_t fed;            /* of head, then body */
	const char *piece;     /* of the flow, when all the rest is through: piece_left bytes are to be fed */
	size_t piece_left;
	bool starving;         /* the flow has nothing at the moment */
	uint64_t part_left;
	off_t part_off;
	uint64_t printed;      /* counted for the limit */
	nsec held;             /* gates_held() at the start */
	int error;
};

static void close_end(int *fd) {
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* How many of n more bytes the task may still write. */
static size_t allowed(struct state *s, enum stream stream, size_t n) {
	struct pump *p = s->p;

	if (stream != STREAM_OUT || !p->output_limit)
		return n;
	if (n > p->output_limit - s->printed) {
		p->too_much = true;
		n = (size_t)(p->output_limit - s->printed);
	}
	s->printed += n;
	return n;
}

/* Take what is in one pipe now. more: go on until it is empty. */
static void take(struct state *s, int *fd, enum stream stream, bool more) {
	struct pump *p = s->p;

	do {
		ssize_t got = sys_read(*fd, p->buffer, PUMP_BUFFER);
		int rc;

		if (got < 0 && errno == EAGAIN)
			return;
		if (got < 0) {
			p->lost = -errno;
			close_end(fd);
			return;
		}
		if (got == 0) {
			close_end(fd);
			return;
		}
		rc = p->outlet->ops->put(p->outlet, p->task, stream, p->buffer, allowed(s, stream, (size_t)got));
		if (stream == STREAM_OUT || p->count_err)
			p->task->result.received += (uint64_t)got;
		if (!s->unpushed)
			s->moment = clock_mono() + MOMENT;
		s->unpushed = true;
		if (rc < 0) {
			/* Go on reading, so that the child is not stuck; the task counts as failed. */
			p->lost = rc;
		} else if (rc > 0) {
			s->paused = true;
			return;
		}
		if ((size_t)got < PUMP_BUFFER && !more)
			return;
		if (more) {
			struct pollfd f = { .fd = *fd, .events = POLLIN };

			if (poll(&f, 1, 0) <= 0)
				return;
		}
	} while (more);
}

/* Nothing more is fed: the flow must not wait for us either. */
static void close_in(struct state *s) {
	close_end(&s->p->in);
	fifo_close(s->p->fifo);
	s->p->fifo = NULL;
	s->starving = false;
	flow_close(&s->p->task->flow);
}

/* Bytes to feed from memory: the header, then the block; behind the part a piece of the flow. NULL when they are through. */
static const char *next_bytes(const struct state *s, size_t *n) {
	const struct task *t = s->p->task;
	size_t head = t->head ? t->head->len : 0;

	if (s->fed < head) {
		*n = head - s->fed;
		return t->head->p + s->fed;
	}
	*n = t->body.len - (s->fed - head);
	if (!*n && s->piece_left) {
		*n = s->piece_left;
		return s->piece;
	}
	return *n ? t->body.p + (s->fed - head) : NULL;
}

static ssize_t feed_part(struct state *s) {
	struct task *t = s->p->task;
	size_t n = s->part_left < SPLICE_MAX ? (size_t)s->part_left : SPLICE_MAX;
	ssize_t put;

#ifdef SPLICE_F_NONBLOCK
	put = splice(t->part_fd, &s->part_off, s->p->in, NULL, n, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
	if (put >= 0 || errno != EINVAL)
		return put;
#endif
	/* A file system that cannot splice: read a buffer of it, write what goes. */
	put = sys_pread(t->part_fd, s->p->buffer, n < PUMP_BUFFER ? n : PUMP_BUFFER, s->part_off);
	if (put <= 0)
		return put;
	put = sys_write(s->p->in, s->p->buffer, (size_t)put);
	if (put > 0)
		s->part_off += put;
	return put;
}

static void fed(struct state *s, size_t n) {
	if (s->piece_left) {
		s->piece += n;
		s->piece_left -= n;
	} else {
		s->fed += n;
	}
}

/* Ask the flow for a piece. False when there is none now, or ever. */
static bool next_piece(struct state *s) {
	struct flow *flow = s->p->task->flow;
	int rc = flow ? flow->ops->next(flow, &s->piece, &s->piece_left) : 0;

	if (rc == 1)
		return true;
	s->piece_left = 0;
	s->starving = rc == -EAGAIN;
	if (!s->starving)
		close_in(s);
	return false;
}

/* Feed as much as the pipe takes. A task that reads no further is no error: the rest is dropped, its status counts. */
static void feed(struct state *s) {
	struct task *t = s->p->task;

	while (s->p->in >= 0) {
		size_t n;
		const char *bytes = next_bytes(s, &n);
		ssize_t put;

		if (!bytes && !s->part_left) {
			if (!next_piece(s))
				return;
			continue;
		}
		put = bytes ? sys_write(s->p->in, bytes, n) : feed_part(s);
		if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return;
		if (put <= 0) {
			if (put == 0)
				s->error = -ENODATA; /* the file is shorter than it was */
			else if (errno != EPIPE)
				s->error = -errno;
			close_in(s);
			return;
		}
		if (bytes)
			fed(s, (size_t)put);
		else
			s->part_left -= (uint64_t)put;
		t->result.sent += (uint64_t)put;
	}
}

static void prepare(struct state *s, bool brief) {
	struct pump *p = s->p;
	const struct gate *gate = s->ending.begun ? &p->gates->now : &p->gates->kill;
	short want = s->paused || brief ? 0 : POLLIN;

	/* While the output is not read its pipes are left out altogether: a hang-up would be reported again and again. */
	s->fds[P_GATE] = (struct pollfd){ .fd = s->ending.begun && s->ending.next == NSEC_NEVER ? -1 : gate->fd, .events = POLLIN };
	s->fds[P_LEASH] = (struct pollfd){ .fd = !s->ending.begun && p->task->leash ? p->task->leash : -1, .events = POLLIN };
	s->fds[P_PROC] = (struct pollfd){ .fd = p->proc->pidfd, .events = POLLIN };
	s->fds[P_OUT] = (struct pollfd){ .fd = want ? p->out : -1, .events = POLLIN };
	s->fds[P_ERR] = (struct pollfd){ .fd = want ? p->err : -1, .events = POLLIN };
	/* While there is nothing to feed only the end of its reader is looked for. */
	s->fds[P_IN] = (struct pollfd){ .fd = p->in, .events = s->starving ? 0 : POLLOUT };
	s->fds[P_MORE] = (struct pollfd){ .fd = p->fifo ? fifo_news(p->fifo) : s->starving ? p->task->flow->fd : -1, .events = POLLIN };
	s->fds[P_STOP] = (struct pollfd){ .fd = s->starving ? p->gates->stop.fd : -1, .events = POLLIN };
	s->fds[P_RELIEF] = (struct pollfd){ .fd = s->paused ? p->outlet->ops->relief(p->outlet, p->task) : -1, .events = POLLIN };
}

/* The named pipe is open, or cannot be opened: then the task gets nothing by it, and its own words count. */
static void take_fifo(struct state *s) {
	int fd = fifo_take(s->p->fifo);

	fifo_close(s->p->fifo);
	s->p->fifo = NULL;
	if (fd >= 0)
		s->p->in = fd;
	else
		close_in(s);
}

static void react(struct state *s) {
	struct pump *p = s->p;

	if (s->fds[P_GATE].revents) {
		p->killed = !p->timed_out;
		if (s->ending.begun)
			ending_hurry(&s->ending); /* the second request */
		else
			ending_begin(&s->ending);
	}
	if (s->fds[P_LEASH].revents && !s->ending.begun) {
		p->evicted = true;
		ending_begin(&s->ending);
	}
	if (s->fds[P_RELIEF].revents) {
		p->outlet->ops->resume(p->outlet, p->task);
		s->paused = false;
	}
	if (s->fds[P_OUT].revents && p->out >= 0)
		take(s, &p->out, STREAM_OUT, false);
	if (p->too_much && !s->ending.begun)
		ending_begin(&s->ending);
	if (s->fds[P_ERR].revents && p->err >= 0 && !s->paused)
		take(s, &p->err, STREAM_ERR, false);
	if (s->starving && (s->fds[P_STOP].revents || s->fds[P_IN].revents))
		close_in(s); /* no more input is read, or it does not want any */
	if (s->fds[P_MORE].revents && p->fifo)
		take_fifo(s);
	if ((s->fds[P_IN].revents || s->fds[P_MORE].revents) && p->in >= 0) {
		s->starving = false;
		feed(s);
	}
	if (s->fds[P_PROC].revents)
		s->ended = true;
}

/* Without a pidfd the end shows as the end of file of its output; then, and every 100 ms, it is asked for. */
static bool poor_mans_end(struct state *s, int *wait) {
	if (s->p->proc->pidfd >= 0)
		return false;
	if (proc_ended(s->p->proc))
		return s->ended = true;
	if (*wait < 0 || *wait > 100)
		*wait = s->p->out < 0 && s->p->err < 0 ? 5 : 100;
	return false;
}

/* The process has ended: take what is in the pipes, waiting for relief where the budgets say so, and close them. */
static void drain(struct state *s) {
	struct pump *p = s->p;
	int *fd[2] = { &p->out, &p->err };

	close_in(s);
	for (int i = 0; i < 2; i++) {
		while (*fd[i] >= 0) {
			struct pollfd f[2] = { { .fd = *fd[i], .events = POLLIN }, { .fd = -1, .events = POLLIN } };

			if (s->paused) {
				f[0].fd = p->outlet->ops->relief(p->outlet, p->task);
				f[1].fd = p->gates->kill.fd;
				p->outlet->ops->push(p->outlet, p->task);
				poll(f, 2, -1);
				if (f[1].revents) {
					p->killed = true;
					break;
				}
				p->outlet->ops->resume(p->outlet, p->task);
				s->paused = false;
				continue;
			}
			if (poll(f, 1, 0) <= 0 || !(f[0].revents & POLLIN))
				break;
			take(s, fd[i], (enum stream)i, true);
		}
		close_end(fd[i]);
	}
}

/* The task's deadline, moved by the time the whole run was stopped. */
static nsec deadline(const struct state *s) {
	return s->p->deadline == NSEC_NEVER ? NSEC_NEVER : s->p->deadline + gates_held(s->p->gates) - s->held;
}

/* When to wake up at the latest, to look at the task's processes, too. */
static nsec look_first(const struct state *s, nsec until) {
	return s->p->sampler && s->p->sampler->next < until ? s->p->sampler->next : until;
}

static void look(struct state *s) {
	nsec now;

	if (!s->p->sampler || s->ended)
		return;
	now = clock_mono();
	if (now >= s->p->sampler->next)
		sampler_look(s->p->sampler, now);
}

int pump_run(struct pump *p) {
	const uint64_t before = p->task->result.received;
	const nsec begin = clock_mono();
	struct state s = { .p = p, .part_left = p->task->part_len, .part_off = p->task->part_off,
			   .moment = clock_mono() + (p->brief ? p->brief : MOMENT), .held = gates_held(p->gates),
			   .ending = { .proc = p->proc, .seq = p->termseq, .gates = p->gates } };
	bool brief = !p->chatty && p->in < 0 && !p->fifo && p->proc->pidfd >= 0;

	p->timed_out = p->killed = p->evicted = false;
	p->lost = 0;
	if (!brief)
		gates_linger(p->gates);
	if (p->in >= 0)
		feed(&s);
	while (!s.ended) {
		nsec until = s.ending.begun ? s.ending.next : deadline(&s);
		int wait, n;

		if ((brief || s.unpushed) && s.moment < until)
			until = s.moment;
		wait = clock_poll_ms(look_first(&s, until));
		if (poor_mans_end(&s, &wait))
			break;
		prepare(&s, brief);
		n = poll(s.fds, P_COUNT, wait);
		if (n > 0)
			react(&s);
		look(&s);
		if (n > 0 || until == NSEC_NEVER || clock_poll_ms(until) > 0)
			continue;
		if (until == s.moment && (brief || s.unpushed)) {
			brief = false;
			gates_linger(p->gates);
			if (s.unpushed)
				p->outlet->ops->push(p->outlet, p->task);
			s.unpushed = false;
		} else if (s.ending.begun) {
			ending_step(&s.ending);
		} else if (clock_mono() >= deadline(&s)) {
			p->timed_out = true;
			ending_begin(&s.ending);
		}
	}
	if (s.ending.begun)
		ending_group(&s.ending);
	drain(&s);
	p->chatty = p->task->result.received - before > CHATTY_BYTES;
	p->brief = 2 * (clock_mono() - begin);
	if (p->brief < MOMENT)
		p->brief = MOMENT;
	if (p->brief > MOMENT_MAX)
		p->brief = MOMENT_MAX;
	return s.error;
}
