/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/pool.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/sys.h"
#include "engine/slot.h"

#define STACK (256u << 10)
#define BATCH 64 /* tasks a slot takes at once when running them never waits */

static void add_slot(struct slot_pool *p, struct slot *s) {
	/* Without a leash its tasks stay. */
	*s = (struct slot){ .pool = p, .leash = p->spec.evicts ? sys_event() : -1 };
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
		if (s->leash >= 0)
			close(s->leash);
		free(s);
	}
	mutex_release(&p->mu);
	free(p);
}

void pool_drain(struct slot_pool *p) {
	gate_close(&p->spec.gates->stop); /* first: who was waiting to start a task looks at it */
	feed_stop(p->spec.feed);
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
	uint64_t told;

	mutex_lock(&s->pool->mu);
	s->current = t;
	s->began = t ? clock_mono() : 0;
	s->suspended = false;
	if (s->evicting && !t) {
		(void)!read(s->leash, &told, sizeof(told)); /* it never blocks */
		s->evicting = false;
	}
	s->pool->running += t ? 1u : -1u;
	mutex_unlock(&s->pool->mu);
}

/* Count a task's end and say what follows. A task of a batch (see slot_main) that did not fail has no consequences. */
static struct verdict judge(struct slot *s, const struct task *t) {
	struct slot_pool *p = s->pool;
	struct verdict v = { .stop = STOP_NO };

	if (s->batch > 1 && t->result.outcome == OUTCOME_EXIT && t->result.code == 0) {
		s->fine++;
		return v;
	}
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

