/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/sync.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/sys.h"

/* A lock call fails only when it is misused. */
static void ok(int rc) {
	if (rc)
		abort();
}

void mutex_init(struct mutex *m) {
	ok(pthread_mutex_init(&m->m, NULL));
}

void mutex_release(struct mutex *m) {
	ok(pthread_mutex_destroy(&m->m));
}

void mutex_lock(struct mutex *m) {
	ok(pthread_mutex_lock(&m->m));
}

void mutex_unlock(struct mutex *m) {
	ok(pthread_mutex_unlock(&m->m));
}

void cond_init(struct cond *c) {
	pthread_condattr_t attr;

	ok(pthread_condattr_init(&attr));
	ok(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC));
	ok(pthread_cond_init(&c->c, &attr));
	pthread_condattr_destroy(&attr);
}

void cond_release(struct cond *c) {
	ok(pthread_cond_destroy(&c->c));
}

void cond_wait(struct cond *c, struct mutex *m) {
	ok(pthread_cond_wait(&c->c, &m->m));
}

bool cond_wait_until(struct cond *c, struct mutex *m, nsec deadline) {
	struct timespec ts = { .tv_sec = (time_t)(deadline / NSEC_PER_SEC), .tv_nsec = (long)(deadline % NSEC_PER_SEC) };
	int rc;

	if (deadline == NSEC_NEVER) {
		cond_wait(c, m);
		return true;
	}
	rc = pthread_cond_timedwait(&c->c, &m->m, &ts);
	if (rc == ETIMEDOUT)
		return false;
	ok(rc);
	return true;
}

void cond_signal(struct cond *c) {
	ok(pthread_cond_signal(&c->c));
}

void cond_broadcast(struct cond *c) {
	ok(pthread_cond_broadcast(&c->c));
}

int gate_init(struct gate *g) {
#ifdef HAVE_SYS_EVENTFD_H
	int fd = sys_event();

	*g = (struct gate){ .fd = fd, .wr = fd };
	return fd < 0 ? -errno : 0;
#else
	int fd[2], rc = sys_pipe(fd);

	*g = rc ? (struct gate){ .fd = -1, .wr = -1 } : (struct gate){ .fd = fd[0], .wr = fd[1] };
	return rc;
#endif
}

void gate_release(struct gate *g) {
	if (g->fd >= 0)
		close(g->fd);
	if (g->wr >= 0 && g->wr != g->fd)
		close(g->wr);
	*g = (struct gate){ .fd = -1, .wr = -1 };
}

void gate_close(struct gate *g) {
	const uint64_t one = 1;

	atomic_store(&g->closed, true);
	/* Never read back, so the counter stays above zero: readable for ever. It can only overflow after 2^64 closings. */
	(void)!write(g->wr, &one, sizeof(one));
}

bool gate_closed(const struct gate *g) {
	return atomic_load(&g->closed);
}

bool gate_wait(const struct gate *g, nsec deadline) {
	struct pollfd p = { .fd = g->fd, .events = POLLIN };
	int n;

	for (;;) {
		n = poll(&p, 1, clock_poll_ms(deadline));
		if (n > 0)
			return true;
		if (n == 0 && clock_poll_ms(deadline) == 0)
			return false;
	}
}

nsec gates_held(const struct gates *g) {
	nsec since = atomic_load(&g->held_since);

	return atomic_load(&g->held) + (since ? clock_mono() - since : 0);
}
