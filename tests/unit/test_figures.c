/* SPDX-License-Identifier: MIT */
/* What --stats works out, against runs whose truth is known. */
#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>

#include "stats/export.h"
#include "stats/figures.h"
#include "stats/markdown.h"
#include "stats/perslot.h"
#include "stats/sharing.h"
#include "stats/stats.h"
#include "stats/summary.h"
#include "synthetic.h"
#include "unit.h"

static struct attempt attempts[2 * SYNTHETIC_MOST];
static struct synthetic plan;

static bool near(double a, double b, double eps) {
	return fabs(a - b) <= eps;
}

static struct synthetic *begin(unsigned slots, double pre, double post) {
	plan = (struct synthetic){ .slots = slots, .cpus = 2, .pre = pre, .post = post };
	return &plan;
}

static void add(struct synthetic *x, size_t n, double wall) {
	while (n--)
		x->task[x->n++] = (struct synthetic_task){ .wall = wall };
}

static double sum_of(const struct account *a) {
	double sum = 0;

	for (int i = 0; i < ACCOUNT_KINDS; i++)
		sum += a->seconds[i];
	return sum;
}

static double fractions_of(const struct account *a) {
	double sum = 0;

	for (int i = 0; i < ACCOUNT_KINDS; i++)
		sum += a->fraction[i];
	return sum;
}

/* The row of the replay for that many slots: its time, when it is one. */
static double at(const struct figures *f, unsigned slots) {
	const struct whatif_row *row = whatif_row(&f->what, slots);

	CHECK(row && row->high - row->low < 1e-6);
	return row->low;
}

static void a_serial_part_and_a_long_task(void) {
	struct synthetic *x = begin(4, 0.5, 0.3);
	struct run_report r;
	struct figures f;

	add(x, 7, 2);
	add(x, 1, 6);
	r = synthetic_run(x, attempts);
	f = figures_of(&r);
	CHECK(near(f.wall, 8.8, 1e-6) && near(f.work, 20, 1e-6) && near(f.serial, 20.8, 1e-6));
	CHECK(near(f.speedup, 2.364, 5e-4) && near(f.efficiency, 0.591, 5e-4) && near(f.running, 2.273, 5e-4) && near(f.karp_flatt, 0.2308, 5e-5));
	CHECK(near(f.account.fraction[ACCOUNT_STARTUP], 0.0240, 5e-5) && near(f.account.fraction[ACCOUNT_FINISH], 0.0144, 5e-5));
	CHECK(near(f.account.fraction[ACCOUNT_TAIL], 0.1923, 5e-5) && near(fractions_of(&f.account), f.karp_flatt, 1e-9));
	CHECK(near(f.parallel, 0.769, 5e-4) && near(f.cap[CEILING_LONGEST], 3.06, 5e-3) && near(f.cap[CEILING_SERIAL], 26, 1e-6));
	CHECK(f.binding == CEILING_LONGEST && f.what.longest_seq == 7);
	CHECK(near(f.what.longest_first.low, 6.8, 1e-6) && near(f.what.longest_first.speedup_low, 3.06, 5e-3));
	CHECK(near(at(&f, 1), 20.8, 1e-6) && near(at(&f, 4), 8.8, 1e-6) && near(at(&f, 0), 6.8, 1e-6));
	CHECK(near(f.least, 6.8, 1e-6) && near(f.graham, 0.8 + 5 + 0.75 * 6, 1e-6) && near(f.greedy, 5.2 + 6.8, 1e-6));
	CHECK(figures_advice(&f).kind == ADVICE_SLOTS && figures_advice(&f).row.slots == 8);
}

/* The mixed work of the reference: 8 tasks of 0.674 s alone, 56 % of it CPU, four and eight at once on two CPUs. */
static struct run_report mixed(unsigned slots, double wall, double queued) {
	struct synthetic *x = begin(slots, 0.001, 0.001);

	for (int i = 0; i < 8; i++)
		x->task[x->n++] = (struct synthetic_task){ .wall = wall, .cpu = 0.375, .queued = queued };
	return synthetic_run(x, attempts);
}

