/* SPDX-License-Identifier: MIT */
/* Mutex, condition (monotonic clock) and gate. Misuse of a lock aborts: that is a bug, not an error. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/clock.h"

struct mutex {
	pthread_mutex_t m;
};
struct cond {
	pthread_cond_t c;
};

void mutex_init(struct mutex *m);
void mutex_release(struct mutex *m);
void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);

void cond_init(struct cond *c);
void cond_release(struct cond *c);
void cond_wait(struct cond *c, struct mutex *m);
bool cond_wait_until(struct cond *c, struct mutex *m, nsec deadline); /* false when the deadline passed */
void cond_signal(struct cond *c);
void cond_broadcast(struct cond *c);

/*
 * A gate closes once and stays closed; from then on fd polls readable for everybody who looks. Closing is safe from any
 * thread and more than once.
 */
struct gate {
	int fd;      /* eventfd, or the read end of a pipe */
	int wr;      /* write end, the same as fd for an eventfd */
	_Atomic bool closed; /* to be asked without a system call */
};

int gate_init(struct gate *g); /* 0 or -errno */
void gate_release(struct gate *g);
void gate_close(struct gate *g);
bool gate_closed(const struct gate *g);
/* Sleep until the gate closes (true) or the deadline passes (false). */
bool gate_wait(const struct gate *g, nsec deadline);

/* The three gates of a run, in order of urgency. Each that is closed implies the ones before it. */
struct gates {
	struct gate stop; /* start nothing more; leave a wait for input */
	struct gate kill; /* end running tasks by the termination sequence */
	struct gate now;  /* kill them at once */
	/*
	 * Called by a thread that is about to wait longer than a moment. A run begins without a thread for signals: until the first task
	 * has lasted a moment nobody misses it. May be NULL.
	 */
	void (*linger)(void *);
	void *linger_arg;
	_Atomic nsec held;       /* time the whole run was stopped (job control): deadlines move by it */
	_Atomic nsec held_since; /* stopped since then; 0 = it is not */
};

static inline void gates_linger(const struct gates *g) {
	if (g->linger)
		g->linger(g->linger_arg);
}

/* How long the run has been stopped so far. */
nsec gates_held(const struct gates *g);
