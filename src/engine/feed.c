/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/feed.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/sys.h"

struct feed {
	struct feed_spec spec;
	struct mutex mu;
	struct cond may;       /* something changed for a slot that wants a task */

	/* All guarded by mu. */
	unsigned limit, working;
	bool reading;          /* one slot has the reading role */
	bool ended, stopped;
	uint64_t read;         /* = the next seq */
	nsec next_start;
	struct task *spare;
	unsigned *numbers;     /* stack of free slot numbers, the lowest on top at first */
	unsigned numbers_free, numbers_made, numbers_cap;
	struct err err;
};

struct feed *feed_new(const struct feed_spec *spec) {
	struct feed *f = xcalloc(1, sizeof(*f));

	f->spec = *spec;
	f->limit = spec->limit;
	mutex_init(&f->mu);
	cond_init(&f->may);
	return f;
}

void feed_free(struct feed *f) {
	if (!f)
		return;
	while (f->spare) {
		struct task *t = f->spare;

		f->spare = t->next;
		task_free(t, f->spec.pool);
	}
	free(f->numbers);
	cond_release(&f->may);
	mutex_release(&f->mu);
	free(f);
}

static unsigned pop_number(struct feed *f) {
	return f->numbers_free ? f->numbers[--f->numbers_free] : ++f->numbers_made;
}

static void push_number(struct feed *f, unsigned number) {
	if (f->numbers_free == f->numbers_cap) {
		unsigned cap = f->numbers_cap ? f->numbers_cap * 2 : 16;
		unsigned *p = sys_realloc(f->numbers, cap * sizeof(*p));

		if (!p)
			return; /* the number is lost, a later slot gets a higher one: only {%} can tell */
		f->numbers = p;
		f->numbers_cap = cap;
	}
	f->numbers[f->numbers_free++] = number;
}

/* Wait for the right to read. False when nothing will come. Call with mu held. */
static bool wait_turn(struct feed *f) {
	for (;;) {
		nsec now;

		if (f->ended || f->stopped)
			return false;
		if (f->working >= f->limit || f->reading || !f->spec.room(f->spec.arg)) {
			cond_wait(&f->may, &f->mu);
			continue;
		}
		now = f->spec.delay ? clock_mono() : 0;
		if (now >= f->next_start)
			return true;
		/* The paced start is this slot's; others would only wait behind it. */
		f->reading = true;
		while (clock_mono() < f->next_start && !f->stopped)
			cond_wait_until(&f->may, &f->mu, f->next_start);
		f->reading = false;
	}
}

/* Read up to batch tasks; called with the reading role, without the lock. Returns the chain; *rc says why it ended. */
static struct task *read_chain(struct feed *f, struct task *spare, unsigned batch, uint64_t seq, int *rc, struct err *err) {
	struct task *chain = NULL, **end = &chain, *t;
	struct source *src = f->spec.source;

	for (unsigned n = 0; n < batch; n++) {
		if (n && !(src->ops->ready && src->ops->ready(src)))
			break;
		t = spare ? spare : task_new();
		if (!t) {
			*rc = err_sys(err, ENOMEM, "cannot hold another task");
			break;
		}
		spare = spare ? spare->next : NULL;
		task_reset(t, f->spec.pool);
		*rc = src->ops->next(src, t, f->spec.stop, err);
		if (*rc <= 0) {
			t->next = spare;
			spare = t;
			break;
		}
		t->seq = seq++;
		if (f->spec.skip && f->spec.skip(f->spec.skip_arg, t->seq))
			t->result.outcome = OUTCOME_SKIPPED;
		*end = t;
		end = &t->next;
	}
	if (chain && *rc > 0 && src->ops->at_end && src->ops->at_end(src))
		*rc = 0;
	if (spare)
		feed_recycle(f, spare);
	return chain;
}

struct task *feed_take(struct feed *f, unsigned batch) {
	struct task *chain, *spare = NULL, **end = &spare;
	struct err err = {0};
	unsigned number;
	uint64_t seq;
	int rc = 1;