	if (v->stop != STOP_NO) {
		observers_occasion(p->spec.observers, OCCASION_HALT, v->status);
		pool_drain(p);
	}
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

/* Half a kilobyte is not cleared for every task. */
static struct err *fresh(struct err *err) {
	err->code = 0;
	return err;
}

/* Give the task its command line. 0, or -errno when the run is over for it. */
static int prepare(struct slot *s, struct task *t) {
	struct slot_pool *p = s->pool;
	struct exec *e = p->spec.exec;
	int rc = e->ops->prepare ? e->ops->prepare(e, s->mine, t, collect_outlet(p->spec.collect), fresh(&s->err)) : 0;

	if (rc) {
		t->result.outcome = OUTCOME_KILLED;
		fail(p, &s->err);
	}
	return rc;
}

/* One attempt. The task counts as running for no longer: what follows may have to wait for a reader of stderr. */
static void run_attempt(struct slot *s, struct task *t) {
	struct slot_pool *p = s->pool;
	struct exec *e = p->spec.exec;
	bool instant = e->flags & EXEC_INSTANT;

	if (t->result.outcome == OUTCOME_NOSTART || t->result.outcome == OUTCOME_SKIPPED || t->result.outcome == OUTCOME_REFUSED || t->result.outcome == OUTCOME_KILLED)
		return;
	t->leash = s->leash > 0 ? s->leash : 0;
	observers_started(p->spec.observers, t);
	if (!instant)
		set_current(s, t);
	if (e->ops->run(e, s->mine, t, collect_outlet(p->spec.collect), p->spec.gates, fresh(&s->err)) < 0) {
		t->result.outcome = OUTCOME_KILLED;
		fail(p, &s->err);
	}
	if (!instant)
		set_current(s, NULL);
}

/* Was the attempt ended to make room? Then the task runs again as if nothing had been, later. */
static bool evicted(struct slot *s, struct task *t, unsigned attempts) {
	struct slot_pool *p = s->pool;

	if (t->result.outcome != OUTCOME_EVICTED)
		return false;
	if (gate_closed(&p->spec.gates->kill)) {
		t->result.outcome = OUTCOME_KILLED;
		return false;
	}
	err_say("warning: task %llu was ended to make room; it will run again", (unsigned long long)task_number(t));
	observers_attempt(p->spec.observers, t, true);
	t->result.outcome = OUTCOME_NONE;
	t->result.received = t->result.sent = 0;
	collect_restart(p->spec.collect, t, attempts);
	feed_again(p->spec.feed, t->result.slot);
	return true;
}

/* One task through all its attempts. */
static void run_task(struct slot *s, struct task *t) {
	struct slot_pool *p = s->pool;
	struct exec *e = p->spec.exec;
	unsigned attempts = p->spec.evicts ? UINT_MAX : p->spec.options->retries;
	bool instant = e->flags & EXEC_INSTANT;
	struct verdict v;
	bool again;

	if (t->result.outcome == OUTCOME_SKIPPED)
		return;
	if (!instant && gate_closed(&p->spec.gates->stop))
		return; /* read, but the run was stopped: not started */
	if (!instant && collect_open(p->spec.collect, t, attempts)) {
		err_sys(fresh(&s->err), ENOMEM, "cannot run task %llu", (unsigned long long)task_number(t));
		fail(p, &s->err);
		return;
	}
	if (prepare(s, t))
		return;
	for (;;) {
		run_attempt(s, t);
		if (evicted(s, t, attempts))
			continue;
		feed_outcome(p->spec.feed, task_failed(t));
		tally_add(&s->tally, t, 0);
		tune_ended(p->spec.tune, t);
		if (task_failed(t))
			gates_linger(p->spec.gates); /* there will be something to say, and perhaps nobody to read it */
		if (t->result.outcome == OUTCOME_TIMEOUT)
			warn_timeout(t);
		v = judge(s, t);
		again = v.retry && !gate_closed(&p->spec.gates->kill);
		observers_attempt(p->spec.observers, t, again);
		if (!again)
			break;
		s->tally.repeated += t->result.end - t->result.start;
		t->result.attempt++;
		t->result.outcome = OUTCOME_NONE;
		t->result.received = t->result.sent = 0;
		collect_restart(p->spec.collect, t, attempts);
		feed_again(p->spec.feed, t->result.slot);
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

/* Jobs that wait for each other need a thread each. */
static void check_threads(struct slot_pool *p) {
	struct err err = {0};
	bool few;

	mutex_lock(&p->mu);
	few = p->short_of_threads;
	mutex_unlock(&p->mu);
	if (few && err_set(&err, EAGAIN, "cannot run all jobs at the same time: there is no thread for each"))
		fail(p, &err);
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

static void count_fine(struct slot *s) {
	if (!s->fine)
		return;
	mutex_lock(&s->pool->mu);
	s->pool->score.ok += s->fine;
	mutex_unlock(&s->pool->mu);
	s->fine = 0;
}

static void hand_over(struct slot *s, struct task *chain) {
	const struct pool_spec *spec = &s->pool->spec;
	unsigned number = chain->result.slot;
	nsec begin = spec->handing || spec->observers ? clock_mono() : 0, end;

	collect_done(spec->collect, chain);
	if (!begin)
		return;
	end = clock_mono();
	if (spec->handing)
		s->tally.handing += end - begin;
	observers_waited(spec->observers, WAITED_OUTPUT, number, begin, end);
}

static void *slot_main(void *arg) {
	struct slot *s = arg;
	struct slot_pool *p = s->pool;
	struct exec *e = p->spec.exec;
	struct err err = {0};
	struct task *chain;

	/* A batch is judged when it is through, so --halt takes tasks one by one. */
	s->batch = e->flags & EXEC_INSTANT && p->spec.options->halt.when == HALT_NEVER ? BATCH : 1;
	if (e->ops->open(e, s->index, &s->mine, &err)) {
		fail(p, &err);
		leave(s);
		return NULL;
	}
	for (;;) {
		unsigned number;

		if (!feed_is_prompt(p->spec.feed))
			gates_linger(p->spec.gates);
		chain = feed_take(p->spec.feed, s->batch);
		if (!chain)
			break;
		number = chain->result.slot;

		pool_grow(p);
		if (chain->flow && chain->flow->together)
			check_threads(p);
		for (struct task *t = chain; t; t = t->next) {
			run_task(s, t);
			flow_close(&t->flow); /* also of a task that did not run: others may wait for it to take or leave */
		}
		count_fine(s);
		if (p->spec.last && feed_is_last(p->spec.feed))
			p->spec.last(p->spec.arg_last);
		hand_over(s, chain);
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
