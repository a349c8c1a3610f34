/* SPDX-License-Identifier: MIT */
/*
 * The writing role: take what is pending, give it to the sinks without the lock, log it, forget it. A task is done when its output has
 * left and its record is written, in this order.
 */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "engine/internal.h"

#define ROUND_BYTES (256u << 10) /* after so much the finished tasks are logged and given back */

struct round {
	struct task *done, **done_end; /* finished in this round, output given to the sinks */
	uint64_t bytes;
	struct err err;
};

static struct task *pop(struct collect *c) {
	struct task *t = c->pending;

	if (!t)
		return NULL;
	c->pending = t->pending_next;
	if (!c->pending)
		c->pending_tail = NULL;
	t->pending = false;
	t->pending_next = NULL;
	return t;
}

static void give(struct collect *c, struct round *r, struct task *t, enum stream stream, struct spool *s) {
	const void *p;
	size_t n;
	int rc;

	while (!r->err.code && (rc = spool_peek(s, c->spec.pool, &p, &n, &r->err)) == 1) {
		for (int i = 0; i < COLLECT_SINKS && c->spec.sinks[i] && !r->err.code; i++) {
			struct sink *k = c->spec.sinks[i];

			if (k->ops->write)
				(void)k->ops->write(k, t, stream, p, n, &r->err);
		}
		r->bytes += n;
		spool_drop(s, c->spec.pool);
	}
	spool_clear(s, c->spec.pool);
}

/* Everything given has left; now the finished tasks may be recorded. */
static void settle_round(struct collect *c, struct round *r) {
	for (int i = 0; i < COLLECT_SINKS && c->spec.sinks[i] && !r->err.code; i++)
		if (c->spec.sinks[i]->ops->flush)
			(void)c->spec.sinks[i]->ops->flush(c->spec.sinks[i], &r->err);
	for (struct task *t = r->done; t && !r->err.code; t = t->next)
		for (int i = 0; i < COLLECT_SINKS && c->spec.sinks[i] && !r->err.code; i++)
			if (c->spec.sinks[i]->ops->done)
				(void)c->spec.sinks[i]->ops->done(c->spec.sinks[i], t, &r->err);
}

/* True when t is to be neither printed nor logged. */
static bool unsaid(const struct collect *c, const struct task *t) {
	return c->err.code || c->cut || t->result.outcome == OUTCOME_KILLED || t->result.outcome == OUTCOME_NONE;
}

/* One pending task. Called with mu held; the lock is left while the sinks are called. */
static void write_task(struct collect *c, struct round *r, struct task *t) {
	bool fin = t->finished, drop = fin && unsaid(c, t);
	struct spool out = {0}, err = {0};

	spool_move(&out, &t->out);
	if (fin || collect_by_line(c) || t->flush_err)
		spool_move(&err, &t->err);
	if (drop && t->result.outcome == OUTCOME_NONE)
		c->count.not_started++;
	else if (drop && t->result.outcome != OUTCOME_SKIPPED)
		c->count.cancelled++;
	drop = drop || c->err.code;
	mutex_unlock(&c->mu);
	if (drop) {
		spool_clear(&out, c->spec.pool);
		spool_clear(&err, c->spec.pool);
	} else {
		if (c->spec.before_write)
			c->spec.before_write(c->spec.arg, out.bytes + err.bytes);
		give(c, r, t, STREAM_OUT, &out);
		give(c, r, t, STREAM_ERR, &err);
	}
	mutex_lock(&c->mu);
	if (fin && drop && t->result.outcome != OUTCOME_SKIPPED)
		t->result.outcome = OUTCOME_KILLED; /* goes the way of the others, but no sink counts it */
	if (fin) {
		*r->done_end = t;
		r->done_end = &t->next;
	}
}

static void forget(struct collect *c, struct round *r, uint64_t *written) {
	uint64_t bytes = 0;

	for (struct task *t = r->done; t; t = t->next) {
		bytes += task_bytes(t);
		*written += t->result.outcome != OUTCOME_KILLED;
	}
	atomic_fetch_sub(&c->held, bytes);
	if (r->done)
		c->spec.recycle(c->spec.arg, r->done);
}

