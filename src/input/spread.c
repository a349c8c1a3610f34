/* SPDX-License-Identifier: MIT */
/*
 * A queue has room while what waits in it is small (as much as a pipe holds), or when nothing waits at all: so small pieces go round
 * in turn whatever the jobs are doing, and a large one goes to a job that has begun to read the one before. Small pieces are put
 * together. With --tee a piece is shared by all queues.
 *
 *	giver --give--> [ piece | piece ] --next--> held: the piece that its job is reading
 */
#include "input/spread.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"

#define QUEUE_BYTES (64u << 10)
#define QUEUE_PIECES 16

struct piece {
	struct buf b;
	unsigned owners;      /* queues that have it */
	struct piece *next;   /* among the spare ones */
};

struct queue {
	struct flow flow; /* first: the flow is the queue */
	struct spread *spread;
	struct piece *ring[QUEUE_PIECES], *held;
	unsigned first, count;
	size_t bytes;         /* waiting in the ring */
	bool waiting;         /* its job was told that there is nothing */
	bool closed;
	bool taken;           /* its flow was handed out */
};

struct spread {
	struct mutex mu;
	struct cond room;
	struct gate quit;
	int news;

	/* All guarded by mu. */
	struct queue *queues;
	unsigned jobs, closed, turn, born;
	bool together;
	bool ended;
	struct piece *spare;
};

static void ring(int fd) {
	const uint64_t one = 1;

	(void)!sys_write(fd, &one, sizeof(one)); /* full means: it is readable already */
}

static void hush(int fd) {
	uint64_t sum;

	(void)!sys_read(fd, &sum, sizeof(sum)); /* nothing there is fine */
}

static struct piece *new_piece(struct spread *s) {
	struct piece *p = s->spare;

	if (p) {
		s->spare = p->next;
		return p;
	}
	p = sys_malloc(sizeof(*p));
	if (p)
		*p = (struct piece){ .owners = 0 };
	return p;
}

/* One queue is through with it. */
static void drop(struct spread *s, struct piece *p) {
	if (!p || --p->owners)
		return;
	p->b.len = 0;
	p->next = s->spare;
	s->spare = p;
}

/* What waits is dropped; what the job holds it may be writing right now. */
static void clear(struct queue *q) {
	for (; q->count; q->count--, q->first = (q->first + 1) % QUEUE_PIECES)
		drop(q->spread, q->ring[q->first]);
	q->bytes = 0;
}

static void close_queue(struct queue *q) {
	struct spread *s = q->spread;

	if (q->closed)
		return;
	q->closed = true;
	clear(q);
	if (++s->closed == s->jobs)
		gate_close(&s->quit);
	cond_signal(&s->room);
}

static bool has_room(const struct queue *q, size_t n) {
	return !q->count || (q->count < QUEUE_PIECES && q->bytes + n <= QUEUE_BYTES);
}

static struct piece *last_of(const struct queue *q) {
	return q->count ? q->ring[(q->first + q->count - 1) % QUEUE_PIECES] : NULL;
}

static void tell(struct queue *q) {
	if (!q->taken)
		ring(q->spread->news);
	else if (q->waiting)
		ring(q->flow.fd);
	q->waiting = false;
}

static void push(struct queue *q, struct piece *p) {
	q->ring[(q->first + q->count++) % QUEUE_PIECES] = p;
	q->bytes += p->b.len;
	p->owners++;
	tell(q);
}

/* Put the bytes behind those that wait already. False when they need a piece of their own. */
static bool join(struct queue *q, const struct buf *b) {
	struct piece *last = last_of(q);

	if (!last || last->owners > 1 || last->b.len + b->len > QUEUE_BYTES || buf_add(&last->b, b->p, b->len))
		return false;
	q->bytes += b->len;
	tell(q);
	return true;
}

/* With mu held: b's bytes become a piece. */
static struct piece *wrap(struct spread *s, struct buf *b) {
	struct piece *p = new_piece(s);
	struct buf other;

	if (!p)
		return NULL;
	other = p->b;
	p->b = *b;
	*b = other;
	return p;
}

static int put(struct spread *s, struct queue *q, struct buf *b) {
	struct piece *p;

	if (join(q, b)) {
		b->len = 0;
		return 0;
	}
	p = wrap(s, b);
	if (!p)
		return -ENOMEM;
	push(q, p);
	return 0;
}

int spread_give(struct spread *s, unsigned k, struct buf *b) {
	struct queue *q = &s->queues[k];
	int rc = 0;

	mutex_lock(&s->mu);
	while (!q->closed && !has_room(q, b->len))
		cond_wait(&s->room, &s->mu);
	if (s->closed == s->jobs)
		rc = -ECANCELED;
	else if (!q->closed)
		rc = put(s, q, b);
	b->len = 0;
	mutex_unlock(&s->mu);
	return rc;
}

/* From `turn` on the first queue with room. */
static struct queue *whose_turn(struct spread *s, size_t n) {
	for (unsigned i = 0; i < s->jobs; i++) {
		struct queue *q = &s->queues[(s->turn + i) % s->jobs];

		if (q->closed || !has_room(q, n))
			continue;
		s->turn = (s->turn + i + 1) % s->jobs;
		return q;
	}
	return NULL;
}

int spread_give_any(struct spread *s, struct buf *b) {
	struct queue *q = NULL;
	int rc;

	mutex_lock(&s->mu);
	while (s->closed < s->jobs && !(q = whose_turn(s, b->len)))
		cond_wait(&s->room, &s->mu);
	rc = q ? put(s, q, b) : -ECANCELED;
	b->len = 0;
	mutex_unlock(&s->mu);
	return rc;
}

