/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/pool.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/sys.h"

#define STACK (256u << 10)
#define BATCH 64 /* tasks a slot takes at once when running them never waits */

struct slot {
	struct slot_pool *pool;
	struct slot *next;
	unsigned index;        /* of the thread, from 0 */
	void *mine;            /* the executor's */
	struct tally tally;
	struct task *current;  /* guarded by pool.mu; the one that runs */
	struct buf ended;      /* the command of a task whose end --halt wants announced */
	bool announce;         /* there is one */
	bool halting;          /* no more tasks are started; the others end */
	unsigned others;       /* so many */
};

struct slot_pool {
	struct pool_spec spec;
	struct mutex mu;
	/* All guarded by mu. */
	struct slot *slots, *first;
	unsigned made, threads, running;
	bool short_of_threads; /* said once */
	struct score score;
	bool halted;
	int status;
	nsec task_time;
	struct median median;
	struct err err;
};

static void add_slot(struct slot_pool *p, struct slot *s) {
	*s = (struct slot){ .pool = p };
	mutex_lock(&p->mu);
	s->index = p->made++;
	s->next = p->slots;
	p->slots = s;
	p->threads++;
	mutex_unlock(&p->mu);
}

struct slot_pool *pool_new(const struct pool_spec *spec) {
	struct slot_pool *p = xcalloc(1, sizeof(*p));

	p->spec = *spec;
	p->score.total = spec->total;
	mutex_init(&p->mu);
	/* The first slot counts from now on: nobody who looks may think that all have gone. */
	add_slot(p, p->first = xmalloc(sizeof(*p->first)));
	return p;
}

void pool_free(struct slot_pool *p) {
	if (!p)
		return;
	while (p->slots) {
		struct slot *s = p->slots;

		p->slots = s->next;
		buf_release(&s->ended);
		free(s);
	}
	mutex_release(&p->mu);
	free(p);
}

void pool_drain(struct slot_pool *p) {
	feed_stop(p->spec.feed);
	gate_close(&p->spec.gates->stop);
}

void pool_kill(struct slot_pool *p) {
	bool again = gate_closed(&p->spec.gates->kill);

	pool_drain(p);
	gate_close(&p->spec.gates->kill);
	if (again)
		gate_close(&p->spec.gates->now);
}

/* The machinery failed: nothing sensible can follow. */
static void fail(struct slot_pool *p, const struct err *err) {
	mutex_lock(&p->mu);
	if (!p->err.code)
		p->err = *err;
	mutex_unlock(&p->mu);
	pool_drain(p);
	gate_close(&p->spec.gates->kill);
}

static void set_current(struct slot *s, struct task *t) {
	mutex_lock(&s->pool->mu);
	s->current = t;
	s->pool->running += t ? 1u : -1u;
	mutex_unlock(&s->pool->mu);
}

/* Count a task's end and say what follows. */
static struct verdict judge(struct slot *s, const struct task *t) {
	struct slot_pool *p = s->pool;
	struct verdict v;

	mutex_lock(&p->mu);
	p->task_time += t->result.end - t->result.start;
	if (!policy_retries(p->spec.options, t) && t->result.outcome != OUTCOME_KILLED) {
		p->score.failed += task_failed(t);
		p->score.ok += !task_failed(t);
		if (!task_failed(t) && p->spec.options->timeout_percent > 0)
			median_add(&p->median, t->result.end - t->result.start);
	}
	v = policy_judge(p->spec.options, &p->score, t);
	if (v.stop && p->halted)
		v.stop = STOP_NO;
	if (v.stop) {
		p->halted = true;
		p->status = v.status;
	}
	s->halting = p->halted && p->spec.options->halt.when == HALT_SOON;
	mutex_unlock(&p->mu);
	return v;
}

