/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "stats/compare_export.h"
#include "stats/compare_table.h"
#include "stats/load.h"
#include "unit.h"

static double walls[4][5], cpus[4][5], sorted[5][5], base_walls[5], base_cpus[5];
static struct compare_point points[4];

/* 5 runs with 1, 2, 4, 8 slots: serial + shared / n, plus and minus 0.1 %; cpu seconds each. */
static struct compare_result runs(double serial, double shared, double cpu) {
	struct compare_result c = { .points = points, .count = 4, .cpus = 8, .tasks = 40, .others = NAN, .same_output = true, .pressure = NAN, .queued = NAN,
		.longest = NAN, .serial = NAN, .warmups = 1 };

	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 5; j++) {
			walls[i][j] = (serial + shared / (1 << i)) * (1 + 0.001 * (j - 2));
			cpus[i][j] = cpu * (1 + 0.001 * (2 - j));
		}
		points[i] = (struct compare_point){ .slots = 1U << i, .wall = walls[i], .cpu = cpus[i], .sorted = sorted[i], .runs = 5 };
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

/* An outside command as serial as one slot, but that much faster. */
static void add_baseline(struct compare_result *c, double factor) {
	for (int j = 0; j < 5; j++) {
		base_walls[j] = walls[0][j] / factor;
		base_cpus[j] = cpus[0][j];
	}
	c->baseline = (struct compare_point){ .wall = base_walls, .cpu = base_cpus, .sorted = sorted[4], .runs = 5 };
	c->baseline_command = "for i in *; do <work> \"$i\"; done & | \001";
}

/* A copy that is valid for the next few calls, so that tests need not free it. */
static char *keep(struct buf *b) {
	static char kept[4][32768];
	static int at;
	char *to = kept[at++ % 4];

	CHECK(buf_terminate(b) == 0 && b->len < sizeof(kept[0]));
	memcpy(to, b->p, b->len + 1);
	buf_release(b);
	CHECK(!has_word(to, "nan") && !has_word(to, "inf"));
	return to;
}

static char *text_of(struct compare_result *c) {
	struct compare_findings f;
	struct buf b = { 0 };

	compare_settle(c);
	compare_find(c, &f);
	CHECK(compare_add(&b, c, &f) == 0);
	return keep(&b);
}

static int add_tree_json(struct buf *out, const struct compare_document *d) {
	return compare_add_tree(out, d, true);
}

static int add_tree_yaml(struct buf *out, const struct compare_document *d) {
	return compare_add_tree(out, d, false);
}

static char *exported(struct compare_result *c, int (*add)(struct buf *, const struct compare_document *)) {
	struct compare_findings f;
	struct compare_document d = { .result = c, .findings = &f, .about = { .exit = 3 } };
	struct buf b = { 0 };

	compare_settle(c);
	compare_find(c, &f);
	CHECK(add(&b, &d) == 0);
	return keep(&b);
}

