/* SPDX-License-Identifier: MIT */
/*
 * The number of slots on simulated machines: CPUs that tasks and neighbours share evenly, a server that takes so many at once, memory for
 * so many. Time is virtual, so a run of minutes takes milliseconds and is the same every time.
 */
#include "engine/adapt.h"

#include <math.h>

#include "unit.h"

#define MS 1000000LL
#define STEP (5 * MS)
#define SLOTS 600

struct world {
	unsigned cpus, neighbours; /* that compute all the time */
	double cpu, wait;          /* of a task, ms */
	double cpu2, wait2;        /* of every second task; 0 = the same */
	double server;             /* takes so many at once; 0 = any number */
	unsigned fits;             /* tasks in memory; 0 = any number */
	uint64_t left;             /* bytes of memory, when not 0 */
	long rss;                  /* of a task, kB */
	unsigned fails_above;      /* more tasks at once than this fail; 0 = none */
	bool starved;              /* no input: nothing runs */
};

struct one {
	bool running;
	double cpu, wait, used, queued;
	nsec start;
	bool fails;
};

struct sim {
	struct adapt a;
	struct world w;
	nsec now;
	struct one task[SLOTS];
	unsigned running, most, changes;
	uint64_t started, done;
	nsec crowded, short_of, seen; /* pressure since the last decision */
	bool spoke;
	struct adaptive_step model, last;
};

/* Memory that is left, where the world has any number of it. */
static uint64_t left_of(const struct sim *s) {
	uint64_t used = (uint64_t)s->running * (uint64_t)s->w.rss * 1024;

	return !s->w.left ? UINT64_MAX : s->w.left > used ? s->w.left - used : 0;
}

static void begin(struct sim *s, enum adapt_kind kind, const struct world *w, unsigned most) {
	struct adapt_spec spec = { .kind = kind, .slots = w->cpus, .cpus = w->cpus, .most = most, .begin = 1000 * MS,
				   .memory_left = w->left ? w->left : UINT64_MAX };

	memset(s, 0, sizeof(*s));
	s->w = *w;
	s->now = s->seen = spec.begin;
	adapt_init(&s->a, &spec);
}

static void decide(struct sim *s) {
	nsec apart = s->now - s->seen;
	struct adapt_signals sig = { .cpu = apart ? (double)s->crowded / (double)apart : NAN, .memory = apart ? (double)s->short_of / (double)apart : NAN,
				     .memory_left = left_of(s), .memory_total = 8ULL << 30, .running = s->running };
	unsigned before = s->a.slots;
	struct adaptive_step step;

	if (adapt_decide(&s->a, s->now, &sig, &step)) {
		s->last = step;
		if (step.why == ADAPTIVE_MODEL) {
			s->spoke = true;
			s->model = step;
		}
	}
	CHECK(s->a.slots >= 1 && s->a.slots <= s->a.spec.most);
	CHECK(s->a.next > s->now);
	s->changes += s->a.slots != before;
	s->seen = s->now;
	s->crowded = s->short_of = 0;
}

static void end(struct sim *s, struct one *t) {
	struct result r = { .outcome = OUTCOME_EXIT, .start = t->start, .end = s->now, .queued = (nsec)(t->queued * MS), .on_cpu = (nsec)(t->used * MS) };

	r.ru.ru_utime.tv_usec = (suseconds_t)(t->used * 1000) % 1000000;
	r.ru.ru_utime.tv_sec = (time_t)(t->used / 1000);
	r.ru.ru_maxrss = s->w.rss;
	t->running = false;
	s->running--;
	s->done += !t->fails;
	adapt_ended(&s->a, s->now, &r, t->fails);
	if (adapt_due(&s->a, s->now))
		decide(s);
}

static void fill(struct sim *s) {
	for (unsigned i = 0; i < SLOTS && s->running < s->a.slots && !s->w.starved; i++) {
		struct one *t = &s->task[i];
		bool second = s->started % 2 && (s->w.cpu2 > 0 || s->w.wait2 > 0);
		double spread = 0.75 + 0.5 * (double)(s->started * 7919 % 101) / 100; /* nobody keeps step */

		if (t->running)
			continue;
		*t = (struct one){ .running = true, .start = s->now, .cpu = (second ? s->w.cpu2 : s->w.cpu) * spread, .wait = (second ? s->w.wait2 : s->w.wait) * spread,
				   .fails = s->w.fails_above && s->running >= s->w.fails_above };
		s->running++;
		s->started++;
	}
	if (s->running > s->most)
		s->most = s->running;
}