static void contention_is_taken_off(void) {
	struct run_report r = mixed(4, 0.985, 0.31125);
	struct figures f = figures_of(&r);

	CHECK(near(f.work, 7.88, 1e-6) && near(f.queue, 2.49, 1e-6) && near(f.cpu, 3, 1e-6) && near(f.serial, 5.392, 1e-6));
	CHECK(f.work_kind == WORK_MIXED && near(f.cpu_share, 0.5566, 5e-5) && near(f.cap[CEILING_CPUS], 3.59, 5e-3) && f.binding == CEILING_CPUS);
	CHECK(f.running > 3.9 && near(f.speedup, 5.392 / 1.972, 1e-6));
	CHECK(f.suggested == 4);
	CHECK(near(f.account.seconds[ACCOUNT_USEFUL], 5.39, 1e-6) && near(f.account.seconds[ACCOUNT_QUEUE], 2.49, 1e-6));
}

/* "1.50..2.10 s at N = 4 (measured 2.04) and 1.50..1.80 s at N = 8 (measured 1.83)", from a run that had two slots. */
static void sharing_cpus_makes_a_range(void) {
	struct run_report r = mixed(2, 0.67375, 0);
	struct figures f = figures_of(&r);
	const struct whatif_row *four = whatif_row(&f.what, 4), *eight = whatif_row(&f.what, 8);

	CHECK(near(at(&f, 1), 5.392, 1e-6) && near(at(&f, 2), 2.697, 1e-6));
	CHECK(near(four->low, 1.50, 0.005) && near(four->high, 2.10, 0.005) && !four->model_only);
	CHECK(near(eight->low, 1.50, 0.005) && near(eight->high, 1.80, 0.005) && !eight->model_only);
	CHECK(near(four->speedup_low, 5.392 / four->high, 1e-9) && near(four->speedup_high, 5.392 / four->low, 1e-9));
	CHECK(whatif_row(&f.what, 16) == NULL && whatif_row(&f.what, 0)->model_only);
}

static void sharing_follows_the_definition(void) {
	struct sharing_task two[] = { { 1, 1, 0 }, { 1, 0, 0.5 } }, threads = { 1, 4, 0 }, none = { 0, 0, 0 }, late = { 1, 0, 5 };

	CHECK(near(sharing_list(two, 2, 2, 1, SHARING_MIXED), 1.5, 1e-9));
	CHECK(near(sharing_list(two, 2, 1, 1, SHARING_FIRST), 2, 1e-9));
	CHECK(near(sharing_list(&threads, 1, 1, 2, SHARING_MIXED), 2, 1e-9) && near(sharing_list(&threads, 1, 1, 4, SHARING_FIRST), 1, 1e-9));
	CHECK(near(sharing_list(&late, 1, 0, 1, SHARING_FIRST), 6, 1e-9));
	CHECK(sharing_list(&none, 1, 3, 0, SHARING_MIXED) == 0 && sharing_list(NULL, 0, 0, 0, SHARING_MIXED) == 0);
}

static void slow_input_is_a_serial_part(void) {
	struct synthetic *x = begin(4, 0, 0);
	struct run_report r;
	struct figures f;

	add(x, 8, 0.5);
	for (size_t i = 0; i < 8; i++)
		x->task[i].ready = 1;
	r = synthetic_run(x, attempts);
	f = figures_of(&r);
	CHECK(near(f.wall, 2, 1e-6) && near(f.serial, 5, 1e-6) && near(f.waiting, 1, 1e-6) && near(f.speedup, 2.5, 1e-6) && near(f.karp_flatt, 0.2, 1e-6));
	CHECK(near(f.serial_fraction, 0.2, 1e-6) && near(f.span, 0.3, 1e-6) && near(f.pre, 0, 1e-6));
	CHECK(near(f.account.fraction[ACCOUNT_STARVED], 0.2, 1e-6) && near(fractions_of(&f.account), f.karp_flatt, 1e-9));
	CHECK(near(f.cap[CEILING_FEED], 5, 1e-6));
	CHECK(near(at(&f, 2), 3, 1e-6) && near(at(&f, 8), 1.5, 1e-6));
	CHECK(near(f.what.longest_first.low, 2, 1e-6));
}

/* One record a second for tasks of 0.2 s: nothing is gained by any number of slots. */
static void a_reader_that_sets_the_pace_is_the_limit(void) {
	struct synthetic *x = begin(4, 0, 0);
	struct run_report r;
	struct figures f;

	add(x, 10, 0.2);
	for (size_t i = 0; i < 10; i++)
		x->task[i].ready = (double)i + 1;
	r = synthetic_run(x, attempts);
	f = figures_of(&r);
	CHECK(near(f.wall, 10.2, 1e-6) && near(f.serial, 10.2, 1e-6) && near(f.speedup, 1, 1e-6) && near(f.cap[CEILING_FEED], 1.02, 1e-6));
	CHECK(f.binding == CEILING_FEED && near(at(&f, 8), 10.2, 1e-6) && figures_advice(&f).kind == ADVICE_NONE);
}

