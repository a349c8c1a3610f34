/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>

#include "input/blocks.h"
#include "input/parts.h"

static struct options o;
static struct buf all; /* the blocks one after the other, without heads */

static void begin(void) {
	o = (struct options){ .block = 1 << 20, .slots = 1, .pipe = true };
}

/* A descriptor with that content: a file, or a pipe fed in pieces of at most `piece` bytes. */
static int holding(const char *p, size_t n, size_t piece) {
	int fd[2];

	if (!piece) {
		char name[] = "/tmp/test_blocks.XXXXXX";
		int file = mkstemp(name);

		CHECK(file >= 0 && !unlink(name) && write(file, p, n) == (ssize_t)n);
		CHECK(lseek(file, 0, SEEK_SET) == 0);
		return file;
	}
	CHECK(!pipe(fd));
	if (fork() == 0) {
		close(fd[0]);
		while (n) {
			size_t k = 1 + (size_t)rand() % piece;
			ssize_t put = write(fd[1], p, k < n ? k : n);

			if (put < 0)
				_exit(1);
			p += put;
			n -= (size_t)put;
		}
		_exit(0);
	}
	close(fd[1]);
	return fd[0];
}

static void finish(struct source *s, struct task *t) {
	task_free(t, NULL);
	s->ops->free(s);
}

/* Each block with its head, in []. */
static const char *blocks_of(const char *p, size_t n, size_t piece) {
	static struct buf b;
	struct source *s;
	struct task *t = task_new();
	int fd = holding(p, n, piece), rc;

	b.len = all.len = 0;
	CHECK(!blocks_new(&s, fd, &o, NULL, NULL));
	while ((rc = s->ops->next(s, t, NULL, NULL)) == 1) {
		CHECK(t->body.len || o.remove_rec_sep);
		CHECK(t->argc == 1 && t->lens[0] == 0 && t->records == 1);
		CHECK(!buf_addc(&b, '[') && !(t->head && buf_add(&b, t->head->p, t->head->len)));
		CHECK(!buf_add(&b, t->body.p, t->body.len) && !buf_addc(&b, ']'));
		CHECK(!buf_add(&all, t->body.p, t->body.len));
		task_reset(t, NULL);
	}
	CHECK(rc == 0 && s->ops->next(s, t, NULL, NULL) == 0 && s->ops->ready(s));
	finish(s, t);
	close(fd);
	CHECK(!buf_terminate(&b));
	return b.p;
}

static const char *blocks(const char *text) {
	return blocks_of(text, strlen(text), 0);
}

static const char numbers[] = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

static void cuts_at_the_last_border(void) {
	begin();
	CHECK_STR(blocks(""), "");
	CHECK_STR(blocks(numbers), "[1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n]");
	o.block = 7;
	CHECK_STR(blocks(numbers), "[1\n2\n3\n][4\n5\n6\n][7\n8\n9\n][10\n]");
	CHECK_STR(blocks("1\n2\n3"), "[1\n2\n3]");
	o.block = 6;
	CHECK_STR(blocks("1\n2\n3\n4\n5\n6\n"), "[1\n2\n3\n][4\n5\n6\n]");
}

static void a_long_record_grows_the_block(void) {
	begin();
	CHECK(freopen("/dev/null", "w", stderr)); /* the warning */
	o.block = 1;
	CHECK_STR(blocks("1\n22222\n3\n4"), "[1\n][22222\n3\n][4]");
	o.block = 4;
	CHECK_STR(blocks("1\n22222"), "[1\n][22222]");
}

static void empty_separators_cut_anywhere(void) {
	begin();
	o.block = 4;
	o.recend = "";
	CHECK_STR(blocks("abcdefghij"), "[abcd][efgh][ij]");
}

static void counts_records(void) {
	begin();
	o.many = MANY_NREPLACE;
	o.max_args = 3;
	CHECK_STR(blocks(numbers), "[1\n2\n3\n][4\n5\n6\n][7\n8\n9\n][10\n]");
	o.max_args = 2;
	o.max_lines = 2;
	CHECK_STR(blocks(numbers), "[1\n2\n3\n4\n][5\n6\n7\n8\n][9\n10\n]");
	begin();
	o.many = MANY_LINES;
	o.max_args = o.max_lines = 3;
	CHECK_STR(blocks(numbers), "[1\n2\n3\n4\n5\n6\n7\n8\n9\n][10\n]");
	o.block = 10;
	CHECK_STR(blocks(numbers), "[1\n2\n3\n][4\n5\n6\n][7\n8\n9\n][10\n]");
}