/* Let `ms` milliseconds pass. */
static void pass(struct sim *s, double ms) {
	nsec until = s->now + (nsec)(ms * MS);

	while (s->now < until) {
		unsigned want = s->w.neighbours, wait = 0;
		double dt = (double)STEP / MS, slow = 1, part, served;

		fill(s);
		for (unsigned i = 0; i < SLOTS; i++) {
			want += s->task[i].running && s->task[i].wait <= 0;
			wait += s->task[i].running && s->task[i].wait > 0;
		}
		part = want > s->w.cpus ? (double)s->w.cpus / want : 1;
		served = s->w.server > 0 && wait > s->w.server ? s->w.server / wait : 1;
		if (s->w.fits && s->running > s->w.fits) /* everybody waits for pages */
			slow = 0.05;
		s->now += STEP;
		s->crowded += want > s->w.cpus ? STEP : 0;
		s->short_of += slow < 1 ? STEP : 0;
		for (unsigned i = 0; i < SLOTS; i++) {
			struct one *t = &s->task[i];

			if (!t->running)
				continue;
			if (t->wait > 0) {
				t->wait -= dt * served * slow;
			} else {
				t->cpu -= dt * part * slow;
				t->used += dt * part * slow;
				t->queued += dt * (1 - part);
			}
			if (t->wait <= 0 && t->cpu <= 0)
				end(s, t);
		}
		if (s->now >= s->a.next)
			decide(s);
	}
}

static void tasks_that_compute_keep_to_the_cpus(void) {
	const unsigned neighbours[] = { 0, 3, 12 };
	struct sim s;

	for (size_t i = 0; i < sizeof(neighbours) / sizeof(*neighbours); i++) {
		begin(&s, ADAPT_MODEL, &(struct world){ .cpus = 4, .neighbours = neighbours[i], .cpu = 100 }, 128);
		pass(&s, 30000);
		CHECK(s.spoke && share_kind(share_cpu(&s.model.seen)) == WORK_CPU && s.model.wanted == 4);
		CHECK(s.most == 4 && s.changes == 0);
	}
}

static void tasks_that_wait_get_many_slots(void) {
	const unsigned neighbours[] = { 0, 3, 12 };
	struct sim s;

	for (size_t i = 0; i < sizeof(neighbours) / sizeof(*neighbours); i++) {
		begin(&s, ADAPT_MODEL, &(struct world){ .cpus = 2, .neighbours = neighbours[i], .cpu = 2, .wait = 200 }, 64);
		pass(&s, 1500);
		CHECK(s.spoke && share_kind(share_cpu(&s.model.seen)) == WORK_IO);
		CHECK(s.a.slots == 64);
		pass(&s, 20000);
		CHECK(s.a.slots == 64 && s.changes == 5);
	}
}

static void the_model_is_right_for_mixed_work(void) {
	const unsigned neighbours[] = { 0, 8 };
	struct sim s;

	for (size_t i = 0; i < sizeof(neighbours) / sizeof(*neighbours); i++) {
		begin(&s, ADAPT_MODEL, &(struct world){ .cpus = 4, .neighbours = neighbours[i], .cpu = 60, .wait = 140 }, 128);
		pass(&s, 20000);
		CHECK(share_kind(share_cpu(&s.model.seen)) == WORK_MIXED);
		CHECK(s.a.slots >= 11 && s.a.slots <= 17); /* 4 / 0.3 */
	}
}

static void it_follows_when_the_work_changes(void) {
	struct sim s;

	begin(&s, ADAPT_MODEL, &(struct world){ .cpus = 2, .cpu = 100 }, 64);
	for (unsigned i = 0; i < 3; i++) {
		s.w.cpu = 100, s.w.wait = 0;
		pass(&s, 7000); /* those that wait finish first */
		CHECK(s.a.slots == 2);
		s.w.cpu = 1, s.w.wait = 100;
		pass(&s, 5000);
		CHECK(s.a.slots > 30);
	}
}

static void the_first_word_waits_for_tasks_or_a_second(void) {
	struct sim s;

	begin(&s, ADAPT_MODEL, &(struct world){ .cpus = 8, .wait = 300 }, 256);
	pass(&s, 100);
	CHECK(!s.spoke && s.a.next == NSEC_NEVER);
	pass(&s, 600);
	CHECK(s.spoke && s.model.seen.tasks >= 4);
	begin(&s, ADAPT_MODEL, &(struct world){ .cpus = 8, .wait = 30000 }, 256);
	pass(&s, 21000);
	CHECK(!s.spoke && s.changes == 0 && s.a.slots == 8); /* a few long tasks: nothing to learn from */
	pass(&s, 3000);
	CHECK(s.spoke); /* the first one that ended is enough by then */
}