	mutex_lock(&f->mu);
	if (!wait_turn(f)) {
		/* Whoever waits beside us must see it too. */
		cond_signal(&f->may);
		mutex_unlock(&f->mu);
		return NULL;
	}
	f->reading = true;
	f->working++;
	seq = f->read;
	number = pop_number(f);
	for (unsigned n = 0; n < batch && f->spare; n++) {
		*end = f->spare;
		end = &f->spare->next;
		f->spare = f->spare->next;
	}
	*end = NULL;
	mutex_unlock(&f->mu);

	chain = read_chain(f, spare, batch, seq, &rc, &err);

	mutex_lock(&f->mu);
	f->reading = false;
	for (struct task *t = chain; t; t = t->next) {
		assert(t->seq == f->read);
		f->read++;
		t->result.slot = number;
		t->result.attempt = 1;
	}
	if (f->spec.delay)
		f->next_start = clock_mono() + f->spec.delay;
	if (rc <= 0 || f->read == f->spec.source->total)
		f->ended = f->ended || rc != -ECANCELED;
	if (rc < 0 && rc != -ECANCELED) {
		f->stopped = true;
		if (!f->err.code)
			f->err = err;
	}
	if (rc == -ECANCELED)
		f->stopped = true;
	if (!chain) {
		f->working--;
		push_number(f, number);
	}
	if (f->ended || f->stopped)
		cond_broadcast(&f->may);
	else
		cond_signal(&f->may);
	mutex_unlock(&f->mu);
	return chain;
}

void feed_done(struct feed *f, unsigned slot) {
	mutex_lock(&f->mu);
	assert(f->working > 0);
	f->working--;
	push_number(f, slot);
	cond_signal(&f->may);
	mutex_unlock(&f->mu);
}

void feed_recycle(struct feed *f, struct task *chain) {
	struct task *last = chain;

	if (!chain)
		return;
	while (last->next)
		last = last->next;
	mutex_lock(&f->mu);
	last->next = f->spare;
	f->spare = chain;
	mutex_unlock(&f->mu);
}

void feed_stop(struct feed *f) {
	mutex_lock(&f->mu);
	f->stopped = true;
	cond_broadcast(&f->may);
	mutex_unlock(&f->mu);
}

void feed_limit(struct feed *f, unsigned limit) {
	mutex_lock(&f->mu);
	f->limit = limit;
	cond_broadcast(&f->may);
	mutex_unlock(&f->mu);
}

void feed_wake(struct feed *f) {
	mutex_lock(&f->mu);
	cond_broadcast(&f->may);
	mutex_unlock(&f->mu);
}

uint64_t feed_read(struct feed *f, bool *ended) {
	uint64_t n;

	mutex_lock(&f->mu);
	n = f->read;
	if (ended)
		*ended = f->ended;
	mutex_unlock(&f->mu);
	return n;
}

unsigned feed_at_work(struct feed *f) {
	unsigned n;

	mutex_lock(&f->mu);
	n = f->working;
	mutex_unlock(&f->mu);
	return n;
}

bool feed_wants_slot(struct feed *f, unsigned slots) {
	bool wants;

	mutex_lock(&f->mu);
	wants = !f->ended && !f->stopped && slots < f->limit;
	mutex_unlock(&f->mu);
	return wants;
}

bool feed_is_prompt(struct feed *f) {
	struct source *src = f->spec.source;
	bool over, first;

	mutex_lock(&f->mu);
	over = f->ended || f->stopped;
	/* Nobody reads yet, and nobody else will: the others are started by the slot that has the first task. */
	first = !f->read && !f->working && !f->spec.delay;
	mutex_unlock(&f->mu);
	return over || (first && src->ops->ready && src->ops->ready(src));
}

bool feed_is_last(struct feed *f) {
	bool last;

	mutex_lock(&f->mu);
	last = (f->ended || f->stopped) && f->working == 1;
	mutex_unlock(&f->mu);
	return last;
}

struct err feed_error(struct feed *f) {
	struct err err;

	mutex_lock(&f->mu);
	err = f->err;
	mutex_unlock(&f->mu);
	return err;
}