static void starts_and_ends_of_records(void) {
	begin();
	o.many = MANY_N;
	o.max_args = 1;
	o.recstart = ">";
	o.recstart_len = 1;
	CHECK_STR(blocks(">a\nx\n>b\n>c\n"), "[>a\nx\n][>b\n][>c\n]");
	CHECK_STR(blocks(">>a"), "[>][>a]");
	o.recend = "\n";
	o.recend_len = 1;
	CHECK_STR(blocks("y\n>a>\nx\n>b\n"), "[y\n][>a>\nx\n][>b\n]");
	o.many = MANY_NO;
	o.block = 7;
	CHECK_STR(blocks(">a\n>b\n>c\n>d\n"), "[>a\n>b\n][>c\n>d\n]");
	begin();
	o.recend = "ab";
	o.recend_len = 2;
	o.block = 5;
	CHECK_STR(blocks("xabyabzabc"), "[xab][yab][zabc]");
}

static void separators_can_be_removed(void) {
	begin();
	o.remove_rec_sep = true;
	o.recend = ";";
	o.recend_len = 1;
	CHECK_STR(blocks("a;b;;c;"), "[abc]");
	o.many = MANY_N;
	o.max_args = 2;
	CHECK_STR(blocks("a;b;c;d"), "[ab][cd]");
	CHECK_STR(blocks(";;;;a"), "[a]");
	o.recend = "\n";
	o.recstart = ">";
	o.recstart_len = 1;
	CHECK_STR(blocks(">a\nx\n>b\n>c\n"), "[a\nxb][c]");
	o.regexp = true;
	CHECK_STR(blocks(">a\nx\n>b\n>c\n"), "[a\nxb][c]");
	o.recend = NULL;
	CHECK_STR(blocks(">a\n>b\n\n>c\n"), "[a\nb\n\n][c\n]");
}

static void separators_can_be_expressions(void) {
	begin();
	o.regexp = true;
	o.recend = "\\d+";
	o.recend_len = 3;
	o.many = MANY_N;
	o.max_args = 1;
	CHECK_STR(blocks("a1b22c333d"), "[a1][b22][c333][d]");
	o.recstart = "[a-b]";
	o.recstart_len = 5;
	CHECK_STR(blocks("a1b22c333b"), "[a1][b22c333][b]");
	o.recend = "";
	o.recend_len = 0;
	CHECK_STR(blocks("aba"), "[a][b][a]");
	o.many = MANY_NO;
	o.block = 5;
	CHECK_STR(blocks("axxbxxaxx"), "[axx][bxx][axx]");
}

static void a_head_goes_before_each_block(void) {
	begin();
	o.header = ":";
	o.many = MANY_N;
	o.max_args = 1;
	CHECK_STR(blocks("h\n1\n2\n"), "[h\n1\n][h\n2\n]");
	CHECK_STR(blocks("h\n"), "");
	CHECK_STR(blocks("h"), "[h]");
	o.header = "2";
	CHECK_STR(blocks("h\ni\n1\n2"), "[h\ni\n1\n][h\ni\n2]");
	o.header = "(h.*\\n)*";
	CHECK_STR(blocks("h1\nh2\n1\n"), "[h1\nh2\n1\n]");
	CHECK_STR(blocks("1\n"), "[1\n]");
	o.header = "0";
	CHECK_STR(blocks("1\n"), "[1\n]");
}

/* Nothing is lost, added or moved, whatever the block size, the pieces of input and the borders. */
static void blocks_are_the_input(void) {
	static const char *const ends[] = { "\n", "aa", "", "ab", "[ab]+\n", "a?" };
	char data[500];

	srand(6);
	CHECK(freopen("/dev/null", "w", stderr));
	for (int round = 0; round < 600; round++) {
		size_t n = (size_t)rand() % sizeof(data);
		char *whole;

		for (size_t i = 0; i < n; i++)
			data[i] = "aab\n"[rand() % 4];
		begin();
		o.block = 1 + rand() % 60;
		o.recend = ends[round % 6];
		o.recend_len = strlen(o.recend);
		o.regexp = round % 6 > 3;
		if (rand() % 3 == 0) {
			o.recstart = "b";
			o.recstart_len = 1;
		}
		if (rand() % 3 == 0) {
			o.many = MANY_N;
			o.max_args = 1 + (unsigned)rand() % 4;
		}
		if (rand() % 4 == 0)
			o.max_lines = 1 + (unsigned)rand() % 3;
		whole = strdup(blocks_of(data, n, 0));
		CHECK(all.len == n && !memcmp(all.p, data, n));
		if (round % 6 <= 3 || o.many == MANY_NO) /* by count, an expression may match less while its rest is on its way */
			CHECK_STR(blocks_of(data, n, 1 + (size_t)rand() % 50), whole);
		else
			(void)blocks_of(data, n, 1 + (size_t)rand() % 50);
		CHECK(all.len == n && !memcmp(all.p, data, n));
		free(whole);
	}
}

