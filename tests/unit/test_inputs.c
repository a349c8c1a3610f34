/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>

#include "input/inputs.h"

static struct input sources[4];
static struct options o;
static struct err err;

/* The options every test begins with: n sources of words, each a |-separated list. */
static void begin(size_t n, const char **lists) {
	o = (struct options){ .replace = "{}", .slots = 1, .inputs = sources, .input_count = n };
	for (size_t i = 0; i < n; i++) {
		static char text[4][128], *words[4][32];
		char *copy = text[i], *bar;

		CHECK(strlen(lists[i]) < sizeof(text[i]));
		strcpy(copy, lists[i]);
		sources[i] = (struct input){ .kind = INPUT_WORDS, .words = words[i] };
		if (!strcmp(copy, "-none-"))
			continue;
		for (;; copy = bar + 1) {
			bar = strchr(copy, '|');
			if (bar)
				*bar = '\0';
			sources[i].words[sources[i].count++] = copy;
			if (!bar)
				break;
		}
	}
}

#define BEGIN(...) begin(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (const char *[]){ __VA_ARGS__ })

/* The jobs as values joined by blanks, jobs joined by |. Without an error `want_rc` is 0. */
static const char *jobs_of(char *command, size_t line_max, bool count, int want_rc) {
	static struct buf b;
	struct inputs in;
	struct source *s;
	struct task *t = task_new();
	int rc;
	uint64_t n = 0;

	err = (struct err){0};
	o.command = &command;
	o.command_count = command ? 1 : 0;
	b.len = 0;
	o.repeat_context = o.many == MANY_X || o.many == MANY_NREPLACE;
	rc = inputs_open(&in, &o, &err);
	if (!rc) {
		CHECK(!inputs_source(&s, &in, line_max, count, &err));
		while ((rc = s->ops->next(s, t, NULL, &err)) == 1) {
			CHECK(t->argc == 0 || t->records > 0);
			t->seq = n++;
			for (size_t i = 0; i < t->argc; i++)
				CHECK(strlen(t->argv[i]) == t->lens[i]);
			CHECK(!template_render(in.command, t, 1, &b));
			CHECK(!buf_addc(&b, '|'));
			task_reset(t, NULL);
		}
		CHECK(rc < 0 || s->ops->next(s, t, NULL, &err) == 0);
		CHECK(!count || rc < 0 || s->total == n);
		CHECK(s->total == UINT64_MAX || rc < 0 || s->total == n);
		s->ops->free(s);
		inputs_close(&in);
	}
	if (rc != want_rc)
		printf("# rc %d: %s\n", rc, err.msg);
	CHECK(rc == want_rc);
	CHECK((rc < 0) == (err.code != 0));
	task_free(t, NULL);
	CHECK(!buf_terminate(&b));
	return b.p;
}

static const char *jobs(const char *command) {
	static char whole[100000];

	snprintf(whole, sizeof(whole), "%s", jobs_of((char *)command, 65536, false, 0));
	CHECK_STR(jobs_of((char *)command, 65536, true, 0), whole);
	return whole;
}

static void the_last_source_varies_fastest(void) {
	BEGIN("a|b", "1|2|3");
	CHECK_STR(jobs("{1}{2}"), "a1|a2|a3|b1|b2|b3|");
	BEGIN("a|b", "x", "1|2");
	CHECK_STR(jobs(":"), ": a x 1|: a x 2|: b x 1|: b x 2|");
}

static void linked_sources_move_together(void) {
	BEGIN("a|b", "1|2|3", "x|y");
	sources[1].linked = true;
	CHECK_STR(jobs(":"), ": a 1 x|: a 1 y|: b 2 x|: b 2 y|");
	BEGIN("x|y", "a|b", "1");
	sources[2].linked = true;
	CHECK_STR(jobs(":"), ": x a 1|: y a 1|");
	BEGIN("x|y", "a|b|c", "1|2", "p|q|r");
	sources[2].linked = sources[3].linked = true;
	CHECK_STR(jobs(":"), ": x a 1 p|: x b 2 q|: y a 1 p|: y b 2 q|");
}

static void an_empty_source_is_one_empty_value(void) {
	BEGIN("a|b", "-none-");
	CHECK_STR(jobs(":"), ": a ''|: b ''|");
	BEGIN("-none-", "a|b");
	CHECK_STR(jobs(":"), ": '' a|: '' b|");
	BEGIN("a|b", "-none-");
	sources[1].linked = true;
	CHECK_STR(jobs(":"), ": a ''|");
	BEGIN("-none-");
	CHECK_STR(jobs(":"), "");
	BEGIN("-none-", "-none-");
	CHECK_STR(jobs(":"), "");
}