static bool can_relieve(struct collect *c) {
	return atomic_load(&c->starved) && atomic_load(&c->held) < c->spec.held_max && !spool_pool_full(c->spec.pool);
}

/* With mu held, which is left for a moment: all waits for a task that has not come. Nobody pauses until it is there, and it may start. */
static void let_come(struct collect *c) {
	collect_relieve(c);
	if (!atomic_exchange(&c->starved, false))
		return;
	mutex_unlock(&c->mu);
	c->spec.relieved(c->spec.arg);
	mutex_lock(&c->mu);
}

void collect_write(struct collect *c) {
	c->writing = true;
	while (c->pending) {
		struct round r = { .done_end = &r.done };
		uint64_t written = 0;
		bool tell;
		struct task *t;

		while (r.bytes < ROUND_BYTES && (t = pop(c)))
			write_task(c, &r, t);
		*r.done_end = NULL;
		mutex_unlock(&c->mu);
		settle_round(c, &r);
		forget(c, &r, &written);
		if (can_relieve(c)) {
			atomic_store(&c->starved, false);
			c->spec.relieved(c->spec.arg);
		}
		mutex_lock(&c->mu);
		c->count.written += written;
		c->count.progress = clock_mono();
		if (r.err.code && !c->err.code)
			c->err = r.err;
		tell = c->err.code && !c->told;
		c->told = c->told || tell;
		if (tell) {
			struct err err = c->err;

			mutex_unlock(&c->mu);
			c->spec.broken(c->spec.arg, &err);
			mutex_lock(&c->mu);
		}
		collect_relieve(c);
	}
	c->writing = false;
	if (c->quit)
		cond_broadcast(&c->work);
	if (collect_look(c))
		let_come(c);
}

void *collect_sink_main(void *arg) {
	struct collect *c = arg;
	void (*idle)(void *) = c->spec.idle;
	void *to = c->spec.arg_idle;

	mutex_lock(&c->mu);
	while (!c->quit || c->pending) {
		if (c->pending && !c->writing)
			collect_write(c);
		else
			cond_wait(&c->work, &c->mu);
	}
	c->sink_thread = false;
	mutex_unlock(&c->mu);
	/* From here on collect may be gone. */
	idle(to);
	return NULL;
}

void collect_quit(struct collect *c) {
	mutex_lock(&c->mu);
	c->quit = true;
	cond_broadcast(&c->work);
	mutex_unlock(&c->mu);
}

bool collect_busy(struct collect *c) {
	bool busy;

	mutex_lock(&c->mu);
	busy = c->writing || c->sink_thread;
	mutex_unlock(&c->mu);
	return busy;
}

/*
 * Tasks that never got their turn: behind a hole in the order. When tasks come in another order, the hole may be one that nobody has read: what is
 * behind it is said, up to the first task that was killed.
 */
static void cancel_rest(struct collect *c) {
	c->cut = c->cut || !c->spec.any_order;
	for (uint64_t i = 0; i < c->window.size; i++) {
		struct task *t = window_at(&c->window, c->window.head + i);

		if (!t || !t->finished)
			continue;
		if (!c->cut && (t->result.outcome == OUTCOME_KILLED || t->result.outcome == OUTCOME_NONE)) {
			if (c->pending)
				collect_write(c);
			c->cut = true;
		}
		collect_pend(c, t);
	}
	if (c->pending)
		collect_write(c);
	c->cut = true;
}

int collect_finish(struct collect *c, struct err *err) {
	mutex_lock(&c->mu);
	if (c->window.size)
		cancel_rest(c);
	if (c->pending)
		collect_write(c);
	if (c->err.code)
		*err = c->err;
	mutex_unlock(&c->mu);
	for (int i = 0; i < COLLECT_SINKS && c->spec.sinks[i]; i++)
		if (c->spec.sinks[i]->ops->finish && !err->code)
			(void)c->spec.sinks[i]->ops->finish(c->spec.sinks[i], err);
	return -err->code;
}