/* What --halt says of a task comes behind its output. */
static void announce(struct slot *s) {
	static const char *const how[] = { [HALT_FAIL] = "failed", [HALT_SUCCESS] = "succeeded", [HALT_DONE] = "finished" };

	if (!s->announce)
		return;
	s->announce = false;
	err_say_below(s->ended.p, "This job %s:", how[s->pool->spec.options->halt.why]);
	if (s->others)
		err_say("Starting no more jobs. Waiting for %u jobs to finish.", s->others);
}

static void obey(struct slot *s, const struct verdict *v, const struct task *t) {
	struct slot_pool *p = s->pool;

	if (v->stop != STOP_NO)
		pool_drain(p);
	if (v->stop == STOP_NOW)
		gate_close(&p->spec.gates->kill);
	if (!v->announce)
		return;
	s->ended.len = 0;
	s->announce = !buf_add(&s->ended, t->command.p, t->command.len < 2000 ? t->command.len : 2000) && !buf_terminate(&s->ended);
	s->others = s->halting ? feed_at_work(p->spec.feed) - 1 : 0;
	if (p->spec.exec->flags & EXEC_INSTANT)
		announce(s);
}

static void warn_timeout(const struct task *t) {
	err_say("Warning: This job was killed because it timed out:");
	err_say("Warning: %.*s", (int)(t->command.len < 1024 ? t->command.len : 1024), t->command.p ? t->command.p : "");
}

/* Give the task its command line. 0, or -errno when the run is over for it. */
static int prepare(struct slot *s, struct task *t) {
	struct slot_pool *p = s->pool;
	struct exec *e = p->spec.exec;
	struct err err = {0};
	int rc = e->ops->prepare ? e->ops->prepare(e, s->mine, t, collect_outlet(p->spec.collect), &err) : 0;

	if (rc) {
		t->result.outcome = OUTCOME_KILLED;
		fail(p, &err);
	}
	return rc;
}

/* One attempt. The task counts as running for no longer: what follows may have to wait for a reader of stderr. */
static void run_attempt(struct slot *s, struct task *t) {
	struct slot_pool *p = s->pool;
	struct exec *e = p->spec.exec;
	bool instant = e->flags & EXEC_INSTANT;
	struct err err = {0};

	if (t->result.outcome == OUTCOME_NOSTART)
		return;
	if (!instant)
		set_current(s, t);
	if (e->ops->run(e, s->mine, t, collect_outlet(p->spec.collect), p->spec.gates, &err) < 0) {
		t->result.outcome = OUTCOME_KILLED;
		fail(p, &err);
	}
	if (!instant)
		set_current(s, NULL);
}

/* One task through all its attempts. */
static void run_task(struct slot *s, struct task *t) {
	struct slot_pool *p = s->pool;
	struct exec *e = p->spec.exec;
	unsigned attempts = p->spec.options->retries;
	bool instant = e->flags & EXEC_INSTANT;
	struct err err = {0};
	struct verdict v;

	if (t->result.outcome == OUTCOME_SKIPPED)
		return;
	if (!instant && gate_closed(&p->spec.gates->kill))
		return; /* read, but the run was stopped: not started */
	if (!instant && collect_open(p->spec.collect, t, attempts)) {
		err_sys(&err, ENOMEM, "cannot run task %llu", (unsigned long long)t->seq + 1);
		fail(p, &err);
		return;
	}
	if (prepare(s, t))
		return;
	for (;;) {
		run_attempt(s, t);
		tally_add(&s->tally, t, 0);
		if (task_failed(t))
			gates_linger(p->spec.gates); /* there will be something to say, and perhaps nobody to read it */
		if (t->result.outcome == OUTCOME_TIMEOUT)
			warn_timeout(t);
		v = judge(s, t);
		if (!v.retry || gate_closed(&p->spec.gates->kill))
			break;
		t->result.attempt++;
		t->result.outcome = OUTCOME_NONE;
		t->result.received = t->result.sent = 0;
		collect_restart(p->spec.collect, t, attempts);
	}
	if (e->ops->tidy)
		e->ops->tidy(e, s->mine, t);
	obey(s, &v, t);
}

