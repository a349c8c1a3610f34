/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <sys/stat.h>
#include <yaml.h>

#include "base/buf.h"
#include "stats/export.h"
#include "stats/figures.h"
#include "stats/show.h"
#include "stats/stats.h"
#include "stats/summary.h"
#include "stats/surroundings.h"
#include "stats/tree.h"
#include "unit.h"

#define S(x) ((nsec)((x) * 1e9))

static int near(double a, double b, double eps) {
	return fabs(a - b) <= eps;
}

/* A run that begins at 100 s on the monotonic clock. All seconds. */
static struct run_report report(unsigned slots, uint64_t tasks, double pre, double post, double wall, double work, double cpu, double queue,
	double longest) {
	struct run_report r = { .read = tasks, .begin = S(100), .end = S(100 + wall), .slots = slots, .cpus = 2 };

	r.sum.ok = r.sum.attempts = r.sum.queue_known = tasks;
	r.sum.wall = S(work);
	r.sum.cpu = r.sum.on_cpu = S(cpu);
	r.sum.queued = S(queue);
	r.sum.longest = r.sum.longest_alone = S(longest);
	r.sum.first_start = S(100 + pre);
	r.sum.last_end = S(100 + wall - post);
	return r;
}

static struct run_report mixed(void) {
	return report(4, 8, 0.001, 0.001, 2.04, 7.88, 3.00, 2.49, 0.69);
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

static char *text_of(const struct run_report *r) {
	struct buf b = { 0 };

	CHECK(summary_add(&b, r, false) == 0);
	return keep(&b);
}

static char *yaml_of(const struct run_report *r) {
	struct buf b = { 0 };
	struct err err = { 0 };

	CHECK(export_tree(&b, r, TREE_YAML, &err) == 0);
	return keep(&b);
}

/* Tasks 2,2,2,2,2,2,2,6 s on 4 slots; 0.5 s before and 0.3 s after. */
static void a_serial_part_and_a_long_task(void) {
	struct run_report r = report(4, 8, 0.5, 0.3, 8.8, 20, 0, 0, 6);
	struct figures f = figures_of(&r);

	CHECK(f.serial_kind == SERIAL_ESTIMATED);
	CHECK(near(f.serial, 20.8, 1e-6));
	CHECK(near(f.speedup, 2.364, 0.001));
	CHECK(near(f.efficiency, 0.591, 0.001));
	CHECK(near(f.running, 2.273, 0.001));
	CHECK(near(f.karp_flatt, 0.2308, 0.0001));
	CHECK(near(f.parallel, 0.769, 0.001));
	CHECK(near(f.cap[CEILING_LONGEST], 3.06, 0.005));
	CHECK(near(f.cap[CEILING_SERIAL], 26, 0.001));
	CHECK(isnan(f.cap[CEILING_CPUS])); /* no CPU time: the CPUs limit nothing */
	CHECK(strstr(text_of(&r), "longest task (#1, 6.00 s)  3.06x  <- first limit reached"));
}

static void contention_is_taken_off_the_serial_time(void) {
	struct run_report r = mixed();
	struct figures f = figures_of(&r);

	CHECK(near(f.running, 3.86, 0.005));
	CHECK(near(f.serial, 5.39, 0.005));
	CHECK(near(f.speedup, 2.64, 0.005));
	CHECK(near(f.karp_flatt, 0.171, 0.001));
	CHECK(near(f.cap[CEILING_CPUS], 3.59, 0.01));
	CHECK(near(f.cpu_share, 0.56, 0.005));
	CHECK(f.work_kind == WORK_MIXED);
}

static void slow_input_at_the_start_is_serial(void) {
	struct run_report r = report(4, 8, 1, 0, 2, 4, 0, 0, 0.5);
	struct figures f = figures_of(&r);

	CHECK(near(f.serial, 5, 1e-6) && near(f.speedup, 2.5, 1e-6) && near(f.karp_flatt, 0.20, 1e-6));
}

static void running_at_once_is_never_called_a_speedup(void) {
	struct run_report r = mixed();
	char *s = text_of(&r);

	CHECK(strstr(s, "Running at once (average)    3.86 of 4    measured"));
	CHECK(strstr(s, "Speed-up                     2.64x        estimated from this run; measure it with --compare"));
	CHECK(strstr(s, "Efficiency                   66 %"));
	CHECK(strstr(s, "Serial fraction (Karp-Flatt) 17.1 %"));
	CHECK(strstr(s, "P = 82.9 % at 4 slots"));
	CHECK(strstr(s, "8 read = 8 ok\n"));
	CHECK(!strstr(s, "3.86x"));
}

static void unknown_delays_give_a_range_and_no_fraction(void) {
	struct run_report r = mixed();
	struct figures f;
	char *s;

	r.sum.on_cpu = r.sum.cpu / 2;
	f = figures_of(&r);
	CHECK(f.serial_kind == SERIAL_RANGE && isnan(f.serial) && isnan(f.speedup) && isnan(f.karp_flatt) && isnan(f.cap[CEILING_CPUS]));
	CHECK(near(f.serial_low, 3.002, 1e-6) && near(f.serial_high, 7.882, 1e-6));
	CHECK(f.work_kind == WORK_UNKNOWN);
	s = text_of(&r);
	CHECK(strstr(s, "3.00 s to 7.88 s"));
	CHECK(strstr(s, "1.47x to 3.86x, estimated"));
	CHECK(!strstr(s, "Karp-Flatt") && !strstr(s, "What limits it"));
	CHECK(strstr(yaml_of(&r), "\nserial: {seconds: null, method: range, low: 3.002, high: 7.882, waiting_for_input: null, "));
}

/* sh -c 'sleep 0.3; :' eight times: the shell's CPU time is known, that of its children is not, but the CPUs were idle. */
static void idle_cpus_make_the_range_narrow(void) {
	struct run_report r = report(4, 8, 0, 0, 0.62, 2.48, 0.018, 0, 0.31);
	struct figures f;

	r.sum.on_cpu = r.sum.cpu / 2;
	f = figures_of(&r);
	CHECK(near(f.serial_low, 0.018, 1e-6) && near(f.serial_high, 2.48, 1e-6));
	r.busy = 0.02;
	f = figures_of(&r);
	CHECK(f.serial_kind == SERIAL_RANGE && near(f.serial_low, 2.48 - 4 * 0.02, 1e-6) && near(f.serial_high, 2.48, 1e-6));
	r.busy = 1.24; /* both CPUs were busy all the time */
	f = figures_of(&r);
	CHECK(near(f.serial_low, 0.018, 1e-6));
}

static void what_has_no_speedup_says_why(void) {
	struct run_report none = { .slots = 4, .cpus = 2, .begin = S(1), .end = S(1) };
	struct run_report one = report(4, 1, 0.1, 0.1, 1.2, 1, 0.5, 0, 1), serial = report(1, 8, 0, 0, 4, 4, 1, 0, 1);
	struct run_report idle = report(4, 8, 0, 0, 10, 2, 1, 0, 0.5), instant = report(4, 8, 0, 0, 0, 0, 0, 0, 0);

	CHECK(strstr(text_of(&none), "not enough data: no task ran"));
	CHECK(strstr(text_of(&one), "not enough data: one task"));
	CHECK(strstr(text_of(&serial), "not enough data: one slot"));
	CHECK(strstr(text_of(&serial), "4.00 s       measured: this run had one slot"));
	CHECK(strstr(text_of(&idle), "not enough data: less than one task ran at a time"));
	CHECK(strstr(text_of(&instant), "not enough data: the times are too short"));
	none.cpus = none.slots = 0;
	CHECK(strstr(text_of(&none), "not enough data"));
	CHECK(strstr(yaml_of(&none), "\nspeedup: {value: null, ci95: null, low: null, high: null, efficiency: null, karp_flatt: null, "
		"parallel_fraction: null, method: null}\n"));
}

static void classes_add_up_or_it_is_said(void) {
	struct run_report r = mixed();

	r.read = 15;
	r.sum.failed = 1;
	r.sum.timed_out = 2;
	r.sum.skipped = 1;
	r.sum.cancelled = 1;
	r.not_started = 2;
	CHECK(figures_unaccounted(&r) == 0);
	CHECK(strstr(text_of(&r), "15 read = 8 ok + 1 failed + 2 timed out + 1 skipped + 1 cancelled + 2 not started\n"));
	r.read = 17;
	CHECK(figures_unaccounted(&r) == 2);
	CHECK(strstr(text_of(&r), "(2 not accounted for)"));
}

static void notes_are_there_only_when_true(void) {
	struct run_report r = report(2, 20, 0, 0, 5, 9, 1, 0, 0.5);

	CHECK(!strstr(text_of(&r), "Note:"));
	r = mixed();
	CHECK(strstr(text_of(&r), "tasks waited for CPUs"));
	CHECK(strstr(text_of(&r), "8 tasks are few for 4 slots"));
}

static void durations_have_three_figures_and_a_unit(void) {
	CHECK_STR(show_duration(0).s, "0 ms");
	CHECK_STR(show_duration(0.00035).s, "0.35 ms");
	CHECK_STR(show_duration(0.0123).s, "12.3 ms");
	CHECK_STR(show_duration(0.9996).s, "1.00 s");
	CHECK_STR(show_duration(2.04).s, "2.04 s");
	CHECK_STR(show_duration(31.2).s, "31.2 s");
	CHECK_STR(show_duration(59.96).s, "1 m 00 s");
	CHECK_STR(show_duration(65.123456).s, "1 m 05 s");
	CHECK_STR(show_duration(7500).s, "2 h 05 m");
	CHECK_STR(show_duration(NAN).s, "not known");
	CHECK_STR(show_duration(INFINITY).s, "not known");
	CHECK_STR(show_duration(-1).s, "not known");
	CHECK_STR(show_ratio(2.64).s, "2.64x");
	CHECK_STR(show_ratio(26).s, "26.0x");
	CHECK_STR(show_ratio(1e9).s, "> 1000x");
	CHECK_STR(show_percent(0.171, 1).s, "17.1 %");
	CHECK_STR(show_percent(NAN, 1).s, "not known");
}

static void the_yaml_is_one_document_with_the_schema(void) {
	char *argv[] = { "pmap", "--stats=x.yaml", "1.0", "null", "a: b # c", "it's\n\"x\"", "caf\xc3\xa9", "\xff\xfe", "" };
	struct run_report r = mixed();
	char *s;
	yaml_parser_t p;
	yaml_document_t d;

	r.argc = 9;
	r.argv = argv;
	r.exit = 3;
	r.wall_begin = 1769825661123000000;
	s = yaml_of(&r);
	CHECK(!strncmp(s, "schema: pmap.stats/1\nrun: {id: '", 32));
	CHECK(strstr(s, "argv: ['pmap', '--stats=x.yaml', '1.0', 'null', 'a: b # c', \"it's\\n\\\"x\\\"\", 'caf\xc3\xa9', {b64: '//4='}, '']"));
	CHECK(strstr(s, "started: '2026-01-31T02:14:21.123Z'"));
	CHECK(strstr(s, "exit: 3}\n"));
	CHECK(strstr(s, "\ntasks: {read: 8, ok: 8, flaky: 0, failed: 0, timed_out: 0, cached: 0, skipped: 0, cancelled: 0, not_started: 0, "
		"attempts: 8}\n"));
	CHECK(strstr(s, "\ntime: {wall: 2.04, pre: 0.001, post: 0.001, sum_task: 7.88, sum_cpu: 3.0, sum_queue: 2.49, queue_coverage: 1.0}\n"));
	CHECK(strstr(s, "\nserial: {seconds: 5.392, method: estimated, low: 3.002, high: 7.882, waiting_for_input: 0.0, "));
	CHECK(strstr(s, "{kind: longest_task, speedup: 7.791908, task: 1, binding: false}"));
	CHECK(strstr(s, "{kind: cpus, speedup: 3.594667, binding: true}"));
	CHECK(strstr(s, "\nledger: null\n") && strstr(s, "\nadaptive: []\n") && strstr(s, "\ncompare: null\n"));

	CHECK(yaml_parser_initialize(&p));
	yaml_parser_set_input_string(&p, (unsigned char *)s, strlen(s));
	CHECK(yaml_parser_load(&p, &d));
	CHECK(yaml_document_get_root_node(&d)->type == YAML_MAPPING_NODE);
	yaml_document_delete(&d);
	yaml_parser_delete(&p);
}

static void bytes_that_are_not_utf8_are_base64(void) {
	static const struct { char *arg; const char *want; } all[] = { { "\x80", "{b64: 'gA=='}" }, { "a\xc0\xaf", "{b64: 'YcCv'}" },
		{ "\xed\xa0\x80", "{b64: '7aCA'}" }, { "\xf4\x90\x80\x80", "{b64: '9JCAgA=='}" }, { "\xe2\x82", "{b64: '4oI='}" },
		{ "\xe2\x82\xac", "'\xe2\x82\xac'" }, { "\xf0\x9f\x98\x80", "\"\\U0001F600\"" }, { "\x1b[0m", "\"\\e[0m\"" } };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct run_report r = mixed();
		char *argv[] = { all[i].arg }, want[64];

		r.argc = 1;
		r.argv = argv;
		snprintf(want, sizeof(want), "argv: [%s], ", all[i].want);
		CHECK(strstr(yaml_of(&r), want));
	}
}

