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
	unsigned alone;        /* so many tasks still run one by one */
	bool alone_runs;       /* one of them does */
	nsec company;          /* since when others may run beside a task; 0 = not yet */
	bool reading;          /* one slot has the reading role */
	bool at_source;        /* ... and uses it: the source has not answered yet */
	bool ended, stopped;
	uint64_t read;         /* = the next seq */
	nsec asked;            /* when the source was asked for the next tasks; only for spec.idle */
	nsec delay, last_start; /* last_start 0 = nothing was started */
	bool pacing;           /* one slot waits for its start to be due and allowed */
	unsigned waiting;      /* slots at work that do so, or wait behind it */
	struct task *spare;
	unsigned *numbers;     /* stack of free slot numbers, the lowest on top at first */
	unsigned numbers_free, numbers_made, numbers_cap;
	struct err err;
};

struct feed *feed_new(const struct feed_spec *spec) {
	struct feed *f = xcalloc(1, sizeof(*f));

	f->spec = *spec;
	f->limit = spec->limit;
	f->alone = spec->alone;
	f->delay = spec->delay;
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

/* Most slots that may be at work now. With mu held. */
static unsigned allowed(const struct feed *f) {
	return f->alone ? 1 : f->limit;
}

/* Why a slot without a task has none. With mu held. */
static enum idle_why why_idle(const struct feed *f) {
	if (f->at_source)
		return IDLE_STARVED;
	if (f->waiting)
		return IDLE_THROTTLED;
	if (f->ended || f->stopped)
		return f->working ? IDLE_TAIL : IDLE_FINISH;
	return f->spec.room(f->spec.arg) ? IDLE_DISPATCH : IDLE_OUTPUT;
}

/* What slots do has changed. With mu held. */
static void note(struct feed *f) {
	if (f->spec.idle)
		idle_change(f->spec.idle, clock_mono(), allowed(f), f->working - f->waiting - f->at_source, why_idle(f));
}

/* Wait for the right to read. False when nothing will come. Call with mu held. */
static bool wait_turn(struct feed *f) {
	while (!f->ended && !f->stopped) {
		if (f->working < allowed(f) && !f->reading && f->spec.room(f->spec.arg))
			return true;
		cond_wait(&f->may, &f->mu);
	}
	return false;
}

static bool paced(const struct feed *f) {
	return f->spec.delay || f->spec.may_start;
}

/* With mu held: is a start due and allowed now? Else *until = when to look again. Leaves the lock while it asks. */
static bool is_due(struct feed *f, nsec *until) {
	unsigned others = f->working - f->waiting;
	bool yes;

	*until = f->last_start ? f->last_start + f->delay : 0;
	if (clock_mono() < *until)
		return false;
	if (!f->spec.may_start)
		return true;
	mutex_unlock(&f->mu);
	yes = f->spec.may_start(f->spec.arg, others, until);
	mutex_lock(&f->mu);
	return yes;
}

/*
 * Wait until a start is due and the rules allow it: all starts of a paced run go through here, one at a time. The task is there
 * already, so what is measured is what holds when it starts. Call with mu held. Returns since when it waited.
 */
static nsec pace(struct feed *f) {
	nsec begin = clock_mono(), until;

	f->waiting++;
	note(f);
	while (f->pacing && !f->stopped)
		cond_wait(&f->may, &f->mu);
	if (!f->stopped) {
		f->pacing = true;
		while (!f->stopped && !is_due(f, &until) && !f->stopped)
			cond_wait_until(&f->may, &f->mu, until);
		f->pacing = false;
		f->last_start = clock_mono();
	}
	f->waiting--;
	note(f);
	cond_broadcast(&f->may);
	return begin;
}

static bool any_to_run(const struct task *chain) {
	for (; chain; chain = chain->next)
		if (chain->result.outcome == OUTCOME_NONE)
			return true;
	return false;
}

/* Read up to batch tasks; called with the reading role, without the lock. Returns the chain; *rc says why it ended. */
static struct task *read_chain(struct feed *f, struct task *spare, unsigned batch, uint64_t seq, unsigned number, int *rc,
			       struct err *err) {
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
		if (f->spec.skip && f->spec.skip(f->spec.skip_arg, t))
			t->result.outcome = OUTCOME_SKIPPED;
		t->result.slot = number;
		if (f->spec.wanted && t->result.outcome == OUTCOME_NONE && !f->spec.wanted(f->spec.arg, t)) {
			t->result.outcome = OUTCOME_REFUSED;
			t->result.code = -2;
		}
		*end = t;
		end = &t->next;
	}
	if (chain && *rc > 0 && src->ops->at_end && src->ops->at_end(src))
		*rc = 0;
	if (spare)
		feed_recycle(f, spare);
	return chain;
}