static char *method_of(const struct compare_result *c) {
	struct buf b = { 0 };

	CHECK(compare_add_method(&b, c) == 0);
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

static void check_list_to(unsigned most, const char *want) {
	unsigned list[8];
	char s[256] = "";
	size_t n = compare_list_to(most, list, 8);

	for (size_t i = 0; i < n; i++)
		snprintf(s + strlen(s), sizeof(s) - strlen(s), "%s%u", i ? " " : "", list[i]);
	CHECK_STR(s, want);
}

static void a_list_to_a_number_ends_with_it(void) {
	check_list_to(1, "1");
	check_list_to(2, "1 2");
	check_list_to(6, "1 2 4 6");
	check_list_to(8, "1 2 4 8");
	check_list_to(0, "1");
	check_list_to(4294967295U, "1 2 4 8 16 32 64 4294967295");
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
	CHECK(strstr(s, "Outputs identical in all runs: yes (40 tasks), compared by their XXH3\n"));
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
	CHECK(strstr(s, "The USL does not describe these runs, either"));
	CHECK(strstr(s, "CPUs allow at most 2.00x (estimated: 2 CPUs, 100 % of them used with one slot); 2.00x was reached"));
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
	CHECK(strstr(text_of(&c), "(no interval: it needs 3 rounds, and means)"));
	CHECK(strstr(text_of(&c), "USL fit: not enough data"));
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

static void a_task_that_prints_something_else_is_named(void) {
	struct compare_result c = runs(1, 4, 0);

	c.same_output = false;
	c.other_task = 7;
	c.other_slots = 4;
	c.first_slots = 8;
	snprintf(c.other_command, sizeof(c.other_command), "./work 7");
	CHECK(strstr(text_of(&c), "The first that differs: task 7 with 4 slots, against 8 slots: ./work 7\n"));
	CHECK(strstr(exported(&c, add_tree_yaml), "outputs: {identical: false, hash: XXH3, task: 7, slots: 4, against: 8}"));
	CHECK(strstr(exported(&c, compare_add_markdown), "the first that differs is task 7"));
}

static void a_baseline_has_a_row_and_a_sentence(void) {
	struct compare_result c = runs(1, 4, 1);
	char *s;

	add_baseline(&c, 1.25);
	s = text_of(&c);
	CHECK(strstr(s, "   base      4.000 s  [3.992, 4.008]          1.25  [1.25, 1.25]            -         -     1.00 s\n"));
	CHECK(strstr(s, "Baseline: one slot takes 1.25 times as long as that command (measured, [1.25, 1.25])\n"));
	CHECK(strstr(s, "Baseline: 8 slots are 2.67 times as fast as that command (measured)\n"));
	add_baseline(&c, 1.0001);
	CHECK(strstr(text_of(&c), "; that may be chance\n"));
}

static void minima_are_shown_as_such(void) {
	struct compare_result c = runs(1, 4, 0.1);
	char *s;

	c.minima = true;
	walls[0][4] = 50; /* one run that was disturbed */
	s = text_of(&c);
	CHECK(strstr(s, "wall time (minimum, median)"));
	CHECK(strstr(s, "      1      4.990 s  median 5.000"));
	CHECK(strstr(s, "      4      1.996 s  median 2.000            2.50 "));
	CHECK(strstr(s, "Amdahl fit: P = 80.0 % (no interval: it needs 3 rounds, and means), no limit can be told"));
	CHECK(!strstr(s, "Warning"));
}

static void ceilings_are_told_when_they_matter(void) {
	struct compare_result c = runs(1, 4, 0.1);

	c.longest = 0.1;
	c.serial = 0.01;
	CHECK(!strstr(text_of(&c), "allow")); /* 45x */
	c.longest = 1.4;
	CHECK(strstr(text_of(&c), "The longest task allows at most 3.55x (estimated: it takes 1.40 s of the 5.00 s with one slot); 3.33x was reached"));
	c.tasks = 1; /* what one task allows is known without measuring */
	CHECK(!strstr(text_of(&c), "allow"));
}

static void a_usl_is_fitted_when_amdahl_does_not_describe(void) {
	struct compare_result c = runs(0, 4, 0.1);
	char *s;

	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 5; j++) {
			double n = 1 << i;

			walls[i][j] = 5 * (1 + 0.02 * (n - 1) + 0.02 * n * (n - 1)) / n * (1 + 0.001 * (j - 2));
		}
	s = text_of(&c);
	CHECK(strstr(s, "Amdahl's law does not describe these runs"));
	CHECK(strstr(s, "USL fit: contention 2.00 % ["));
	CHECK(strstr(s, "coherence 2.000 % ["));
	CHECK(strstr(s, "best with 7 slots [7, 7]: 3.57x (predicted)"));
	CHECK(strstr(s, ", + fit"));
	CHECK(strstr(exported(&c, add_tree_yaml), "law: usl"));
	CHECK(strstr(exported(&c, compare_add_svg), "USL, fitted"));
}

static void waiting_with_one_slot_is_a_sign_of_load(void) {
	struct compare_result c = runs(1, 4, 0.1);

	c.queued = 0.3;
	CHECK(strstr(text_of(&c), "Warning: with one slot its task waited for a CPU 30 % of the time"));
	CHECK(strstr(text_of(&c), "Amdahl fit: left out"));
	c.others = 0.01; /* they rested, so it was we who waited for one another */
	CHECK(!strstr(text_of(&c), "Warning"));
	c.others = 0.5;
	c.queued = 0;
	c.pressure = 0.2;
	CHECK(strstr(text_of(&c), "there was waiting for a CPU 20 % of the time"));
	c.cpus = 1;
	c.others = NAN;
	for (int j = 0; j < 5; j++)
		cpus[0][j] = 4; /* one slot keeps the only CPU busy: its own processes wait for it */
	CHECK(!strstr(text_of(&c), "waiting for a CPU"));
}

static void the_machine_is_only_blamed_for_work_that_computes(void) {
	struct compare_result c = runs(1, 4, 0.1);

	c.cores = 4;
	CHECK(!strstr(text_of(&c), "cores"));
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 5; j++)
			cpus[i][j] = 4.5 * (1 + 0.001 * j) * (i == 3 ? 1.06 : 1);
	CHECK(strstr(text_of(&c), "Warning: the 8 CPUs are 4 cores: with more than 4 slots tasks share cores.\n"));
	c.cores = 8;
	CHECK(!strstr(text_of(&c), "share cores"));
	CHECK(!strstr(text_of(&c), "clock"));
	snprintf(c.frequency, sizeof(c.frequency), "governor powersave, turbo on");
	CHECK(strstr(text_of(&c), "the clock of the CPUs is not fixed (governor powersave, turbo on), and with 8 slots the tasks took 6 % more CPU time"));
	for (int j = 0; j < 5; j++)
		cpus[3][j] = cpus[0][j];
	CHECK(!strstr(text_of(&c), "clock"));
}