static void only_known_suffixes_are_accepted(void) {
	struct run_report r = mixed();
	struct err err = { 0 };

	CHECK(stats_check(NULL, &err) == 0 && stats_check("-", &err) == 0 && stats_check("a/b.yaml", &err) == 0 && stats_check("x.yml", &err) == 0);
	CHECK(stats_write(&r, "out.xls", &err) == -EINVAL);
	CHECK(strstr(err.msg, "'out.xls'") && strstr(err.msg, ".json, .yaml, .yml, .csv or .md"));
	CHECK(stats_check(".yaml", NULL) == -EINVAL && stats_check("", NULL) == -EINVAL);
}

static void a_file_is_replaced_whole_and_nothing_else_is_left(void) {
	char dir[] = "/tmp/pmap-stats-XXXXXX", file[64], bad[80], line[64] = "";
	struct run_report r = mixed();
	struct err err = { 0 };
	struct dirent *e;
	int files = 0;
	FILE *f;
	DIR *d;

	CHECK(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/s.yaml", dir);
	snprintf(bad, sizeof(bad), "%s/no/s.yaml", dir);
	CHECK((f = fopen(file, "w")) && fputs("old", f) >= 0 && !fclose(f));
	CHECK(stats_write(&r, file, &err) == 0);
	CHECK((f = fopen(file, "r")) && fgets(line, sizeof(line), f) && !fclose(f));
	CHECK_STR(line, "schema: pmap.stats/1\n");
	CHECK(stats_write(&r, bad, &err) == -ENOENT && strstr(err.msg, "cannot write '"));
	CHECK((d = opendir(dir)));
	while ((e = readdir(d)))
		files += e->d_name[0] != '.';
	closedir(d);
	CHECK(files == 1);
	CHECK(!unlink(file) && !rmdir(dir));
}

static void what_disturbed_a_run_is_said(void) {
	struct run_report r = report(2, 20, 0, 0, 5, 9, 1, 0, 0.5);

	r.around = (struct surroundings){ .known = true, .others = NAN, .io = NAN, .memory = NAN };
	CHECK(!strstr(text_of(&r), "Note:"));
	r.around.io = 0.2;
	CHECK(strstr(text_of(&r), "tasks also waited for disk; the estimate is probably too high"));
	r.around.memory = 0.3;
	CHECK(strstr(text_of(&r), "tasks also waited for disk and memory;"));
	r.around.throttled = 1;
	CHECK(strstr(text_of(&r), "the CPU quota was used up 1 time,"));
	r.around.others = 1.3;
	CHECK(strstr(text_of(&r), "other programs kept 1.3 of the CPUs busy"));
	r.around.clock_moved = -3600;
	CHECK(strstr(text_of(&r), "the system's clock was set during the run (by -3600 s)"));
	r.sum.wall = S(11); /* more than two slots can do */
	CHECK(strstr(text_of(&r), "a speed-up above the number of slots is an effect of caches"));
}

static void put_file(const char *dir, const char *name, const char *text) {
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	CHECK((f = fopen(path, "w")) && fputs(text, f) >= 0 && !fclose(f));
}

static void a_quota_that_was_used_up_is_seen(void) {
	static const char *const dirs[] = { "", "/proc", "/proc/self", "/proc/pressure", "/sys", "/sys/fs", "/sys/fs/cgroup", "/sys/fs/cgroup/a", "/sys/fs/cgroup/a/b" };
	char root[] = "/tmp/pmap-around-XXXXXX", path[200], remove[240];
	struct surroundings_at before, after;
	struct surroundings s;

	CHECK(mkdtemp(root));
	for (size_t i = 1; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", root, dirs[i]);
		CHECK(!mkdir(path, 0700));
	}
	put_file(root, "proc/self/cgroup", "0::/a/b\n");
	put_file(root, "sys/fs/cgroup/a/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 3\nthrottled_usec 7\n");
	put_file(root, "sys/fs/cgroup/a/b/cpu.stat", "usage_usec 5\n");
	put_file(root, "proc/pressure/io", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1000000\n");
	before = surroundings_read(root);
	put_file(root, "sys/fs/cgroup/a/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 5\nthrottled_usec 7\n");
	put_file(root, "proc/pressure/io", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000\n");
	after = surroundings_read(root);
	after.mono = before.mono + S(2);
	after.wall = before.wall + S(12);
	s = surroundings_between(root, &before, &after);
	CHECK(s.known && s.throttled == 2 && near(s.io, 0.25, 1e-9) && isnan(s.memory) && near(s.clock_moved, 10, 1e-6));
	s = surroundings_between(root, &(struct surroundings_at){ 0 }, &after);
	CHECK(!s.known);
	snprintf(remove, sizeof(remove), "rm -r '%s'", root);
	CHECK(!system(remove));
}

static void csv_is_flat_and_quoted(void) {
	struct buf b = { 0 };
	struct tree *t = tree_open(&b, TREE_CSV);

	tree_map(t, NULL);
	tree_text(t, "a", "x,\"y\"");
	tree_list(t, "l");
	tree_int(t, NULL, 7);
	tree_map(t, NULL);
	tree_real(t, "r", 0.5);
	tree_real(t, "n", NAN);
	tree_text(t, "b", "\xff");
	tree_map_end(t);
	tree_list_end(t);
	tree_bool(t, "z", true);
	tree_map_end(t);
	CHECK(tree_close(t) == 0);
	CHECK_STR(keep(&b), "key,value\na,\"x,\"\"y\"\"\"\nl.0,7\nl.1.r,0.5\nl.1.n,\nl.1.b.b64,/w==\nz,true\n");
}

static void json_is_the_same_tree(void) {
	struct buf b = { 0 };
	struct tree *t = tree_open(&b, TREE_JSON);

	tree_map(t, NULL);
	tree_text(t, "a", "x\"\n");
	tree_list(t, "l");
	tree_text(t, NULL, "\xff");
	tree_real(t, NULL, 0.1);
	tree_real(t, NULL, NAN);
	tree_list_end(t);
	tree_word(t, "w", NULL);
	tree_map_end(t);
	CHECK(tree_close(t) == 0);
	CHECK_STR(keep(&b), "{\n \"a\": \"x\\\"\\n\",\n \"l\": [\n  {\n   \"b64\": \"/w==\"\n  },\n  0.1,\n  null\n ],\n \"w\": null\n}\n");
}

UNIT_MAIN(TEST(what_disturbed_a_run_is_said), TEST(a_quota_that_was_used_up_is_seen), TEST(csv_is_flat_and_quoted), TEST(json_is_the_same_tree), TEST(a_serial_part_and_a_long_task), TEST(contention_is_taken_off_the_serial_time), TEST(slow_input_at_the_start_is_serial),
	TEST(running_at_once_is_never_called_a_speedup), TEST(unknown_delays_give_a_range_and_no_fraction), TEST(idle_cpus_make_the_range_narrow), TEST(what_has_no_speedup_says_why),
	TEST(classes_add_up_or_it_is_said), TEST(notes_are_there_only_when_true), TEST(durations_have_three_figures_and_a_unit),
	TEST(the_yaml_is_one_document_with_the_schema), TEST(bytes_that_are_not_utf8_are_base64), TEST(only_known_suffixes_are_accepted),
	TEST(a_file_is_replaced_whole_and_nothing_else_is_left))