static void an_early_long_task_leaves_nothing_to_more_slots(void) {
	struct synthetic *x = begin(8, 0, 0);
	struct run_report r;
	struct figures f;

	add(x, 1, 5);
	add(x, 40, 0.1);
	r = synthetic_run(x, attempts);
	f = figures_of(&r);
	CHECK(near(f.span, 5.0 / 9, 1e-6) && near(f.speedup, 1.8, 1e-6));
	for (unsigned n = 2; n <= 32; n *= 2)
		CHECK(near(at(&f, n), 5, 1e-6));
	CHECK(near(at(&f, 1), 9, 1e-6) && figures_advice(&f).kind == ADVICE_NONE);
}

static void repeated_attempts_are_one_task_in_a_replay(void) {
	struct synthetic *x = begin(2, 0, 0);
	struct run_report r;
	struct figures f;

	add(x, 4, 1);
	x->task[1].fails_first = x->task[2].fails_first = true;
	r = synthetic_run(x, attempts);
	CHECK(r.sum.attempts == 6);
	f = figures_of(&r);
	CHECK(near(f.account.seconds[ACCOUNT_REPEATED], 1, 1e-6) && near(f.account.seconds[ACCOUNT_USEFUL], 3, 1e-6));
	CHECK(near(at(&f, 1), 4, 1e-6) && near(at(&f, 4), 1, 1e-6) && near(at(&f, 0), 1, 1e-6));
}

static double normal(struct prng *p) {
	double u = 0;

	for (int i = 0; i < 12; i++)
		u += (double)(prng_next(p) >> 11) / 9007199254740992.0;
	return u - 6;
}

/* Simulation A: 200 tasks of log-normal durations on 4 slots, a part 1 - P in front of them; one run each, in points. */
static void known_parallel_parts_are_found_from_single_runs(void) {
	static const struct { double p, cv, bias, rms; } rows[] = { { 0.5, 0.1, -0.1, 0.1 }, { 0.5, 1.5, -0.7, 1.0 }, { 0.8, 0.5, -0.4, 0.4 }, { 0.9, 0.1, -0.2, 0.2 },
		{ 0.9, 0.5, -0.4, 0.5 }, { 0.9, 1.5, -1.3, 1.9 }, { 0.95, 0.5, -0.4, 0.4 }, { 0.99, 0.1, -0.3, 0.3 }, { 0.99, 1.5, -1.3, 2.2 } };
	struct prng random = { 42 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double sigma = sqrt(log(1 + rows[i].cv * rows[i].cv)), bias = 0, square = 0;

		for (int trial = 0; trial < 200; trial++) {
			struct synthetic *x = begin(4, 0, 0);
			double sum = 0, error;
			struct run_report r;
			struct figures f;

			for (int k = 0; k < 200; k++) {
				add(x, 1, exp(sigma * normal(&random)));
				sum += x->task[x->n - 1].wall;
			}
			x->pre = sum * (1 - rows[i].p) / rows[i].p;
			r = synthetic_run(x, attempts);
			f = figures_of(&r);
			error = 100 * (f.parallel - rows[i].p);
			CHECK(isfinite(error) && near(fractions_of(&f.account), f.karp_flatt, 1e-6));
			bias += error / 200;
			square += error * error / 200;
		}
		if (!near(bias, rows[i].bias, 0.35) || sqrt(square) > 1.5 * rows[i].rms + 0.2)
			printf("# P %.2f, CV %.1f: bias %.2f, rms %.2f\n", rows[i].p, rows[i].cv, bias, sqrt(square));
		CHECK(near(bias, rows[i].bias, 0.35) && sqrt(square) <= 1.5 * rows[i].rms + 0.2);
	}
}

/* Simulation B: tasks that only compute, on 2 CPUs; with N slots each takes N / 2 times as long. */
static void an_oversubscribed_machine_is_not_taken_for_a_fast_one(void) {
	for (unsigned n = 2; n <= 8; n *= 2) {
		struct synthetic *x = begin(n, 5, 0);
		struct run_report r;
		struct figures f;

		for (int i = 0; i < 80; i++)
			x->task[x->n++] = (struct synthetic_task){ .wall = 95.0 / 80 * n / 2, .cpu = 95.0 / 80, .queued = 95.0 / 80 * (n / 2.0 - 1) };
		r = synthetic_run(x, attempts);
		f = figures_of(&r);
		CHECK(near(f.speedup, 1.905, 0.005) && near(f.running, 1.81 * n / 2, 0.02 * n));
		CHECK(f.work_kind == WORK_CPU && near(f.efficiency_cpus, 0.952, 0.003));
	}
}