static void a_cold_first_round_and_scatter_are_noticed(void) {
	struct compare_result c = runs(1, 4, 0.1);

	for (int i = 0; i < 4; i++)
		walls[i][0] *= 1.1;
	CHECK(strstr(text_of(&c), "Warning: all runs of the first round were slower, by up to 10 %"));
	walls[2][0] /= 1.1;
	CHECK(!strstr(text_of(&c), "first round"));
	c = runs(1, 4, 0.1);
	walls[1][3] *= 10;
	CHECK(strstr(text_of(&c), "Warning: the runs scatter much (with 2 slots by 1"));
	CHECK(strstr(text_of(&c), " s  [0.000, ")); /* no interval of a time reaches below nothing */
}

static void too_short_runs_are_no_reference(void) {
	struct compare_result c = runs(0.0001, 0.0004, 0);
	char *s = text_of(&c);

	CHECK(strstr(s, "Warning: with one slot a run takes less than 1 ms: that is no reference, and there are no speed-ups.\n"));
	CHECK(!strstr(s, "1.00 "));
}

static void how_it_was_measured_is_said(void) {
	struct compare_result c = runs(1, 4, 0);

	CHECK_STR(method_of(&c), "5 rounds after a warm-up, order shuffled inside each round, 8 CPUs");
	c.end = COMPARE_PRECISE;
	c.warmups = 2;
	CHECK_STR(method_of(&c), "5 rounds after 2 warm-ups, order shuffled inside each round, 8 CPUs; every ratio is known to 5 %");
	c.end = COMPARE_MOST;
	c.warmups = 0;
	c.cpus = 1;
	CHECK_STR(method_of(&c), "5 rounds without a warm-up, order shuffled inside each round, 1 CPU; not every ratio is known to 5 % (--max-runs)");
	for (int i = 0; i < 4; i++)
		points[i].runs = 1;
	c.end = COMPARE_FIXED;
	CHECK_STR(method_of(&c), "1 round without a warm-up, order shuffled inside each round, 1 CPU");
}