static void a_hint_of_io_doubles_every_tenth_of_a_second(void) {
	struct sim s;

	begin(&s, ADAPT_IO, &(struct world){ .cpus = 2, .wait = 1e9 }, 64);
	for (unsigned n = 2; n <= 64; n *= 2) {
		pass(&s, 5);
		CHECK(s.a.slots == n);
		pass(&s, 95);
	}
	pass(&s, 1000);
	CHECK(s.a.slots == 64 && s.a.next == NSEC_NEVER); /* nothing more to look at */
}

/* Others keep the CPUs busy, and nothing is known of our own tasks: slower, but not stuck. */
static void beside_busy_neighbours_the_ramp_is_slow_at_first(void) {
	struct sim s;

	begin(&s, ADAPT_IO, &(struct world){ .cpus = 2, .neighbours = 6, .wait = 1e9 }, 64);
	pass(&s, 900);
	CHECK(s.a.slots == 2);
	pass(&s, 5500);
	CHECK(s.a.slots == 64);
	begin(&s, ADAPT_IO, &(struct world){ .cpus = 2, .neighbours = 6, .cpu = 1, .wait = 50 }, 64);
	pass(&s, 1500);
	CHECK(s.a.slots == 64); /* tasks end, and do not queue for long */
}

static void a_wrong_hint_of_io_stops_early(void) {
	struct sim s;

	begin(&s, ADAPT_IO, &(struct world){ .cpus = 4, .cpu = 50 }, 128);
	pass(&s, 20000);
	CHECK(s.most <= 16);
}

static void pressure_on_memory_stops_the_ramp(void) {
	struct sim s;

	begin(&s, ADAPT_IO, &(struct world){ .cpus = 2, .wait = 1000, .fits = 5 }, 64);
	pass(&s, 10000);
	CHECK(s.a.slots <= 8);
	begin(&s, ADAPT_IO, &(struct world){ .cpus = 2, .wait = 100, .left = 1ULL << 30, .rss = 100000 }, 64);
	pass(&s, 10000);
	CHECK(s.a.slots >= 7 && s.a.slots <= 8);
}

static void the_model_is_bounded_by_memory(void) {
	struct sim s;

	begin(&s, ADAPT_MODEL, &(struct world){ .cpus = 8, .cpu = 100, .left = 4ULL << 30, .rss = 1000000 }, 256);
	pass(&s, 5000);
	CHECK(s.a.slots >= 2 && s.a.slots <= 3);
}

static void a_fixed_number_stays_and_is_measured(void) {
	struct sim s;

	begin(&s, ADAPT_FIXED, &(struct world){ .cpus = 4, .wait = 100 }, 4);
	pass(&s, 10000);
	CHECK(s.spoke && s.changes == 0 && share_kind(share_cpu(&s.model.seen)) == WORK_IO);
}

/* Tasks done in `ms` by that many slots that stay. */
static uint64_t fixed(const struct world *w, unsigned slots, double ms) {
	struct sim s;

	begin(&s, ADAPT_FIXED, w, SLOTS);
	s.a.slots = slots;
	pass(&s, ms);
	return s.done;
}

static uint64_t climbed(struct sim *s, const struct world *w, unsigned most, double ms) {
	begin(s, ADAPT_CLIMB, w, most);
	pass(s, ms);
	return s->done;
}

static void the_climb_finds_what_a_server_takes(void) {
	struct world w = { .cpus = 8, .cpu = 1, .wait = 400, .server = 40 };
	struct sim s;

	CHECK((double)climbed(&s, &w, 256, 180000) > 0.85 * (double)fixed(&w, 48, 180000));
	CHECK(s.a.slots >= 32);
	w.neighbours = 24; /* it is our own tasks' waiting that counts */
	CHECK((double)climbed(&s, &w, 256, 180000) > 0.75 * (double)fixed(&w, 48, 180000));
	CHECK(s.a.slots >= 32);
}

static void the_climb_leaves_computing_tasks_alone(void) {
	struct world w = { .cpus = 8, .cpu = 300 };
	struct sim s;

	CHECK((double)climbed(&s, &w, 256, 120000) > 0.95 * (double)fixed(&w, 8, 120000));
	CHECK(s.most <= 10);
}

static void the_climb_retreats_when_memory_is_short(void) {
	struct world w = { .cpus = 8, .cpu = 50, .wait = 400, .fits = 6 };
	struct sim s;

	(void)climbed(&s, &w, 256, 120000);
	CHECK(s.a.slots <= 8);
	CHECK((double)s.done > 0.6 * (double)fixed(&w, 6, 120000));
	w = (struct world){ .cpus = 4, .wait = 400, .left = 100 << 20 };
	begin(&s, ADAPT_CLIMB, &w, 128);
	pass(&s, 20000);
	CHECK(s.a.slots == 1 && s.most == 4); /* less than 5 % is left, whoever has the rest */
}