/* The source has answered. What it took for its first answer is the input's time, not that of starting. With mu held. */
static void note_answer(struct feed *f, struct task *chain, bool over) {
	struct idle *m = f->spec.idle;
	nsec now;

	if (!m)
		return;
	now = clock_mono();
	if (!f->read)
		m->sum.before += now - f->asked;
	m->sum.reading += now - f->asked;
	if (over) {
		m->sum.over = now;
		m->sum.over_waited = now - f->asked;
	}
	for (struct task *t = chain; t; t = t->next) {
		t->ready = now;
		t->waited = now - f->asked;
	}
	note(f);
}

struct task *feed_take(struct feed *f, unsigned batch) {
	struct task *chain, *spare = NULL, **end = &spare;
	nsec asked, paced_since = 0;
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
	f->reading = f->at_source = true;
	f->working++;
	asked = f->spec.idle || f->spec.observers ? clock_mono() : 0;
	f->asked = asked;
	note(f);
	seq = f->read;
	number = pop_number(f);
	for (unsigned n = 0; n < batch && f->spare; n++) {
		*end = f->spare;
		end = &f->spare->next;
		f->spare = f->spare->next;
	}
	*end = NULL;
	mutex_unlock(&f->mu);

	chain = read_chain(f, spare, batch, seq, number, &rc, &err);
	if (f->spec.observers)
		observers_waited(f->spec.observers, WAITED_INPUT, number, asked, clock_mono());
	if (chain && f->spec.arrived)
		f->spec.arrived(f->spec.arg, chain);

	mutex_lock(&f->mu);
	f->at_source = false;
	note_answer(f, chain, rc == 0);
	if (paced(f) && any_to_run(chain))
		paced_since = pace(f); /* with the role: nobody overtakes */
	f->reading = false;
	f->alone_runs = f->alone && any_to_run(chain);
	for (struct task *t = chain; t; t = t->next) {
		assert(t->seq == f->read);
		f->read++;
		t->result.slot = number;
		t->result.attempt = 1;
	}
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
	note(f);
	if (f->ended || f->stopped || paced(f))
		cond_broadcast(&f->may);
	else
		cond_signal(&f->may);
	mutex_unlock(&f->mu);
	if (paced_since && f->spec.observers)
		observers_waited(f->spec.observers, WAITED_START, number, paced_since, clock_mono());
	return chain;
}

/* A task that was alone is over. With mu held. */
static void count_alone(struct feed *f) {
	f->alone -= f->alone_runs;
	f->alone_runs = false;
	if (!f->alone && !f->company)
		f->company = clock_mono();
}

void feed_done(struct feed *f, unsigned slot) {
	mutex_lock(&f->mu);
	assert(f->working > 0);
	f->working--;
	if (f->alone)
		count_alone(f);
	push_number(f, slot);
	note(f);
	if (paced(f))
		cond_broadcast(&f->may); /* whoever waits to start looks again */
	else
		cond_signal(&f->may);
	mutex_unlock(&f->mu);
}

void feed_again(struct feed *f, unsigned slot) {
	nsec since;

	if (!paced(f))
		return;
	mutex_lock(&f->mu);
	since = pace(f);
	mutex_unlock(&f->mu);
	if (f->spec.observers)
		observers_waited(f->spec.observers, WAITED_START, slot, since, clock_mono());
}

void feed_outcome(struct feed *f, bool failed) {
	if (!f->spec.delay_auto)
		return;
	mutex_lock(&f->mu);
	f->delay = (nsec)((double)f->delay * (failed ? 1.3 : 0.9));
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
	if (f->limit != limit)
		observers_slots(f->spec.observers, clock_mono(), limit);
	f->limit = limit;
	note(f);
	cond_broadcast(&f->may);
	mutex_unlock(&f->mu);
}

void feed_wake(struct feed *f) {
	mutex_lock(&f->mu);
	note(f);
	cond_broadcast(&f->may);
	mutex_unlock(&f->mu);
}

void feed_settle(struct feed *f) {
	mutex_lock(&f->mu);
	note(f);
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

nsec feed_company(struct feed *f) {
	nsec since;

	mutex_lock(&f->mu);
	since = f->company;
	mutex_unlock(&f->mu);
	return since;
}

unsigned feed_at_work(struct feed *f) {
	unsigned n;

	mutex_lock(&f->mu);
	n = f->working;
	mutex_unlock(&f->mu);
	return n;
}

unsigned feed_waiting(struct feed *f, uint64_t *ret_through) {
	unsigned n;

	mutex_lock(&f->mu);
	n = f->waiting;
	*ret_through = f->read - (f->working - f->reading); /* what the reader has is not counted as read yet */
	mutex_unlock(&f->mu);
	return n;
}

bool feed_wants_slot(struct feed *f, unsigned slots) {
	bool wants;

	mutex_lock(&f->mu);
	wants = !f->ended && !f->stopped && slots < allowed(f);
	mutex_unlock(&f->mu);
	return wants;
}

bool feed_is_prompt(struct feed *f) {
	struct source *src = f->spec.source;
	bool over, first;

	mutex_lock(&f->mu);
	over = f->ended || f->stopped;
	/* Nobody reads yet, and nobody else will: the others are started by the slot that has the first task. */
	first = !f->read && !f->working && !paced(f) && !f->spec.wanted;
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