static void replays_of_one_run_foretell_the_others(void) {
	static double real[6];
	struct prng random = { 7 };
	struct synthetic *x = begin(1, 0.01, 0.01);

	for (int i = 0; i < 80; i++)
		add(x, 1, 0.01 + 0.15 * pow((double)(prng_next(&random) >> 40) / 16777216.0, 4));
	for (unsigned k = 0; k < 6; k++) {
		x->slots = 1u << k;
		real[k] = (double)(synthetic_run(x, attempts).end - S(100)) / 1e9;
	}
	for (unsigned k = 0; k < 6; k++) {
		struct run_report r;
		struct figures f;

		x->slots = 1u << k;
		r = synthetic_run(x, attempts);
		f = figures_of(&r);
		for (unsigned other = 0; other < 6; other++)
			if (whatif_row(&f.what, 1u << other))
				CHECK(near(at(&f, 1u << other), real[other], 1e-6));
	}
}

static void a_history_that_was_cut_gives_bounds(void) {
	struct synthetic *x = begin(4, 0.5, 0.3);
	struct run_report r;
	struct figures f;

	add(x, 7, 2);
	add(x, 1, 6);
	r = synthetic_run(x, attempts);
	r.history.count -= 3;
	r.history.more = 3;
	f = figures_of(&r);
	CHECK(f.what.bounds && near(f.serial, 20.8, 1e-6) && near(f.speedup, 2.364, 5e-4));
	CHECK(near(f.what.here.low, 6.8, 1e-6) && near(f.what.here.high, 0.8 + 5 + 4.5, 1e-6) && isnan(f.what.longest_first.low));
	CHECK(figures_advice(&f).kind == ADVICE_NONE);
}

/* No digits where a number is not: neither nan nor inf, in any form of the statistics. */
static void check_forms(const struct run_report *r) {
	static const char *const words[] = { "nan", "inf" };
	struct buf b = { 0 };
	struct err err = { 0 };
	json_error_t bad;
	json_t *json;

	CHECK(export_tree(&b, r, TREE_JSON, &err) == 0);
	json = json_loadb(b.p, b.len, 0, &bad);
	CHECK(json);
	CHECK_STR(json_string_value(json_object_get(json, "schema")), "pmap.stats/1");
	json_decref(json);
	CHECK(export_tree(&b, r, TREE_YAML, &err) == 0 && export_tree(&b, r, TREE_CSV, &err) == 0);
	CHECK(summary_add(&b, r, false) == 0 && summary_add(&b, r, true) == 0 && markdown_add(&b, r) == 0);
	CHECK(buf_terminate(&b) == 0);
	for (int i = 0; i < 2; i++)
		for (char *p = b.p; (p = strcasestr(p, words[i])); p++)
			CHECK((p > b.p && isalpha((unsigned char)p[-1])) || isalpha((unsigned char)p[3]));
	buf_release(&b);
}

static double below(struct prng *p, double most) {
	return most * (double)(prng_next(p) >> 11) / 9007199254740992.0;
}

static void every_ledger_sums_to_the_slot_time(void) {
	struct prng random = { 3 };

	for (int round = 0; round < 400; round++) {
		struct synthetic *x = begin(1 + (unsigned)below(&random, 12), below(&random, 1), below(&random, 1));
		size_t n = (size_t)below(&random, 60);
		double ready = 0;
		struct run_report r;
		struct figures f;

		x->cpus = 1 + (unsigned)below(&random, 4);
		for (size_t i = 0; i < n; i++) {
			double wall = round % 7 ? below(&random, 2) : 0;

			ready += round % 3 ? 0 : below(&random, 0.5);
			x->task[x->n++] = (struct synthetic_task){ .wall = wall, .cpu = below(&random, wall), .ready = ready,
				.fails_first = round % 5 == 1 && i % 4 == 0 };
			x->task[i].queued = below(&random, wall - x->task[i].cpu);
		}
		r = synthetic_run(x, attempts);
		r.sum.handing = r.ledger.busy - r.sum.wall;
		f = figures_of(&r);
		CHECK(f.account.known && near(sum_of(&f.account), f.account.slots, 0.01 * f.account.slots));
		CHECK(near(f.account.slots, x->slots * f.wall, 1e-6 * f.account.slots + 1e-9));
		for (int i = 0; i < ACCOUNT_KINDS; i++)
			CHECK(f.account.seconds[i] >= 0);
		if (isfinite(f.karp_flatt))
			CHECK(near(fractions_of(&f.account), f.karp_flatt, 1e-4 + 0.01 * fabs(f.karp_flatt)) || f.karp_flatt < 0);
		CHECK(!(f.speedup > 1.0001 * f.slots));
		if (round % 10 == 0)
			check_forms(&r);
	}
}