static void start_thread(struct slot_pool *p);

void pool_grow(struct slot_pool *p) {
	unsigned made;

	mutex_lock(&p->mu);
	made = p->short_of_threads ? GUARD_SLOTS : p->made;
	mutex_unlock(&p->mu);
	if (made < GUARD_SLOTS && feed_wants_slot(p->spec.feed, made))
		start_thread(p);
}

static void leave(struct slot *s) {
	struct slot_pool *p = s->pool;
	void (*idle)(void *) = p->spec.idle;
	void *arg = p->spec.arg;
	bool last;

	mutex_lock(&p->mu);
	last = --p->threads == 0;
	mutex_unlock(&p->mu);
	/* From here on the pool may be gone; what was needed was copied before. */
	if (last)
		idle(arg);
}

static void *slot_main(void *arg) {
	struct slot *s = arg;
	struct slot_pool *p = s->pool;
	struct exec *e = p->spec.exec;
	struct err err = {0};
	struct task *chain;

	if (e->ops->open(e, s->index, &s->mine, &err)) {
		fail(p, &err);
		leave(s);
		return NULL;
	}
	for (;;) {
		unsigned number;

		if (!feed_is_prompt(p->spec.feed))
			gates_linger(p->spec.gates);
		chain = feed_take(p->spec.feed, e->flags & EXEC_INSTANT ? BATCH : 1);
		if (!chain)
			break;
		number = chain->result.slot;

		pool_grow(p);
		for (struct task *t = chain; t; t = t->next)
			run_task(s, t);
		if (p->spec.last && feed_is_last(p->spec.feed))
			p->spec.last(p->spec.arg_last);
		collect_done(p->spec.collect, chain);
		announce(s);
		feed_done(p->spec.feed, number);
	}
	e->ops->close(e, s->mine);
	leave(s);
	return NULL;
}

/* One more slot; when the system has no thread left for it the slots there are carry on. */
static void start_thread(struct slot_pool *p) {
	struct slot *s;
	pthread_t id;
	bool say;

	gates_linger(p->spec.gates);
	s = sys_malloc(sizeof(*s));
	if (s)
		add_slot(p, s);
	if (s && sys_thread(&id, STACK, slot_main, s) == 0)
		return;
	mutex_lock(&p->mu);
	p->threads -= s != NULL;
	say = s && !p->short_of_threads;
	p->short_of_threads = true;
	mutex_unlock(&p->mu);
	if (say)
		err_say("warning: no thread for slot %u: going on with %u", s->index + 1, s->index);
}

void pool_run(struct slot_pool *p) {
	slot_main(p->first);
}

struct pool_state pool_state(struct slot_pool *p) {
	struct pool_state s;

	mutex_lock(&p->mu);
	s = (struct pool_state){ .score = p->score, .threads = p->threads, .running = p->running, .halted = p->halted,
				 .status = p->status, .task_time = p->task_time, .err = p->err };
	mutex_unlock(&p->mu);
	return s;
}

void pool_tally(struct slot_pool *p, struct tally *sum) {
	for (struct slot *s = p->slots; s; s = s->next)
		tally_merge(sum, &s->tally);
}

void pool_each(struct slot_pool *p, void (*f)(void *, const struct task *), void *arg) {
	mutex_lock(&p->mu);
	for (struct slot *s = p->slots; s; s = s->next)
		if (s->current)
			f(arg, s->current);
	mutex_unlock(&p->mu);
}

nsec pool_timeout(struct slot_pool *p) {
	const struct options *o = p->spec.options;
	nsec median;

	if (o->timeout_percent <= 0)
		return o->timeout;
	mutex_lock(&p->mu);
	median = p->median.count >= 3 ? median_value(&p->median) : 0;
	mutex_unlock(&p->mu);
	return median ? (nsec)((double)median * o->timeout_percent / 100) : NSEC_NEVER;
}
