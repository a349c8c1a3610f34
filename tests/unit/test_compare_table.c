/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <math.h>

#include "base/buf.h"
#include "stats/compare_table.h"
#include "stats/load.h"
#include "unit.h"

static double walls[4][5], cpus[4][5];
static struct compare_point points[4];

/* 5 runs with 1, 2, 4, 8 slots: serial + shared / n, plus and minus 0.1 %; cpu seconds each. */
static struct compare_result runs(double serial, double shared, double cpu) {
	struct compare_result c = { .points = points, .count = 4, .cpus = 8, .tasks = 40, .others = NAN, .same_output = true };

	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 5; j++) {
			walls[i][j] = (serial + shared / (1 << i)) * (1 + 0.001 * (j - 2));
			cpus[i][j] = cpu * (1 + 0.001 * (2 - j));
		}
		points[i] = (struct compare_point){ .slots = 1U << i, .wall = walls[i], .cpu = cpus[i], .runs = 5 };
	}
	return c;
}

/* Whether `word` stands in `s` by itself: "inflated" holds no "inf". */
static int has_word(const char *s, const char *word) {
	size_t n = strlen(word);

	for (const char *p = s; (p = strstr(p, word)); p++)
		if ((p == s || !isalnum((unsigned char)p[-1])) && !isalnum((unsigned char)p[n]))
			return 1;
	return 0;
}

/* A copy that is valid for the next few calls, so that tests need not free it. */
static char *keep(struct buf *b) {
	static char kept[4][8192];
	static int at;
	char *to = kept[at++ % 4];

	CHECK(buf_terminate(b) == 0 && b->len < sizeof(kept[0]));
	memcpy(to, b->p, b->len + 1);
	buf_release(b);
	CHECK(!has_word(to, "nan") && !has_word(to, "inf"));
	return to;
}

static char *text_of(const struct compare_result *c) {
	struct buf b = { 0 };

	CHECK(compare_add(&b, c) == 0);
	return keep(&b);
}

static void check_list(const unsigned *given, size_t count, unsigned cpu, const char *want) {
	unsigned list[64];
	char s[256] = "";
	size_t n = compare_list(given, count, cpu, list, 64);

	for (size_t i = 0; i < n; i++)
		snprintf(s + strlen(s), sizeof(s) - strlen(s), "%s%u", i ? " " : "", list[i]);
	CHECK_STR(s, want);
}

static void the_list_begins_with_one_and_goes_to_twice_the_cpus(void) {
	check_list(NULL, 0, 1, "1 2");
	check_list(NULL, 0, 2, "1 2 4");
	check_list(NULL, 0, 8, "1 2 4 8 16");
	check_list(NULL, 0, 6, "1 2 4 6 12");
	check_list((unsigned[]){ 8, 2, 8, 4 }, 4, 2, "1 2 4 8");
	check_list((unsigned[]){ 1, 2 }, 2, 2, "1 2");
	check_list((unsigned[]){ 0 }, 1, 2, "1");
}

static void the_table_has_speedups_with_intervals(void) {
	struct compare_result c = runs(1, 4, 0.1);
	char *s = text_of(&c);

	CHECK(strstr(s, "      1      5.000 s  [4.990, 5.010]          1.00                      100 %         -     100 ms\n"));
	CHECK(strstr(s, "      4      2.000 s  [1.996, 2.004]          2.50  [2.49, 2.51]         62 %    20.0 %     100 ms\n") ||
	      strstr(s, "      4      2.000 s  [1.996, 2.004]          2.50  [2.49, 2.51]         63 %    20.0 %     100 ms\n"));
	CHECK(strstr(s, "Amdahl fit: P = 80.0 % ["));
	CHECK(strstr(s, "limit 5.00x ["));
	CHECK(strstr(s, "(predicted)"));
	CHECK(strstr(s, "Outputs identical in all runs: yes (40 tasks)\n"));
	CHECK(!strstr(s, "Warning"));
}

static void short_runs_are_shown_in_milliseconds(void) {
	struct compare_result c = runs(0.001, 0.004, 0);

	CHECK(strstr(text_of(&c), "5.00 ms  [4.99, 5.01]"));
}

static void runs_that_amdahl_does_not_describe_get_no_limit(void) {
	struct compare_result c = runs(0, 4, 4);
	char *s;

	for (int j = 0; j < 5; j++)
		walls[2][j] = walls[3][j] = walls[1][j];
	c.cpus = 2;
	s = text_of(&c);
	CHECK(strstr(s, "Amdahl's law does not describe these runs"));
	CHECK(!strstr(s, "predicted"));
	CHECK(strstr(s, "CPUs allow at most 2.00x (estimated: 2 CPUs, 100 % of them used with one slot)"));
}