static void a_block_is_never_longer_than_asked(void) {
	static char data[300000];
	struct source *s;
	struct task *t = task_new();
	size_t sum = 0;
	int rc;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = i % 7 == 6 ? '\n' : 'x';
	begin();
	o.block = 10000;
	CHECK(!blocks_new(&s, holding(data, sizeof(data), 3000), &o, NULL, NULL));
	while ((rc = s->ops->next(s, t, NULL, NULL)) == 1) {
		sum += t->body.len;
		CHECK(t->body.len == 9996 || sum == sizeof(data));
		task_reset(t, NULL);
	}
	CHECK(rc == 0 && sum == sizeof(data));
	finish(s, t);
}

static void a_closed_gate_loses_nothing(void) {
	struct source *s;
	struct task *t = task_new();
	struct gate g;
	int fd[2];

	begin();
	CHECK(!pipe(fd) && !gate_init(&g));
	CHECK(write(fd[1], "a\nb", 3) == 3);
	CHECK(!blocks_new(&s, fd[0], &o, NULL, NULL));
	gate_close(&g);
	CHECK(s->ops->next(s, t, &g, NULL) == -ECANCELED);
	CHECK(!s->ops->ready(s));
	close(fd[1]);
	CHECK(s->ops->next(s, t, NULL, NULL) == 1);
	CHECK(t->body.len == 3 && !memcmp(t->body.p, "a\nb", 3));
	finish(s, t);
	gate_release(&g);
}

static void records_are_given_as_they_come(void) {
	struct source *s;
	struct task *t = task_new();
	int fd[2];

	begin();
	o.many = MANY_N;
	o.max_args = 2;
	CHECK(!pipe(fd));
	CHECK(!blocks_new(&s, fd[0], &o, NULL, NULL));
	CHECK(!s->ops->ready(s));
	CHECK(write(fd[1], "1\n2\n3\n4\n5\n", 10) == 10);
	CHECK(s->ops->next(s, t, NULL, NULL) == 1 && t->body.len == 4);
	CHECK(s->ops->ready(s));
	task_reset(t, NULL);
	CHECK(s->ops->next(s, t, NULL, NULL) == 1 && t->body.len == 4);
	CHECK(!s->ops->ready(s));
	finish(s, t);
}

static void bad_expressions_are_met_at_the_start(void) {
	struct err err = {0};
	struct source *s;

	begin();
	o.regexp = true;
	o.recend = "(";
	o.recend_len = 1;
	CHECK(blocks_new(&s, 0, &o, NULL, &err) == -EINVAL && strstr(err.msg, "--recend"));
	begin();
	err = (struct err){0};
	o.header = "(";
	CHECK(blocks_new(&s, 0, &o, NULL, &err) == -EINVAL && strstr(err.msg, "--header"));
}

/* The parts of the files, in []. */
static const char *parts(void) {
	static struct buf b;
	struct source *s;
	struct task *t = task_new();
	uint64_t n = 0;
	int rc;

	b.len = all.len = 0;
	o.pipe = false;
	o.pipepart = true;
	CHECK(!parts_new(&s, &o, NULL, NULL));
	CHECK(!parts_count(s, NULL));
	while ((rc = s->ops->next(s, t, NULL, NULL)) == 1) {
		n++;
		CHECK(!buf_addc(&b, '[') && !(t->head && buf_add(&b, t->head->p, t->head->len)));
		CHECK(!buf_reserve(&b, t->part_len + 1) && !buf_reserve(&all, t->part_len + 1));
		CHECK(pread(t->part_fd, b.p + b.len, t->part_len, t->part_off) == (ssize_t)t->part_len);
		memcpy(all.p + all.len, b.p + b.len, t->part_len);
		b.len += t->part_len;
		all.len += t->part_len;
		CHECK(!buf_addc(&b, ']') && t->part_len > 0);
		task_reset(t, NULL);
		CHECK(t->part_fd == -1);
	}
	CHECK(rc == 0 && s->total == n);
	finish(s, t);
	CHECK(!buf_terminate(&b));
	return b.p;
}

static char path[2][32];
static struct input files[2];

static void write_files(size_t count, const char *p, size_t n) {
	for (size_t i = 0; i < count; i++) {
		int fd;

		strcpy(path[i], "/tmp/test_blocks.XXXXXX");
		fd = mkstemp(path[i]);
		CHECK(fd >= 0 && write(fd, p, n) == (ssize_t)n);
		close(fd);
		files[i] = (struct input){ .kind = INPUT_FILE, .path = path[i] };
	}
	begin();
	o.inputs = files;
	o.input_count = count;
}