static void odd_runs_have_defined_figures(void) {
	struct run_report none = { .slots = 4, .cpus = 2, .begin = S(1), .end = S(1) }, back = { .slots = 4, .cpus = 2, .begin = S(5), .end = S(1) };
	struct synthetic *x = begin(4, 0.1, 0.1);
	struct run_report r;

	check_forms(&none);
	check_forms(&back);
	add(x, 1, 1);
	r = synthetic_run(x, attempts);
	check_forms(&r); /* one task */
	CHECK_STR(figures_of(&r).no_speedup, "one task cannot be shared");
	r.begin = S(500); /* a clock that went back */
	check_forms(&r);
	x->slots = 1;
	add(x, 5, 0);
	r = synthetic_run(x, attempts);
	check_forms(&r);
	x->slots = 3;
	x->pre = x->post = 0;
	x->task[0].wall = 0;
	r = synthetic_run(x, attempts); /* tasks of 0 s */
	check_forms(&r);
	CHECK(figures_of(&r).no_speedup);
	r.sum.ok = 0;
	r.sum.failed = 6;
	r.cpus = 0;
	check_forms(&r);
	for (size_t i = 0; i < r.history.count; i++)
		r.history.list[i].cpu = r.history.list[i].queued = -1;
	r.sum.queue_known = 0;
	check_forms(&r);
}

static void unknown_delays_make_ranges_of_predictions(void) {
	struct run_report r = mixed(4, 0.985, 0.31125);
	struct figures f;

	r.sum.on_cpu = r.sum.cpu / 2;
	f = figures_of(&r);
	CHECK(f.serial_kind == SERIAL_RANGE && near(f.serial_low, 3.002, 1e-6) && near(f.serial_high, 7.882, 1e-6));
	CHECK(near(f.what.one_low, 3.002, 1e-6) && near(f.what.one_high, 7.882, 1e-6));
	CHECK(f.what.here.low <= f.what.here.high && f.what.here.speedup_low <= f.what.here.speedup_high);
	check_forms(&r);
}

static void slots_and_durations_are_counted(void) {
	struct synthetic *x = begin(2, 0.5, 0.5);
	struct perslot *list;
	struct durations d;
	struct run_report r;
	size_t n;

	add(x, 1, 4);
	add(x, 3, 1);
	r = synthetic_run(x, attempts);
	list = perslot_of(&r, &n);
	CHECK(n == 2 && list[0].slot == 1 && list[0].tasks == 1 && list[1].tasks == 3);
	CHECK(near(list[0].busy, 4, 1e-6) && near(list[1].busy, 3, 1e-6) && near(list[1].before, 0.5, 1e-6) && near(list[1].after, 1.5, 1e-6));
	CHECK(list[0].part[0] == 0 && near(list[0].part[PERSLOT_PARTS / 2], 1, 1e-6) && near(list[1].part[PERSLOT_PARTS - 4], 0, 1e-6));
	free(list);
	d = durations_of(&r);
	CHECK(near(d.min, 1, 1e-6) && near(d.p50, 1, 1e-6) && near(d.p90, 4, 1e-6) && near(d.max, 4, 1e-6) && near(d.mean, 1.75, 1e-6) && near(d.sd, 1.5, 1e-6));
}

UNIT_MAIN(TEST(a_serial_part_and_a_long_task), TEST(contention_is_taken_off), TEST(sharing_cpus_makes_a_range), TEST(sharing_follows_the_definition),
	TEST(slow_input_is_a_serial_part), TEST(a_reader_that_sets_the_pace_is_the_limit), TEST(an_early_long_task_leaves_nothing_to_more_slots),
	TEST(repeated_attempts_are_one_task_in_a_replay), TEST(known_parallel_parts_are_found_from_single_runs),
	TEST(an_oversubscribed_machine_is_not_taken_for_a_fast_one), TEST(replays_of_one_run_foretell_the_others), TEST(a_history_that_was_cut_gives_bounds),
	TEST(every_ledger_sums_to_the_slot_time), TEST(odd_runs_have_defined_figures), TEST(unknown_delays_make_ranges_of_predictions),
	TEST(slots_and_durations_are_counted))