static void two_numbers_of_slots_are_not_enough_for_a_fit(void) {
	struct compare_result c = runs(1, 4, 0);

	c.count = 2;
	CHECK(strstr(text_of(&c), "Amdahl fit: not enough data"));
	c.count = 1;
	CHECK(strstr(text_of(&c), "Amdahl fit: not enough data"));
}

static void one_round_gives_no_interval(void) {
	struct compare_result c = runs(1, 4, 0.1);

	for (int i = 0; i < 4; i++)
		points[i].runs = 1;
	CHECK(strstr(text_of(&c), "no interval"));
	CHECK(strstr(text_of(&c), "(no interval: it needs 3 rounds)"));
}

static void nothing_to_compare_is_said_in_words(void) {
	struct compare_result c = runs(0, 0, 0);

	CHECK(strstr(text_of(&c), "Amdahl fit: not enough data"));
	c.tasks = 0;
	CHECK_STR(text_of(&c), "  not enough data: there was no task\n");
	c.tasks = 1;
	c.count = 0;
	CHECK_STR(text_of(&c), "  not enough data: there was no task\n");
}

static void other_load_replaces_the_fit(void) {
	struct compare_result c = runs(1, 4, 0.1);

	c.others = 0.7;
	CHECK(strstr(text_of(&c), "Amdahl fit: P = 80.0 %")); /* below 10 % of 8 CPUs */
	c.others = 1.5;
	CHECK(strstr(text_of(&c), "Amdahl fit: left out"));
	CHECK(strstr(text_of(&c), "other programs kept 1.5 CPUs busy"));
	c.free_cpus = 8; /* they had CPUs of their own */
	CHECK(!strstr(text_of(&c), "Warning"));
}

static void growing_cpu_time_and_impossible_speedups_are_warned_of(void) {
	struct compare_result c = runs(1, 4, 1);

	for (int j = 0; j < 5; j++)
		cpus[3][j] *= 1.05;
	CHECK(!strstr(text_of(&c), "Warning"));
	for (int j = 0; j < 5; j++)
		cpus[3][j] *= 1.1;
	CHECK(strstr(text_of(&c), "with 8 slots the tasks took 15 % more CPU time") ||
	      strstr(text_of(&c), "with 8 slots the tasks took 16 % more CPU time"));
	c = runs(0, 4, 0);
	for (int j = 0; j < 5; j++)
		walls[1][j] *= 0.8;
	CHECK(strstr(text_of(&c), "the speed-up with 2 slots is above 2"));
}

static void failures_and_other_outputs_are_told(void) {
	struct compare_result c = runs(1, 4, 0);

	c.failed = 3;
	c.same_output = false;
	CHECK(strstr(text_of(&c), "tasks failed: 3 of 40 in the worst run"));
	CHECK(strstr(text_of(&c), "Outputs identical in all runs: NO"));
}

static void load_is_counted_on_our_cpus_only(void) {
	static const char stat[] = "cpu  999 9 9 9 9 9 9 9 9 9\ncpu0 100 10 20 1000 5 3 4 2 50 0\ncpu1 1 1 1 1 1 1 1 1 0 0\nintr 5 6\n";
	bool ours[2] = { true, false };
	struct load all = load_parse(stat, NULL, 0, 100), first = load_parse(stat, ours, 2, 100), later = first;

	CHECK(all.known && all.cpus == 2 && fabs(all.busy - 1.45) < 1e-9);
	CHECK(first.known && first.cpus == 1 && fabs(first.busy - 1.39) < 1e-9);
	later.busy += 3;
	CHECK(fabs(load_others(&first, &later, 2, 1) - 1) < 1e-9);
	CHECK(load_others(&first, &later, 2, 4) == 0);
	CHECK(isnan(load_others(&first, &later, 0.1, 0)));
	CHECK(isnan(load_others(&first, &all, 2, 0)));
	CHECK(!load_parse("", NULL, 0, 100).known && !load_parse("garbage\n", NULL, 0, 100).known);
}

UNIT_MAIN(TEST(the_list_begins_with_one_and_goes_to_twice_the_cpus), TEST(the_table_has_speedups_with_intervals),
	TEST(short_runs_are_shown_in_milliseconds), TEST(runs_that_amdahl_does_not_describe_get_no_limit),
	TEST(two_numbers_of_slots_are_not_enough_for_a_fit), TEST(one_round_gives_no_interval), TEST(nothing_to_compare_is_said_in_words),
	TEST(other_load_replaces_the_fit), TEST(growing_cpu_time_and_impossible_speedups_are_warned_of),
	TEST(failures_and_other_outputs_are_told), TEST(load_is_counted_on_our_cpus_only))