static void words_are_records(void) {
	BEGIN("a\n|b\nc||");
	CHECK_STR(jobs(":"), ": a|: ''|: b|: c|: ''|: ''|");
	BEGIN("a,b|c,|\n");
	o.delimiter = (char *)",";
	o.delimiter_len = 1;
	CHECK_STR(jobs(":"), ": a|: b|: c|: ''|: '\n'|");
	BEGIN("a\nb|c");
	o.null = true;
	CHECK_STR(jobs(":"), ": 'a\nb'|: c|");
	BEGIN("axxb|cx|d");
	o.delimiter = (char *)"xx";
	o.delimiter_len = 2;
	CHECK_STR(jobs(":"), ": a|: b|: c|: xd|");
}

static void empty_records_can_be_skipped(void) {
	BEGIN("| \t\r|a", "|b");
	o.skip_empty = true;
	CHECK_STR(jobs(":"), ": a b|");
	BEGIN("", "");
	o.skip_empty = true;
	CHECK_STR(jobs(":"), "");
}

static void columns_are_split_and_trimmed(void) {
	BEGIN(" a , b,, c,");
	o.colsep = ",";
	CHECK_STR(jobs(": {1}:{2}:{3}:{4}:{5}:{6}"), ": ' a ':' b':'':' c':'':|");
	o.trim = TRIM_LEFT | TRIM_RIGHT;
	CHECK_STR(jobs(": {1}:{2}:{3}:{4}:{5}:{6}"), ": a:b:'':c:'':|");
	BEGIN("a.b", "x.y|z");
	o.colsep = "\\.";
	CHECK_STR(jobs(":"), ": a b x y|: a b z|");
	BEGIN("a1b22c");
	o.colsep = "(\\d)(x)?";
	CHECK_STR(jobs(":"), ": a 1 '' b 2 '' '' 2 '' c|");
	BEGIN("abc|");
	o.colsep = "";
	CHECK_STR(jobs(":"), ": a b c ''|: ''|");
	BEGIN("axxbxc");
	o.colsep = "x*";
	CHECK_STR(jobs(":"), ": a b c ''|");
	BEGIN("a");
	o.colsep = "(";
	CHECK_STR(jobs_of((char *)":", 100, false, -EINVAL), "");
	CHECK(strstr(err.msg, "--colsep"));
}

static void a_header_names_columns(void) {
	BEGIN("a|x.y", "b|1|2");
	o.header = ":";
	CHECK_STR(jobs(": {b} {a.} {2} {c}"), ": 1 x 1 {c}|: 2 x 2 {c}|");
	BEGIN("a,b|1,2", "c,d|3,4");
	o.header = ":";
	o.colsep = ",";
	CHECK_STR(jobs(": {d}{c}{b}{a}"), ": 4321|");
	BEGIN("a");
	o.header = ":";
	CHECK_STR(jobs(":"), "");
}

static void records_can_be_grouped(void) {
	BEGIN("1|2|3|4|5");
	o.many = MANY_NREPLACE;
	o.max_args = 2;
	CHECK_STR(jobs(": x{} {1}-{2}"), ": x1 x2 1-2|: x3 x4 3-4|: x5 5-|");
	o.many = MANY_N;
	CHECK_STR(jobs(": x{}"), ": x1 2|: x3 4|: x5|");
	BEGIN("1|2", "a|b|c");
	o.many = MANY_NREPLACE;
	o.max_args = 2;
	CHECK_STR(jobs(": {1} {3} {4}"), ": 1 1 b|: 1 2 a|: 2 2 c|");
}

static void zero_arguments_run_once_per_record(void) {
	BEGIN("1|2|3");
	o.many = MANY_N;
	CHECK_STR(jobs(": x{}{1}{#}"), ": x1|: x2|: x3|");
}

static void lines_end_in_no_blank(void) {
	BEGIN("a |b|c|d |");
	o.many = MANY_LINES;
	o.max_args = o.max_lines = 1;
	CHECK_STR(jobs(":"), ": 'a b'|: c|: 'd '|");
	BEGIN("a |b|c|d ");
	o.many = MANY_LINES;
	o.max_args = o.max_lines = 2;
	CHECK_STR(jobs(":"), ": 'a b' c|: 'd '|");
}

