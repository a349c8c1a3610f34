/* SPDX-License-Identifier: MIT */
/*
 * The engine with an executor that runs nothing: any number of slots, any order, budgets small enough to spill and to pause, failures and
 * retries. What comes out must be a permutation of whole task outputs, and with -k the serial bytes. The seed of a failing schedule is printed.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "engine/collect.h"
#include "engine/feed.h"
#include "engine/pool.h"
#include "stats/prng.h"
#include "unit.h"

static uint64_t next_random(uint64_t *s) {
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

/* A function of seed and task alone, so that the expected output can be made again. */
static uint64_t of_task(uint64_t seed, uint64_t seq, unsigned what) {
	uint64_t s = (seed + 1) * 0x9e3779b97f4a7c15u ^ (seq + 1) * 0xbf58476d1ce4e5b9u ^ (what + 1) * 0x94d049bb133111ebu;

	next_random(&s);
	return next_random(&s);
}

struct plan {
	uint64_t seed, tasks;
	unsigned slots;
	enum order order;
	unsigned fail_percent, attempts;
	unsigned lines_max;
	uint64_t memory, spill;
	bool instant;
	bool shuffled; /* tasks come in another order than that of their places */
};

/* --- source ------------------------------------------------------------------------------------------------------------------- */

struct counter {
	struct source source;
	uint64_t at, count;
	size_t *order;   /* NULL = as they are */
	bool *given;
	struct collect *collect; /* says which task must come out of turn */
};

/* The next place in a shuffled order, or the one that all wait for. False at the end. */
static bool shuffled_place(struct counter *c, uint64_t *place) {
	if (!collect_hole(c->collect, place) || *place >= c->count || c->given[*place]) {
		while (c->at < c->count && c->given[c->order[c->at]])
			c->at++;
		if (c->at == c->count)
			return false;
		*place = c->order[c->at];
	}
	c->given[*place] = true;
	return true;
}

static int counter_next(struct source *s, struct task *t, const struct gate *stop, struct err *err) {
	struct counter *c = (struct counter *)s;
	uint64_t place = c->at;
	char text[32];
	int n;

	(void)stop, (void)err;
	if (c->order ? !shuffled_place(c, &place) : c->at == c->count)
		return 0;
	c->at += !c->order;
	t->input = c->order ? place + 1 : 0;
	n = snprintf(text, sizeof(text), "%llu", (unsigned long long)place);
	t->records = 1;
	return task_add(t, text, (size_t)n) || task_seal(t) ? -ENOMEM : 1;
}

static bool counter_ready(struct source *s) {
	return ((struct counter *)s)->at % 7 != 0;
}

static const struct source_ops counter_ops = { .next = counter_next, .ready = counter_ready };

/* --- executor ----------------------------------------------------------------------------------------------------------------- */

struct fake {
	struct exec exec;
	const struct plan *plan;
	_Atomic unsigned running, most;
};

static int fake_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	(void)e, (void)slot, (void)err;
	*ret = NULL;
	return 0;
}

static void fake_close(struct exec *e, void *mine) {
	(void)e, (void)mine;
}

static int line_of(const struct plan *p, uint64_t seq, unsigned i, char *text, size_t size) {
	unsigned width = (unsigned)(of_task(p->seed, seq, 100 + i) % 300);

	return snprintf(text, size, "task %llu line %u %0*d\n", (unsigned long long)seq, i, (int)width, 0);
}

static void put_all(struct fake *f, struct outlet *o, struct task *t, enum stream stream, const char *text, size_t n,
		    const struct gates *g) {
	/* In pieces, so that lines are cut anywhere. */
	size_t cut = n > 1 ? of_task(f->plan->seed, task_place(t), (unsigned)n) % n : 0;
	const char *part[2] = { text, text + cut };
	size_t len[2] = { cut, n - cut };

	for (int i = 0; i < 2; i++) {
		int rc = o->ops->put(o, t, stream, part[i], len[i]);

		CHECK(rc >= 0);
		if (of_task(f->plan->seed, task_place(t), 7) % 3 == 0)
			o->ops->push(o, t);
		while (rc == 1) {
			struct pollfd p[2] = { { .fd = o->ops->relief(o, t), .events = POLLIN }, { .fd = g->kill.fd, .events = POLLIN } };

			o->ops->push(o, t);
			poll(p, 2, -1);
			if (p[1].revents)
				return;
			o->ops->resume(o, t);
			rc = 0;
		}
	}
}

