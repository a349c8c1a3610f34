/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "base/buf.h"
#include "input/reader.h"

/* A pipe into which a child writes the bytes in pieces of at most `piece` bytes. */
static int fed(const char *p, size_t n, size_t piece) {
	int fd[2];

	CHECK(!pipe(fd));
	if (fork() == 0) {
		signal(SIGPIPE, SIG_DFL);
		close(fd[0]);
		while (n) {
			size_t k = piece ? 1 + (size_t)rand() % piece : n;
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

/* All records, each followed by |. */
static const char *records(const char *p, size_t n, const char *d, size_t dlen, size_t piece) {
	static struct buf b;
	struct reader *r;
	const char *rec;
	size_t len;
	int fd = fed(p, n, piece), rc;

	b.len = 0;
	CHECK(!reader_new(&r, fd, "test", (struct delimiter){ d, dlen }, NULL));
	while ((rc = reader_next(r, &rec, &len, NULL, NULL)) == 1) {
		CHECK(len < 1000000);
		CHECK(!buf_add(&b, rec, len) && !buf_addc(&b, '|'));
	}
	CHECK(rc == 0);
	CHECK(reader_next(r, &rec, &len, NULL, NULL) == 0);
	CHECK(reader_ready(r));
	reader_free(r);
	close(fd);
	CHECK(!buf_terminate(&b));
	return b.p;
}

#define LINES(s) records(s, sizeof(s) - 1, "\n", 1, 0)

static void reads_lines(void) {
	CHECK_STR(LINES(""), "");
	CHECK_STR(LINES("\n"), "|");
	CHECK_STR(LINES("a\nb\n"), "a|b|");
	CHECK_STR(LINES("a\n\nb"), "a||b|");
	CHECK_STR(LINES("a\r\n"), "a\r|");
}

static void other_delimiters(void) {
	CHECK_STR(records("a\nb\0c", 5, "", 1, 0), "a\nb|c|");
	CHECK_STR(records("a,b\n", 4, ",", 1, 0), "a|b\n|");
	CHECK_STR(records("axxbxxxcx", 9, "xx", 2, 0), "a|b|xcx|");
	CHECK_STR(records("a\nb\n", 4, "", 0, 0), "a\nb|");
	CHECK_STR(records("\n\na\n\n\nb\nc\n\n\n\n", 13, "", 0, 0), "a|b\nc|");
	CHECK_STR(records("\n\n\n", 3, "", 0, 0), "");
	CHECK_STR(records("", 0, "", 0, 0), "");
}

static void nul_bytes_are_made_visible(void) {
	CHECK(freopen("/dev/null", "w", stderr)); /* the warning */
	CHECK_STR(LINES("a\0b\nc\n\0\n"), "a\\0b|c|\\0|");
}

/* Whatever the pieces, the records are the same. */
static void pieces_do_not_matter(void) {
	static const char *const delimiters[] = { "\n", "ab", "aab", "\n\n", "" };
	char data[400];

	srand(4);
	for (int round = 0; round < 200; round++) {
		const char *d = delimiters[round % 5];
		size_t n = (size_t)rand() % sizeof(data);
		char *whole;

		for (size_t i = 0; i < n; i++)
			data[i] = "aab\n"[rand() % 4];
		whole = strdup(records(data, n, d, strlen(d), 0));
		CHECK_STR(records(data, n, d, strlen(d), 1 + (size_t)rand() % 7), whole);
		free(whole);
	}
}

static void reads_long_records(void) {
	size_t n = 700000;
	char *data = malloc(n);
	const char *got;

	CHECK(data);
	memset(data, 'x', n);
	data[n / 2] = '\n';
	got = records(data, n, "\n", 1, 70000);
	CHECK(strlen(got) == n + 1 && got[n / 2] == '|' && got[n] == '|');
	free(data);
}

static void knows_whether_it_would_wait(void) {
	struct reader *r;
	const char *p;
	size_t n;
	int fd[2];

	CHECK(!pipe(fd));
	CHECK(!reader_new(&r, fd[0], "test", (struct delimiter){ "\n", 1 }, NULL));
	CHECK(!reader_ready(r));
	CHECK(write(fd[1], "a\nb\nc", 5) == 5);
	CHECK(reader_next(r, &p, &n, NULL, NULL) == 1 && n == 1 && *p == 'a');
	CHECK(reader_ready(r));
	CHECK(reader_next(r, &p, &n, NULL, NULL) == 1 && n == 1 && *p == 'b');
	CHECK(!reader_ready(r));
	close(fd[1]);
	CHECK(reader_next(r, &p, &n, NULL, NULL) == 1 && n == 1 && *p == 'c');
	CHECK(reader_ready(r));
	reader_free(r);
}

static void a_closed_gate_ends_the_wait(void) {
	struct reader *r;
	struct gate g;
	const char *p;
	size_t n;
	int fd[2];

	CHECK(!pipe(fd) && !gate_init(&g));
	CHECK(!reader_new(&r, fd[0], "test", (struct delimiter){ "\n", 1 }, NULL));
	CHECK(write(fd[1], "a\nb", 3) == 3);
	CHECK(reader_next(r, &p, &n, &g, NULL) == 1);
	gate_close(&g);
	CHECK(reader_next(r, &p, &n, &g, NULL) == -ECANCELED);
	CHECK(write(fd[1], "c\n", 2) == 2);
	CHECK(reader_next(r, &p, &n, NULL, NULL) == 1 && n == 2 && !memcmp(p, "bc", 2));
	reader_free(r);
	gate_release(&g);
}

static void what_cannot_be_read_is_an_error(void) {
	struct delimiter d = { "\n", 1 };
	struct err err = {0};
	struct reader *r;
	const char *p;
	size_t n;

	CHECK(reader_open(&r, "/nonexistent/x", d, &err) == -ENOENT);
	CHECK_STR(err.msg, "cannot open '/nonexistent/x': No such file or directory");
	err.code = 0;
	CHECK(reader_open(&r, "/", d, &err) == -EISDIR);
	err.code = 0;
	if (reader_open(&r, "/proc/self/mem", d, &err))
		unit_skip("no /proc/self/mem");
	CHECK(reader_next(r, &p, &n, NULL, &err) == -EIO);
	CHECK(strstr(err.msg, "/proc/self/mem"));
	reader_free(r);
}

UNIT_MAIN(TEST(reads_lines), TEST(other_delimiters), TEST(nul_bytes_are_made_visible), TEST(pieces_do_not_matter),
	TEST(reads_long_records), TEST(knows_whether_it_would_wait), TEST(a_closed_gate_ends_the_wait),
	TEST(what_cannot_be_read_is_an_error))