/* The value behind keys with points between them; a number is an index. */
static json_t *at(json_t *v, const char *way) {
	char key[64];

	for (size_t n; *way && v; way += n + (way[n] == '.')) {
		n = strcspn(way, ".");
		snprintf(key, sizeof(key), "%.*s", (int)n, way);
		v = json_is_array(v) ? json_array_get(v, (size_t)atoi(key)) : json_object_get(v, key);
	}
	return v;
}

static void the_tree_has_everything(void) {
	struct compare_result c = runs(1, 4, 0.1);
	json_t *root, *j;

	add_baseline(&c, 1.25);
	c.longest = 0.1;
	c.serial = 0.01;
	root = json_loads(exported(&c, add_tree_json), JSON_REJECT_DUPLICATES, NULL);
	CHECK(root);
	CHECK_STR(json_string_value(at(root, "schema")), "pmap.compare/1");
	CHECK(json_integer_value(at(root, "run.exit")) == 3 && json_integer_value(at(root, "tasks.read")) == 40);
	CHECK(json_array_size(at(root, "compare.points")) == 4 && json_integer_value(at(root, "compare.rounds")) == 5);
	CHECK(json_integer_value(at(root, "compare.points.2.slots")) == 4 && json_array_size(at(root, "compare.points.2.wall.times")) == 5);
	CHECK(fabs(json_real_value(at(root, "compare.points.2.wall.times.0")) - 1.996) < 1e-6);
	CHECK(fabs(json_real_value(at(root, "compare.points.2.wall.median")) - 2) < 1e-6);
	CHECK(fabs(json_real_value(at(root, "compare.points.2.wall.min")) - 1.996) < 1e-6);
	CHECK(fabs(json_real_value(at(root, "compare.points.2.wall.max")) - 2.004) < 1e-6);
	CHECK(json_real_value(at(root, "compare.points.2.wall.sd")) > 0 && json_is_array(at(root, "compare.points.2.wall.ci95")));
	CHECK(fabs(json_real_value(at(root, "compare.points.2.speedup.value")) - 2.5) < 0.001);
	CHECK(json_is_null(at(root, "compare.points.0.speedup.ci95")) && json_is_null(at(root, "compare.points.0.speedup.karp_flatt")));
	CHECK_STR(json_string_value(at(root, "compare.law")), "amdahl");
	CHECK(fabs(json_real_value(at(root, "compare.amdahl.parallel_fraction.value")) - 0.8) < 1e-4);
	CHECK(json_is_true(at(root, "compare.usl.describes")) && json_is_null(at(root, "compare.usl.best_slots.value")));
	CHECK(json_is_null(at(root, "compare.load.others")) && json_is_false(at(root, "compare.load.disturbed")));
	CHECK(strstr(json_string_value(at(root, "compare.baseline.command")), "<work>"));
	j = at(root, "compare.ceilings");
	CHECK(json_array_size(j) == 2 && json_is_true(at(j, "1.binding")) != json_is_true(at(j, "0.binding")));
	json_decref(root);
	CHECK(!strncmp(exported(&c, add_tree_yaml), "schema: pmap.compare/1\n", 23));
}

static void csv_has_a_record_for_each_number_of_slots(void) {
	struct compare_result c = runs(1, 4, 0.1);
	char *s, *line;
	int lines = 0, fields = 0;

	add_baseline(&c, 1.25);
	s = exported(&c, compare_add_csv);
	CHECK(!strncmp(s, "slots,runs,mean,", 16) && strstr(s, ",wall_5,cpu_1,") && strstr(s, ",cpu_5\nbaseline,5,4.000000,"));
	CHECK(strstr(s, "\n1,5,5.000000,") && strstr(s, "\n8,5,1.500000,"));
	for (line = strtok(s, "\n"); line; line = strtok(NULL, "\n"), lines++) {
		int n = 1;

		for (const char *p = line; *p; p++)
			n += *p == ',';
		CHECK(!fields || n == fields);
		fields = n;
	}
	CHECK(lines == 6 && fields == 15 + 10);
}