static int fake_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct fake *f = (struct fake *)e;
	const struct plan *p = f->plan;
	unsigned lines = (unsigned)(of_task(p->seed, task_place(t), 1) % (p->lines_max + 1)), now = atomic_fetch_add(&f->running, 1) + 1;
	unsigned most = atomic_load(&f->most);

	(void)mine, (void)err;
	while (now > most && !atomic_compare_exchange_weak(&f->most, &most, now))
		;
	t->result.start = clock_mono();
	for (unsigned i = 0; i < lines; i++) {
		char text[512];
		int n = line_of(p, task_place(t), i, text, sizeof(text));

		put_all(f, o, t, STREAM_OUT, text, (size_t)n, g);
		if (of_task(p->seed, task_place(t), 50 + i) % 4 == 0)
			sched_yield();
	}
	if (of_task(p->seed, task_place(t), 2) % 5 == 0)
		put_all(f, o, t, STREAM_ERR, "e\n", 2, g);
	/* Which attempts fail is fixed: all of them, or all but the last. */
	t->result.code = of_task(p->seed, task_place(t), 3) % 100 < p->fail_percent &&
			 (of_task(p->seed, task_place(t), 4) % 2 || t->result.attempt < p->attempts);
	t->result.outcome = OUTCOME_EXIT;
	t->result.end = clock_mono();
	atomic_fetch_sub(&f->running, 1);
	return 0;
}

static const struct exec_ops fake_ops = { .open = fake_open, .run = fake_run, .close = fake_close };

/* --- sink --------------------------------------------------------------------------------------------------------------------- */

struct catcher {
	struct sink sink;
	struct buf out;
	uint64_t done, failed, errs;
	bool writing; /* to see that only one thread at a time is here */
};

static int catcher_write(struct sink *s, struct task *t, enum stream stream, const void *p, size_t n, struct err *err) {
	struct catcher *c = (struct catcher *)s;

	(void)t, (void)err;
	CHECK(!c->writing);
	c->writing = true;
	if (stream == STREAM_OUT)
		CHECK(!buf_add(&c->out, p, n));
	else
		c->errs += n;
	c->writing = false;
	return 0;
}

static int catcher_done(struct sink *s, struct task *t, struct err *err) {
	struct catcher *c = (struct catcher *)s;

	(void)err;
	c->done++;
	c->failed += task_failed(t);
	return 0;
}

static const struct sink_ops catcher_ops = { .write = catcher_write, .done = catcher_done };

/* --- the run ------------------------------------------------------------------------------------------------------------------ */

struct world {
	struct feed *feed;
	struct collect *collect;
	struct mutex mu;
	struct cond gone;
};

static bool room(void *arg) {
	return collect_room(((struct world *)arg)->collect);
}
static void recycle(void *arg, struct task *chain) {
	feed_recycle(((struct world *)arg)->feed, chain);
}
static void relieved(void *arg) {
	feed_wake(((struct world *)arg)->feed);
}
static void broken(void *arg, const struct err *err) {
	(void)arg;
	printf("# %s\n", err->msg);
	CHECK(!"broken");
}
static void idle(void *arg) {
	struct world *w = arg;

	mutex_lock(&w->mu);
	cond_broadcast(&w->gone);
	mutex_unlock(&w->mu);
}

/* One for all plans: the last thread of a run may still be in idle() when the run is over for everybody else. */
static struct world *the_world(void) {
	static struct world w;
	static bool made;

	if (!made) {
		mutex_init(&w.mu);
		cond_init(&w.gone);
		made = true;
	}
	return &w;
}

static struct buf serial(const struct plan *p) {
	struct buf b = {0};

	for (uint64_t seq = 0; seq < p->tasks; seq++)
		for (unsigned i = 0; i < of_task(p->seed, seq, 1) % (p->lines_max + 1); i++) {
			char text[512];

			CHECK(!buf_add(&b, text, (size_t)line_of(p, seq, i, text, sizeof(text))));
		}
	return b;
}

static uint64_t expected_failures(const struct plan *p) {
	uint64_t n = 0;

	for (uint64_t seq = 0; seq < p->tasks; seq++)
		n += of_task(p->seed, seq, 3) % 100 < p->fail_percent && of_task(p->seed, seq, 4) % 2;
	return n;
}