static void parts_end_at_the_first_border_behind_the_block(void) {
	write_files(2, numbers, sizeof(numbers) - 1);
	o.input_count = 1;
	o.block = 4;
	CHECK_STR(parts(), "[1\n2\n3\n][4\n5\n6\n][7\n8\n9\n][10\n]");
	o.block = 5;
	CHECK_STR(parts(), "[1\n2\n3\n][4\n5\n6\n][7\n8\n9\n][10\n]");
	o.block = 6;
	CHECK_STR(parts(), "[1\n2\n3\n4\n][5\n6\n7\n8\n][9\n10\n]");
	o.block = -2;
	CHECK_STR(parts(), "[1\n2\n3\n4\n5\n6\n][7\n8\n9\n10\n]");
	o.slots = 2;
	o.block = -1;
	o.input_count = 2;
	CHECK_STR(parts(), "[1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n][1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n]");
	o.header = ":";
	o.block = 8;
	CHECK_STR(parts(), "[1\n2\n3\n4\n5\n6\n][1\n7\n8\n9\n10\n][1\n2\n3\n4\n5\n6\n][1\n7\n8\n9\n10\n]");
	o.header = NULL;
	o.input_count = 1;
	o.recend = "";
	CHECK_STR(parts(), "[1\n2\n3\n4\n][5\n6\n7\n8\n][9\n10\n]");
	unlink(path[0]);
	unlink(path[1]);
}

static void parts_know_starts_of_records(void) {
	write_files(1, ">a\nx\n>b\n>c\n>d\n", 14);
	o.recstart = ">";
	o.recstart_len = 1;
	o.block = 4;
	CHECK_STR(parts(), "[>a\nx\n][>b\n>c\n][>d\n]");
	o.block = 3;
	CHECK_STR(parts(), "[>a\nx\n][>b\n][>c\n][>d\n]");
	o.regexp = true;
	CHECK_STR(parts(), "[>a\nx\n>b\n>c\n][>d\n]");
	o.recend = "\n";
	o.recend_len = 1;
	CHECK_STR(parts(), "[>a\nx\n>b\n>c\n][>d\n]");
	unlink(path[0]);
}

static void parts_are_the_file(void) {
	static const char *const ends[] = { "\n", "aa", "", "b[ab]*\n", "xyz" };
	static char data[30000];

	srand(7);
	for (int round = 0; round < 60; round++) {
		size_t n = (size_t)rand() % (rand() % 2 ? 100 : sizeof(data));

		for (size_t i = 0; i < n; i++)
			data[i] = rand() % 2000 ? "aab"[rand() % 3] : '\n';
		write_files(1, data, n);
		o.block = 1 + rand() % (rand() % 2 ? 50 : 5000);
		o.recend = ends[round % 5];
		o.recend_len = strlen(o.recend);
		o.regexp = round % 5 == 3;
		(void)parts();
		CHECK(all.len == n && !memcmp(all.p, data, n));
		unlink(path[0]);
	}
}

static void only_seekable_files_have_parts(void) {
	struct err err = {0};
	struct source *s;

	write_files(1, "", 0);
	CHECK_STR(parts(), "");
	unlink(path[0]);
	CHECK(parts_new(&s, &o, NULL, &err) == -ENOENT);
	err = (struct err){0};
	files[0].path = "/dev/null";
	CHECK(parts_new(&s, &o, NULL, &err) == -ESPIPE && strstr(err.msg, "/dev/null"));
	err = (struct err){0};
	o.input_count = 0;
	CHECK(parts_new(&s, &o, NULL, &err) == -EINVAL);
	err = (struct err){0};
	o.many = MANY_N;
	CHECK(parts_new(&s, &o, NULL, &err) == -EINVAL);
}

UNIT_MAIN(TEST(cuts_at_the_last_border), TEST(a_long_record_grows_the_block), TEST(empty_separators_cut_anywhere),
	TEST(counts_records), TEST(starts_and_ends_of_records), TEST(separators_can_be_removed),
	TEST(separators_can_be_expressions), TEST(a_head_goes_before_each_block), TEST(blocks_are_the_input),
	TEST(a_block_is_never_longer_than_asked), TEST(a_closed_gate_loses_nothing), TEST(records_are_given_as_they_come),
	TEST(bad_expressions_are_met_at_the_start), TEST(parts_end_at_the_first_border_behind_the_block),
	TEST(parts_know_starts_of_records), TEST(parts_are_the_file), TEST(only_seekable_files_have_parts))
