/* SPDX-License-Identifier: MIT */
/*
 * A process that stays for many tasks, and one exchange with it: some bytes for it, some bytes from it, its messages,
 * and all that may come in between (its end, a deadline, a gate, a budget). What the bytes mean is the caller's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "exec/ending.h"
#include "exec/proc.h"
#include "task/exec.h"

#define COPROC_BUFFER (64u << 10)

/* Zero it to begin. */
struct coproc {
	struct proc proc;
	bool alive;
	int in, out, err;    /* our ends; in == out when they are one socket; -1 = closed */
	uint64_t served;     /* exchanges that ended well */
	struct proc_end end; /* when it is dead */
};

/* Start it with its stdin and stdout on pipes, or on one socket (how->in and ->out), and its stderr on another pipe. 0 or -errno. */
int coproc_start(struct coproc *c, struct proc_start *how, bool socket);
/* The same, waiting while processes, descriptors or memory are short; *running counts them. -ECANCELED when tasks are to end. */
int coproc_begin(struct coproc *c, struct proc_start *how, bool socket, _Atomic unsigned *running, const struct gates *g);
/* True when it has ended or closed its output by itself, or has something to say that nobody asked for. */
bool coproc_stale(const struct coproc *c);
/*
 * Its input ends; it has a second to go, then it is killed. Blocks until it is reaped. Its last messages go to our
 * stderr. Returns how many bytes it wrote that nobody asked for. Nothing happens when there is none.
 */
size_t coproc_stop(struct coproc *c, struct guardian *guardian);

struct talk;
struct talk_ops {
	/* The next bytes for it: 1 with *p and *n, 0 when that is all, or -errno. */
	int (*next)(struct talk *, const char **p, size_t *n);
	/* Bytes came. 1: the exchange is over (*n bytes of them were its), 0: there is more to come, -errno: it talks nonsense. */
	int (*got)(struct talk *, const char *p, size_t *n);
	/* Nothing has come for a while, longer each time: 0 to go on waiting, -errno: it is no use. May be NULL. */
	int (*quiet)(struct talk *);
};

struct talk {
	/* Set by the caller. */
	const struct talk_ops *ops;
	struct coproc *coproc;
	struct task *task;
	struct outlet *outlet;
	const struct gates *gates;
	const struct termseq *termseq;
	struct guardian *guardian;
	nsec deadline;       /* NSEC_NEVER = none */
	bool count_err;      /* its messages count as received, too */
	char *buffer;        /* COPROC_BUFFER bytes */

	/* Filled. */
	bool timed_out, killed, evicted;
	int lost;            /* -errno: some of its output could not be kept */
	bool sent;           /* it was given all there was */
	bool closed;         /* it closed its output and went on: it was ended for that */
	size_t written;      /* bytes that it was given so far */
	size_t unread;       /* ... and that were still in the pipe at its end; 0 for a socket */
	size_t extra;        /* bytes that came with the end of its answer and are none of it */

	/* Private. */
	const char *piece;
	size_t piece_left;
	bool fed, paused, unpushed;
	nsec push_at;
};

/*
 * 1: it has answered, and what it had printed before that is taken. 0: it has ended without an answer, or was ended (timed_out, killed,
 * evicted): it is reaped, and coproc->end says how. -errno (of ops): it was ended because of that.
 */
int talk_run(struct talk *t);
/* For ops->got: hand on what the task printed. */
void talk_put(struct talk *t, enum stream stream, const char *p, size_t n);