static int by_text(const void *a, const void *b) {
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All lines of b, sorted; the buf is cut up for it. */
static char **sorted_lines(struct buf *b, size_t *count) {
	size_t n = 0, cap = 1024;
	char **v = xmalloc(cap * sizeof(*v));

	CHECK(!buf_terminate(b));
	for (char *s = b->p; s < b->p + b->len; n++) {
		char *nl = memchr(s, '\n', (size_t)(b->p + b->len - s));

		CHECK(nl);
		*nl = '\0';
		if (n == cap)
			v = xrealloc(v, (cap *= 2) * sizeof(*v));
		v[n] = s;
		s = nl + 1;
	}
	qsort(v, n, sizeof(*v), by_text);
	*count = n;
	return v;
}

/* Whole groups: the lines of a task stand together and in order. */
static void check_groups(const struct plan *p, const struct buf *out) {
	long long current = -1;
	unsigned line = 0;
	char *done = xcalloc(p->tasks + 1, 1);

	for (const char *s = out->p; s < out->p + out->len; s = memchr(s, '\n', (size_t)(out->p + out->len - s)), s++) {
		unsigned long long seq;
		unsigned i;

		CHECK(sscanf(s, "task %llu line %u", &seq, &i) == 2);
		if ((long long)seq != current) {
			CHECK(seq < p->tasks && !done[seq]);
			done[seq] = 1;
			current = (long long)seq;
			line = 0;
		}
		CHECK(i == line++);
	}
	free(done);
}

static void check_output(const struct plan *p, struct catcher *c) {
	struct buf want = serial(p);
	size_t n, m;
	char **a, **b;

	CHECK(c->out.len == want.len);
	if (p->order == ORDER_KEEP || p->order == ORDER_LINE_KEEP) {
		CHECK(!want.len || !memcmp(c->out.p, want.p, want.len));
	} else if (want.len) {
		if (p->order == ORDER_GROUP)
			check_groups(p, &c->out);
		a = sorted_lines(&c->out, &n);
		b = sorted_lines(&want, &m);
		CHECK(n == m);
		for (size_t i = 0; i < n; i++)
			CHECK_STR(a[i], b[i]);
		free(a);
		free(b);
	}
	buf_release(&want);
}

static void shuffle(struct counter *c, uint64_t seed, struct collect *collect) {
	struct prng r = { seed };

	c->order = xcalloc(c->count + 1, sizeof(*c->order));
	c->given = xcalloc(c->count + 1, sizeof(*c->given));
	c->collect = collect;
	for (size_t i = 0; i < c->count; i++)
		c->order[i] = i;
	prng_shuffle(&r, c->order, c->count);
}

static void run_plan(const struct plan *p) {
	struct counter source = { .source = { &counter_ops, UINT64_MAX }, .count = p->tasks };
	struct fake fake = { .exec = { &fake_ops, p->instant ? EXEC_INSTANT : 0 }, .plan = p };
	struct catcher catcher = { .sink = { &catcher_ops } };
	struct spool_pool *spools = spool_pool_new(p->memory, p->spill, p->seed % 2, "/tmp");
	struct gates gates = {0};
	struct world *w = the_world();
	struct options o = { .retries = p->attempts, .order = p->order };
	struct collect_spec cs = { .order = p->order, .pool = spools, .held_max = 64 << 10, .any_order = p->shuffled, .sinks = { &catcher.sink }, .recycle = recycle,
				   .relieved = relieved, .broken = broken, .arg = w, .idle = idle, .arg_idle = w };
	struct feed_spec fs = { .source = &source.source, .pool = spools, .stop = &gates.stop, .limit = p->slots, .room = room, .arg = w };
	struct pool_spec ps = { .options = &o, .exec = &fake.exec, .gates = &gates, .total = UINT64_MAX, .idle = idle, .arg = w };
	struct slot_pool *pool;
	struct err err = {0};

	printf("# seed %llu tasks %llu slots %u order %d memory %llu spill %llu attempts %u instant %d\n", (unsigned long long)p->seed,
	       (unsigned long long)p->tasks, p->slots, (int)p->order, (unsigned long long)p->memory, (unsigned long long)p->spill,
	       p->attempts, p->instant);
	CHECK(spools && !gate_init(&gates.stop) && !gate_init(&gates.kill) && !gate_init(&gates.now));
	w->collect = collect_new(&cs);
	if (p->shuffled)
		shuffle(&source, p->seed, w->collect);
	w->feed = feed_new(&fs);
	ps.feed = w->feed;
	ps.collect = w->collect;
	pool = pool_new(&ps);
	pool_run(pool);
	mutex_lock(&w->mu);
	while (pool_state(pool).threads)
		cond_wait_until(&w->gone, &w->mu, clock_mono() + 1000000);
	collect_quit(w->collect);
	while (collect_busy(w->collect))
		cond_wait_until(&w->gone, &w->mu, clock_mono() + 1000000);
	mutex_unlock(&w->mu);
	CHECK(!collect_finish(w->collect, &err));

	CHECK(pool_state(pool).running == 0);
	CHECK(feed_read(w->feed, NULL) == p->tasks);
	CHECK(catcher.done == p->tasks);
	CHECK(catcher.failed == expected_failures(p));
	CHECK(pool_state(pool).score.ok + pool_state(pool).score.failed == p->tasks);
	CHECK(fake.most <= p->slots);
	check_output(p, &catcher);
	CHECK(!spool_pool_full(spools) || !p->memory);

	pool_free(pool);
	collect_free(w->collect);
	feed_free(w->feed);
	spool_pool_free(spools);
	gate_release(&gates.stop);
	gate_release(&gates.kill);
	gate_release(&gates.now);
	buf_release(&catcher.out);
	free(source.order);
	free(source.given);
}

static struct plan random_plan(uint64_t seed) {
	static const enum order orders[] = { ORDER_GROUP, ORDER_KEEP, ORDER_LINE, ORDER_LINE_KEEP };
	static const uint64_t memory[] = { 64 << 20, 64 << 10, 4096, 1 };
	static const uint64_t spill[] = { UINT64_MAX, 256 << 10, 4096, 0 };
	struct plan p = {
		.seed = seed,
		.tasks = of_task(seed, 0, 200) % 300,
		.slots = 1 + (unsigned)(of_task(seed, 0, 201) % 16),
		.order = orders[of_task(seed, 0, 202) % 4],
		.fail_percent = (unsigned)(of_task(seed, 0, 203) % 3) * 20,
		.attempts = 1 + (unsigned)(of_task(seed, 0, 204) % 3),
		.lines_max = (unsigned)(of_task(seed, 0, 205) % 60),
		.memory = memory[of_task(seed, 0, 206) % 4],
		.spill = spill[of_task(seed, 0, 207) % 4],
	};

	return p;
}

static void any_schedule_gives_a_permutation_or_with_k_the_serial_bytes(void) {
	const char *more = getenv("PMAP_ENGINE_SEEDS");
	uint64_t seeds = more ? strtoull(more, NULL, 10) : 150;

	for (uint64_t seed = 1; seed <= seeds; seed++) {
		struct plan p = random_plan(seed);

		run_plan(&p);
	}
}

static void instant_tasks_in_batches_keep_every_promise(void) {
	for (uint64_t seed = 1000; seed < 1030; seed++) {
		struct plan p = random_plan(seed);

		p.instant = true;
		p.attempts = 1;
		p.tasks *= 10;
		p.lines_max %= 3;
		run_plan(&p);
	}
}

/* Budgets of one byte, too: the task that the output waits for is never behind those that wait. */
static void tasks_in_any_order_are_written_in_theirs(void) {
	const char *more = getenv("PMAP_ENGINE_SEEDS");
	uint64_t seeds = more ? strtoull(more, NULL, 10) : 150;

	for (uint64_t seed = 5000; seed < 5000 + seeds; seed++) {
		struct plan p = random_plan(seed);

		p.shuffled = true;
		run_plan(&p);
	}
}

static void no_task_at_all_is_a_run(void) {
	struct plan p = { .seed = 1, .tasks = 0, .slots = 4, .order = ORDER_KEEP, .attempts = 1, .memory = 1 << 20, .spill = UINT64_MAX };

	run_plan(&p);
}

UNIT_MAIN(TEST(any_schedule_gives_a_permutation_or_with_k_the_serial_bytes), TEST(instant_tasks_in_batches_keep_every_promise),
	  TEST(tasks_in_any_order_are_written_in_theirs), TEST(no_task_at_all_is_a_run))