static void the_climb_retreats_when_tasks_queue_for_cpus(void) {
	struct world w = { .cpus = 4, .cpu = 100, .neighbours = 40 };
	struct sim s;

	(void)climbed(&s, &w, 128, 60000);
	CHECK(s.a.slots >= 2 && s.a.slots <= 4);
}

static void the_climb_retreats_when_tasks_begin_to_fail(void) {
	struct world w = { .cpus = 4, .cpu = 10, .wait = 190, .fails_above = 100 };
	struct sim s;
	unsigned most = 0, least = 999;

	begin(&s, ADAPT_CLIMB, &w, 400);
	for (unsigned i = 0; i < 300; i++) {
		pass(&s, 200);
		most = s.a.slots > most ? s.a.slots : most;
		if (s.last.why == ADAPTIVE_FAILURES)
			least = s.a.slots < least ? s.a.slots : least;
	}
	CHECK(most > 100 && least < most);
}

static void without_input_nothing_changes(void) {
	struct sim s;

	begin(&s, ADAPT_CLIMB, &(struct world){ .cpus = 4, .starved = true }, 128);
	pass(&s, 60000);
	CHECK(s.changes == 0);
}

/* Other systems have no counters of pressure or memory. */
static void without_signals_the_model_works(void) {
	struct adapt_spec spec = { .kind = ADAPT_CLIMB, .slots = 2, .cpus = 2, .most = 64, .begin = 5 * MS, .memory_left = UINT64_MAX };
	struct adapt_signals none = { .cpu = NAN, .memory = NAN, .memory_left = UINT64_MAX };
	struct adaptive_step step;
	struct adapt a;
	nsec now = spec.begin;

	adapt_init(&a, &spec);
	for (unsigned i = 0; i < 100; i++) {
		struct result r = { .outcome = OUTCOME_EXIT, .start = now, .end = now + 200 * MS, .queued = -1, .on_cpu = -1 };

		r.ru.ru_nvcsw = 3;
		now += 100 * MS;
		adapt_ended(&a, now, &r, false);
		if (adapt_due(&a, now))
			(void)adapt_decide(&a, now, &none, &step);
	}
	CHECK(a.slots == 64);
}

static void sizes_are_rounded_up_a_little(void) {
	struct adapt_spec spec = { .kind = ADAPT_MODEL, .slots = 2, .cpus = 2, .most = 64, .begin = 5, .memory_left = UINT64_MAX };
	struct adapt a;

	for (long kb = 1; kb < 1L << 34; kb += kb / 3 + 1) {
		struct result r = { .outcome = OUTCOME_EXIT, .start = 1, .end = 2 };
		uint64_t size;

		adapt_init(&a, &spec);
		r.ru.ru_maxrss = kb;
		adapt_ended(&a, 10, &r, false);
		size = adapt_size(&a);
		CHECK(size >= (uint64_t)kb * 1024 && (double)size <= 1.25 * (double)(kb + 1) * 1024);
	}
	adapt_init(&a, &spec);
	CHECK(adapt_size(&a) == 0);
	for (int i = 0; i < 100; i++) {
		struct result r = { .outcome = OUTCOME_EXIT, .start = 1, .end = 2 };

		r.ru.ru_maxrss = i < 4 ? 1000000 : 1000; /* a few large ones do not decide */
		adapt_ended(&a, 10, &r, false);
	}
	CHECK(adapt_size(&a) < 2000 * 1024);
}

UNIT_MAIN(TEST(tasks_that_compute_keep_to_the_cpus), TEST(tasks_that_wait_get_many_slots), TEST(the_model_is_right_for_mixed_work),
	  TEST(it_follows_when_the_work_changes), TEST(the_first_word_waits_for_tasks_or_a_second), TEST(a_hint_of_io_doubles_every_tenth_of_a_second),
	  TEST(beside_busy_neighbours_the_ramp_is_slow_at_first), TEST(a_wrong_hint_of_io_stops_early), TEST(pressure_on_memory_stops_the_ramp),
	  TEST(the_model_is_bounded_by_memory), TEST(a_fixed_number_stays_and_is_measured), TEST(the_climb_finds_what_a_server_takes),
	  TEST(the_climb_leaves_computing_tasks_alone), TEST(the_climb_retreats_when_memory_is_short),
	  TEST(the_climb_retreats_when_tasks_queue_for_cpus), TEST(the_climb_retreats_when_tasks_begin_to_fail), TEST(without_input_nothing_changes),
	  TEST(without_signals_the_model_works), TEST(sizes_are_rounded_up_a_little))