static void lines_are_filled_and_the_last_is_divided(void) {
	BEGIN("1|2|3|4|5|6|7|8|9|10");
	o.many = MANY_M;
	o.slots = 4;
	CHECK_STR(jobs("e"), "e 1 2 3|e 4 5 6|e 7 8 9|e 10|");
	o.slots = 3;
	CHECK_STR(jobs("e"), "e 1 2 3 4|e 5 6 7 8|e 9 10|");
	o.many = MANY_XARGS;
	CHECK_STR(jobs("e"), "e 1 2 3 4 5 6 7 8 9 10|");
	o.many = MANY_X;
	o.max_chars = 20;
	CHECK_STR(jobs("echo x{}"), "echo x1 x2 x3 x4 x5|echo x6 x7 x8 x9|echo x10|");
	o.max_args = 2;
	o.slots = 1;
	CHECK_STR(jobs("x{}"), "x1 x2|x3 x4|x5 x6|x7 x8|x9 x10|");
}

static void a_record_is_not_torn(void) {
	BEGIN("a|b", "1|2|3");
	o.many = MANY_X;
	o.max_chars = 12;
	CHECK_STR(jobs("echo"), "echo a 1|echo a 2|echo a 3|echo b 1|echo b 2|echo b 3|");
	o.many = MANY_N;
	o.max_args = 100;
	CHECK_STR(jobs("echo"), "echo a 1|echo a 2|echo a 3|echo b 1|echo b 2|echo b 3|");
}

static void the_limit_counts_one_byte_more_than_the_line(void) {
	BEGIN("abc");
	o.max_chars = 9;
	CHECK_STR(jobs("echo"), "echo abc|");
	o.max_chars = 8;
	CHECK_STR(jobs_of((char *)"echo", 65536, false, -E2BIG), "");
	CHECK(strstr(err.msg, "abc"));
	o.many = MANY_X;
	CHECK_STR(jobs_of((char *)"echo", 65536, false, -E2BIG), "");
	o.max_chars = 0;
	CHECK_STR(jobs_of((char *)"echo", 8, false, 0), "echo abc|");
	CHECK_STR(jobs_of((char *)"echo", 7, true, -E2BIG), "");
	o.many = MANY_NO;
	CHECK_STR(jobs_of((char *)"echo", 7, false, 0), "echo abc|"); /* the executor's to refuse */
}

/* No line is longer than the limit, and none could have taken the next record too. */
static void lines_are_as_long_as_they_may_be(void) {
	static const char *const commands[] = { "e", "e x{}y", "e {} {.}", "e {1} {}", "e {1}{} {#}", "e {-1} {/}", "e {3} {2}y{}", "{} x" };

	srand(5);
	for (int round = 0; round < 3000; round++) {
		const char *list = "a|b c|it's|d/e.f||ggg|h|iiiiiiiii|'|jj|kk|l|m/n|o p|q", *got, *bar;
		size_t limit = 40 + (size_t)rand() % 60;

		BEGIN(list);
		o.many = rand() % 2 ? MANY_X : MANY_M;
		o.quote = rand() % 4 == 0;
		got = jobs_of((char *)commands[(size_t)rand() % 8], limit, rand() % 2, 0);
		for (; (bar = strchr(got, '|')); got = bar + 1)
			CHECK((size_t)(bar - got) <= limit);
	}
}

/* stdin from a file with that content */
static void stdin_is(const char *content) {
	FILE *f = tmpfile();

	CHECK(f && fputs(content, f) >= 0 && !fflush(f));
	CHECK(lseek(fileno(f), 0, SEEK_SET) == 0 && dup2(fileno(f), 0) == 0);
	fclose(f);
}

static const char *once(const char *content) {
	stdin_is(content);
	return jobs_of((char *)":", 65536, false, 0);
}

static void files_take_part_in_products(void) {
	BEGIN("1|2", "");
	sources[1] = (struct input){ .kind = INPUT_FILE, .path = "-" };
	CHECK_STR(once("x\ny\n"), ": 1 x|: 1 y|: 2 x|: 2 y|");
	CHECK_STR(once(""), ": 1 ''|: 2 ''|");
	BEGIN("", "1|2");
	sources[0] = (struct input){ .kind = INPUT_FILE, .path = "-" };
	CHECK_STR(once("x\ny\n"), ": x 1|: x 2|: y 1|: y 2|");
	CHECK_STR(once(""), ": '' 1|: '' 2|");
	sources[1].linked = true;
	CHECK_STR(once("x\ny\nz"), ": x 1|: y 2|");
	CHECK_STR(once(""), ": '' 1|");
	o.header = ":";
	CHECK_STR(once("x\ny\nz"), ": y 2|");
	o = (struct options){ .replace = "{}", .slots = 1 };
	CHECK_STR(once("x\n\ny"), ": x|: ''|: y|");
	CHECK_STR(once(""), "");
}