static void markdown_is_a_table(void) {
	struct compare_result c = runs(1, 4, 0.1);
	char *s;

	c.others = 3;
	s = exported(&c, compare_add_markdown);
	CHECK(!strncmp(s, "Measured by pmap: 5 rounds", 26));
	CHECK(strstr(s, "\n|---:|"));
	CHECK(strstr(s, "\n| 4 | 2.000 [1.996, 2.004] | 2.000 | 1.996 | 2.004 | 0.003 | 2.50 [2.49, 2.51] | 6"));
	CHECK(strstr(s, "\n- **Warning:** other programs kept 3.0 CPUs busy"));
}

static int count(const char *s, const char *what) {
	int n = 0;

	for (; (s = strstr(s, what)); s++)
		n++;
	return n;
}

static void the_drawing_shows_what_there_is(void) {
	struct compare_result c = runs(1, 4, 4.8);
	char *s;

	c.cpus = 3;
	s = exported(&c, compare_add_svg);
	CHECK(!strncmp(s, "<svg ", 5) && strstr(s, "</svg>\n"));
	CHECK(!strstr(s, "<script") && !strstr(s, "href") && strstr(s, "prefers-color-scheme:dark"));
	CHECK(count(s, "<circle") == 5); /* and one in the legend */
	CHECK(strstr(s, "<title>4 slots: 2.50x [2.49, 2.51], 2.00 s of wall time, 4.80 s of CPU time (measured)</title>"));
	CHECK(strstr(s, "Amdahl's law, fitted") && strstr(s, "class=\"ideal\"") && strstr(s, "CPUs: at most 3.12x"));
	c.others = 2;
	s = exported(&c, compare_add_svg); /* left out, and why */
	CHECK(!strstr(s, "Amdahl's law, fitted") && strstr(s, "Warning: other programs kept 2.0 CPUs busy"));
	CHECK(!strstr(s, "class=\"cap\""));
}

/* Whatever there is too little of, every form is complete and says so. */
static void degenerate_results_have_every_form(void) {
	int (*const forms[])(struct buf *, const struct compare_document *) = { add_tree_json, add_tree_yaml, compare_add_csv, compare_add_markdown, compare_add_svg };

	for (int k = 0; k < 8; k++) {
		struct compare_result c = runs(k == 0 ? 0 : k == 1 ? 1e-12 : 1, k == 0 ? 0 : k == 1 ? 0 : 4, k == 2 ? 0 : 0.1);

		if (k == 3)
			c.count = 1;
		if (k == 4)
			c.tasks = 0;
		if (k == 5)
			c.count = 0;
		for (int i = 0; i < 4; i++) {
			if (k == 6)
				points[i].runs = 1;
			for (int j = 0; j < 5 && k == 7; j++)
				walls[i][j] = 3;
		}
		c.minima = k == 2;
		if (k == 0 || k == 6)
			add_baseline(&c, 1);
		if (k == 6)
			c.baseline.runs = 1;
		for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
			CHECK(*exported(&c, forms[i]));
		CHECK(*text_of(&c));
	}
}

static void names_are_checked(void) {
	struct err err = { 0 };
	static const char *const good[] = { "x.json", "x.yaml", "x.yml", "x.csv", "x.md", "./x.svg" }, *const bad[] = { "x", "x.txt", ".json", "-", "x.JSON" };
	char dir[] = "/tmp/pmap-unit-XXXXXX", name[64];

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		CHECK(compare_export_check(good[i], &err) == 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = (struct err){ 0 };
		CHECK(compare_export_check(bad[i], &err) < 0);
		CHECK(strstr(err.msg, "the name must end in .json, .yaml, .csv, .md or .svg"));
	}
	err = (struct err){ 0 };
	CHECK(compare_export_check("/no such directory/x.svg", &err) < 0);
	CHECK_STR(err.msg, "cannot export to '/no such directory/x.svg': No such file or directory");
	CHECK(mkdtemp(dir));
	snprintf(name, sizeof(name), "%s/x.svg", dir);
	CHECK(mkdir(name, 0700) == 0 && compare_export_check(name, &err) < 0); /* a directory */
	rmdir(name);
	rmdir(dir);
}