static bool all_have_room(const struct spread *s, size_t n) {
	for (unsigned i = 0; i < s->jobs; i++)
		if (!s->queues[i].closed && !has_room(&s->queues[i], n))
			return false;
	return true;
}

int spread_give_all(struct spread *s, struct buf *b) {
	struct piece *p = NULL;
	int rc = 0;

	mutex_lock(&s->mu);
	while (!all_have_room(s, b->len))
		cond_wait(&s->room, &s->mu);
	if (s->closed == s->jobs)
		rc = -ECANCELED;
	else if (!(p = wrap(s, b)))
		rc = -ENOMEM;
	if (p) {
		p->owners++; /* ours, until all have it */
		for (unsigned i = 0; i < s->jobs; i++)
			if (!s->queues[i].closed)
				push(&s->queues[i], p);
		drop(s, p);
	}
	b->len = 0;
	mutex_unlock(&s->mu);
	return rc;
}

void spread_end(struct spread *s) {
	mutex_lock(&s->mu);
	s->ended = true;
	for (unsigned i = 0; i < s->jobs; i++)
		tell(&s->queues[i]);
	mutex_unlock(&s->mu);
}

void spread_cancel(struct spread *s) {
	mutex_lock(&s->mu);
	for (unsigned i = 0; i < s->jobs; i++) {
		close_queue(&s->queues[i]);
		tell(&s->queues[i]);
	}
	mutex_unlock(&s->mu);
	gate_close(&s->quit);
}

static bool is_over(const struct spread *s) {
	return s->ended && (!s->together || s->born == s->jobs);
}

static int flow_next(struct flow *flow, const char **p, size_t *n) {
	struct queue *q = (struct queue *)flow;
	struct spread *s = q->spread;
	int rc = 1;

	mutex_lock(&s->mu);
	drop(s, q->held);
	q->held = NULL;
	if (q->count) {
		q->held = q->ring[q->first];
		q->first = (q->first + 1) % QUEUE_PIECES;
		q->count--;
		q->bytes -= q->held->b.len;
		*p = q->held->b.p;
		*n = q->held->b.len;
		cond_signal(&s->room);
	} else if (is_over(s) || q->closed) {
		rc = 0;
	} else {
		hush(flow->fd);
		q->waiting = true;
		rc = -EAGAIN;
	}
	mutex_unlock(&s->mu);
	return rc;
}

static void flow_shut(struct flow *flow) {
	struct queue *q = (struct queue *)flow;

	mutex_lock(&q->spread->mu);
	close_queue(q);
	drop(q->spread, q->held);
	q->held = NULL;
	close(flow->fd);
	flow->fd = -1;
	q->waiting = false; /* nobody listens */
	mutex_unlock(&q->spread->mu);
}

static const struct flow_ops flow_ops = { .next = flow_next, .close = flow_shut };

struct flow *spread_flow(struct spread *s, unsigned k, int *rc) {
	struct queue *q = &s->queues[k];
	int fd = sys_event();

	if (fd < 0) {
		*rc = -errno;
		return NULL;
	}
	mutex_lock(&s->mu);
	q->flow = (struct flow){ &flow_ops, fd, s->together };
	q->taken = true;
	if (++s->born == s->jobs && s->together)
		for (unsigned i = 0; i < s->jobs; i++)
			tell(&s->queues[i]);
	mutex_unlock(&s->mu);
	return &q->flow;
}

bool spread_any_for(struct spread *s, unsigned k) {
	bool any;

	mutex_lock(&s->mu);
	any = s->queues[k].count > 0;
	mutex_unlock(&s->mu);
	return any;
}

const struct gate *spread_quit(const struct spread *s) {
	return &s->quit;
}

int spread_news(const struct spread *s) {
	return s->news;
}

void spread_heard(struct spread *s) {
	hush(s->news);
}

void spread_ring(struct spread *s) {
	ring(s->news);
}

int spread_new(struct spread **ret, unsigned jobs, bool together) {
	struct spread *s = sys_malloc(sizeof(*s));
	struct queue *queues = sys_malloc(jobs * sizeof(*queues));
	int rc = -ENOMEM;

	if (!s || !queues)
		goto fail;
	*s = (struct spread){ .queues = queues, .jobs = jobs, .together = together, .quit = { .fd = -1, .wr = -1 } };
	for (unsigned i = 0; i < jobs; i++)
		queues[i] = (struct queue){ .spread = s, .flow = { &flow_ops, -1, together } };
	s->news = sys_event();
	if (s->news < 0) {
		rc = -errno;
		goto fail;
	}
	rc = gate_init(&s->quit);
	if (rc) {
		close(s->news);
		goto fail;
	}
	mutex_init(&s->mu);
	cond_init(&s->room);
	*ret = s;
	return 0;
fail:
	free(s);
	free(queues);
	return rc;
}

void spread_free(struct spread *s) {
	if (!s)
		return;
	for (unsigned i = 0; i < s->jobs; i++)
		clear(&s->queues[i]);
	while (s->spare) {
		struct piece *p = s->spare;

		s->spare = p->next;
		buf_release(&p->b);
		free(p);
	}
	close(s->news);
	gate_release(&s->quit);
	cond_release(&s->room);
	mutex_release(&s->mu);
	free(s->queues);
	free(s);
}