static void a_missing_file_is_met_before_any_task(void) {
	struct inputs in;

	BEGIN("a", "b");
	sources[1] = (struct input){ .kind = INPUT_FILE, .path = "/nonexistent" };
	err = (struct err){0};
	CHECK(inputs_open(&in, &o, &err) == -ENOENT);
	CHECK(strstr(err.msg, "/nonexistent"));
}

static void streams_are_not_waited_for(void) {
	static char *command = (char *)":";
	struct inputs in;
	struct source *s;
	struct task *t = task_new();
	int fd[2];

	CHECK(!pipe(fd) && dup2(fd[0], 0) == 0);
	o = (struct options){ .replace = "{}", .slots = 1, .command = &command, .command_count = 1, .skip_empty = true };
	CHECK(!inputs_open(&in, &o, NULL) && !inputs_source(&s, &in, 1000, false, NULL));
	CHECK(!s->ops->ready(s));
	CHECK(write(fd[1], "\na\n \n", 5) == 5);
	CHECK(s->ops->next(s, t, NULL, NULL) == 1);
	CHECK_STR(t->argv[0], "a");
	CHECK(!s->ops->ready(s)); /* only a blank line is there, which does not count */
	CHECK(write(fd[1], "\nb\nc\nd", 6) == 6);
	task_reset(t, NULL);
	CHECK(s->ops->next(s, t, NULL, NULL) == 1);
	CHECK_STR(t->argv[0], "b");
	CHECK(s->ops->ready(s));
	task_reset(t, NULL);
	CHECK(s->ops->next(s, t, NULL, NULL) == 1);
	CHECK_STR(t->argv[0], "c");
	CHECK(!s->ops->ready(s));
	close(fd[1]);
	task_reset(t, NULL);
	CHECK(s->ops->next(s, t, NULL, NULL) == 1);
	CHECK_STR(t->argv[0], "d");
	task_free(t, NULL);
	s->ops->free(s);
	inputs_close(&in);
}

static void big_products_need_no_memory(void) {
	static char *command = (char *)":";
	struct inputs in;
	struct source *s;
	struct task *t = task_new();

	BEGIN("0|1|2|3|4|5|6|7|8|9", "0|1|2|3|4|5|6|7|8|9", "0|1|2|3|4|5|6|7|8|9", "0|1|2|3|4|5|6|7|8|9");
	o.command = &command;
	o.command_count = 1;
	CHECK(!inputs_open(&in, &o, NULL) && !inputs_source(&s, &in, 1000, false, NULL));
	CHECK(s->total == 10000 && s->ops->ready(s));
	for (int i = 0; i < 10000; i++) {
		char want[16];

		task_reset(t, NULL);
		CHECK(s->ops->next(s, t, NULL, NULL) == 1);
		snprintf(want, sizeof(want), "%d%d%d%d", i / 1000, i / 100 % 10, i / 10 % 10, i % 10);
		for (int k = 0; k < 4; k++)
			CHECK(t->argv[k][0] == want[k] && t->lens[k] == 1);
	}
	task_reset(t, NULL);
	CHECK(s->ops->next(s, t, NULL, NULL) == 0);
	task_free(t, NULL);
	s->ops->free(s);
	inputs_close(&in);
}

UNIT_MAIN(TEST(the_last_source_varies_fastest), TEST(linked_sources_move_together), TEST(an_empty_source_is_one_empty_value),
	TEST(words_are_records), TEST(empty_records_can_be_skipped), TEST(columns_are_split_and_trimmed),
	TEST(a_header_names_columns), TEST(records_can_be_grouped), TEST(zero_arguments_run_once_per_record),
	TEST(lines_end_in_no_blank), TEST(lines_are_filled_and_the_last_is_divided), TEST(a_record_is_not_torn),
	TEST(the_limit_counts_one_byte_more_than_the_line), TEST(lines_are_as_long_as_they_may_be),
	TEST(files_take_part_in_products), TEST(a_missing_file_is_met_before_any_task), TEST(streams_are_not_waited_for),
	TEST(big_products_need_no_memory))