static void a_clock_that_changes_is_named(void) {
	char dir[] = "/tmp/pmap-unit-XXXXXX", path[128], text[64];
	static const char *const made[] = { "/sys", "/sys/devices", "/sys/devices/system", "/sys/devices/system/cpu", "/sys/devices/system/cpu/cpu0",
		"/sys/devices/system/cpu/cpu0/cpufreq", "/sys/devices/system/cpu/cpufreq" };
	FILE *f;

	CHECK(mkdtemp(dir));
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++) {
		snprintf(path, sizeof(path), "%s%s", dir, made[i]);
		CHECK(mkdir(path, 0700) == 0);
	}
	CHECK(!load_frequency(dir, text, sizeof(text)));
	snprintf(path, sizeof(path), "%s/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", dir);
	CHECK((f = fopen(path, "w")) && fputs("powersave\n", f) >= 0 && fclose(f) == 0);
	CHECK(load_frequency(dir, text, sizeof(text)));
	CHECK_STR(text, "governor powersave");
	CHECK((f = fopen(path, "w")) && fputs("performance\n", f) >= 0 && fclose(f) == 0);
	CHECK(!load_frequency(dir, text, sizeof(text)));
	unlink(path);
	snprintf(path, sizeof(path), "%s/sys/devices/system/cpu/cpufreq/boost", dir);
	CHECK((f = fopen(path, "w")) && fputs("1\n", f) >= 0 && fclose(f) == 0);
	CHECK(load_frequency(dir, text, sizeof(text)));
	CHECK_STR(text, "turbo on");
	unlink(path);
	for (size_t i = sizeof(made) / sizeof(*made); i-- > 0;) {
		snprintf(path, sizeof(path), "%s%s", dir, made[i]);
		CHECK(rmdir(path) == 0);
	}
	rmdir(dir);
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

UNIT_MAIN(TEST(the_list_begins_with_one_and_goes_to_twice_the_cpus), TEST(a_list_to_a_number_ends_with_it), TEST(the_table_has_speedups_with_intervals),
	TEST(short_runs_are_shown_in_milliseconds), TEST(runs_that_amdahl_does_not_describe_get_no_limit),
	TEST(two_numbers_of_slots_are_not_enough_for_a_fit), TEST(one_round_gives_no_interval), TEST(nothing_to_compare_is_said_in_words),
	TEST(other_load_replaces_the_fit), TEST(growing_cpu_time_and_impossible_speedups_are_warned_of),
	TEST(failures_and_other_outputs_are_told), TEST(a_task_that_prints_something_else_is_named), TEST(a_baseline_has_a_row_and_a_sentence),
	TEST(minima_are_shown_as_such), TEST(ceilings_are_told_when_they_matter), TEST(a_usl_is_fitted_when_amdahl_does_not_describe),
	TEST(waiting_with_one_slot_is_a_sign_of_load), TEST(the_machine_is_only_blamed_for_work_that_computes),
	TEST(a_cold_first_round_and_scatter_are_noticed), TEST(too_short_runs_are_no_reference), TEST(how_it_was_measured_is_said),
	TEST(the_tree_has_everything), TEST(csv_has_a_record_for_each_number_of_slots), TEST(markdown_is_a_table),
	TEST(the_drawing_shows_what_there_is), TEST(degenerate_results_have_every_form), TEST(names_are_checked),
	TEST(a_clock_that_changes_is_named), TEST(load_is_counted_on_our_cpus_only))
