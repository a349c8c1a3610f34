/* SPDX-License-Identifier: MIT */
/* What the values of options mean. */
#include "cli/values.h"

#include <limits.h>

#include "unit.h"

static void sizes(void) {
	static const struct {
		const char *text;
		int64_t want;
	} good[] = {
		{ "0", 0 }, { "17", 17 }, { "1k", 1000 }, { "1K", 1024 }, { "1Ki", 1024 }, { "1ki", 1024 }, { "2m", 2000000 },
		{ "1M", 1048576 }, { "1Mi", 1048576 }, { "1g", 1000000000 }, { "1G", 1073741824 }, { "1t", 1000000000000 },
		{ "1T", 1099511627776 }, { "1p", 1000000000000000 }, { "1P", 1125899906842624 }, { "1.5k", 1500 }, { ".5k", 500 },
		{ "2.7", 2 }, { "2k*3", 6000 }, { "1k+1", 1001 }, { "10-2", 8 }, { "1k/2", 500 }, { "2+3*4", 14 },
		{ "(1k+1)*2", 2002 }, { "-1", -1 }, { "-1k", -1000 }, { "2*-3", -6 }, { "1E", 1152921504606846976 },
	};
	static const char *const bad[] = {
		"", "x", "k", "1x", "1kb", "1KB", "1KiB", "1kk", "1k1", "0x10", "2e3", "1 k", " 1", "1 ", "1+", "*2", "(1", "1)", "1/0",
		"nan", "inf", "99999999999999999999", "16E", "1..2", ".", "((((((((((((((((((((((((1))))))))))))))))))))))))",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		int64_t n = -77;

		printf("# %s\n", good[i].text);
		CHECK(value_size(good[i].text, &n) == 0);
		CHECK(n == good[i].want);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t n = -77;

		printf("# %s\n", bad[i]);
		CHECK(value_size(bad[i], &n) < 0);
		CHECK(n == -77);
	}
}

static void counts(void) {
	unsigned n = 7;

	CHECK(!value_count("0", 0, &n) && n == 0);
	CHECK(!value_count("2k", 1, &n) && n == 2000);
	CHECK(!value_count("4294967295", 1, &n) && n == UINT_MAX);
	CHECK(value_count("4294967296", 1, &n) < 0);
	CHECK(value_count("0", 1, &n) < 0);
	CHECK(value_count("-1", 0, &n) < 0);
	CHECK(value_count("x", 0, &n) < 0);
	CHECK(value_count("1.5", 0, &n) < 0);
}

static void durations(void) {
	static const struct {
		const char *text;
		double want;
	} good[] = {
		{ "0", 0 }, { "10", 10 }, { "0.5", .5 }, { ".25", .25 }, { "1s", 1 }, { "2m", 120 }, { "1m30s", 90 }, { "1h", 3600 },
		{ "2d", 172800 }, { "1H", 3600 }, { "1D2h", 93600 }, { "1.5h", 5400 }, { "30s1m", 90 }, { "1s1s", 2 },
	};
	static const char *const bad[] = { "", "x", "1x", "1w", "1 m", "-1", "+5", "1h30", "1e3", "s", "1mm", "1m ", "99999999999" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		nsec t = -1;

		printf("# %s\n", good[i].text);
		CHECK(value_duration(good[i].text, &t) == 0);
		CHECK(t == (nsec)(good[i].want * NSEC_PER_SEC));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		nsec t = -1;

		printf("# %s\n", bad[i]);
		CHECK(value_duration(bad[i], &t) < 0);
		CHECK(t == -1);
	}
}

static void percentages(void) {
	double n = -1;

	CHECK(!value_percent("200%", &n) && n == 200);
	CHECK(!value_percent("12.5%", &n) && n == 12.5);
	CHECK(value_percent("200", &n) < 0);
	CHECK(value_percent("%", &n) < 0);
	CHECK(value_percent("-1%", &n) < 0);
	CHECK(value_percent("1%%", &n) < 0);
}

static void jobs(void) {
	static const struct {
		const char *text;
		enum jobs_kind kind;
		double value;
	} good[] = {
		{ "1", JOBS_COUNT, 1 }, { "16", JOBS_COUNT, 16 }, { "0", JOBS_ALL, 0 }, { "00", JOBS_ALL, 0 }, { "+2", JOBS_PLUS, 2 },
		{ "+0", JOBS_PLUS, 0 }, { "-1", JOBS_MINUS, 1 }, { "50%", JOBS_PERCENT, 50 }, { "12.5%", JOBS_PERCENT, 12.5 },
		{ "0%", JOBS_PERCENT, 0 },
	};
	static const char *const bad[] = { "", "x", "2x", "1.5", "+", "-", "+50%", "-50%", " 2", "1k", "1*2", "=2", "4000000000" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct jobs j;

		printf("# %s\n", good[i].text);
		CHECK(value_jobs(good[i].text, &j) == 0);
		CHECK(j.kind == good[i].kind && j.value == good[i].value);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct jobs j;

		printf("# %s\n", bad[i]);
		CHECK(value_jobs(bad[i], &j) < 0);
	}
}

static void halts(void) {
	static const struct {
		const char *text;
		struct halt want;
	} good[] = {
		{ "never", { HALT_NEVER, HALT_FAIL, 1, false } }, { "0", { HALT_NEVER, HALT_FAIL, 1, false } },
		{ "never,fail=1", { HALT_NEVER, HALT_FAIL, 1, false } },
		{ "1", { HALT_SOON, HALT_FAIL, 1, false } }, { "2", { HALT_NOW, HALT_FAIL, 1, false } },
		{ "-1", { HALT_SOON, HALT_SUCCESS, 1, false } }, { "-2", { HALT_NOW, HALT_SUCCESS, 1, false } },
		{ "10%", { HALT_SOON, HALT_FAIL, 10, true } }, { "now,fail=1", { HALT_NOW, HALT_FAIL, 1, false } },
		{ "soon,fail=30%", { HALT_SOON, HALT_FAIL, 30, true } }, { "now,success=3", { HALT_NOW, HALT_SUCCESS, 3, false } },
		{ "soon,done=2", { HALT_SOON, HALT_DONE, 2, false } }, { "now,fail,1", { HALT_NOW, HALT_FAIL, 1, false } },
		{ "now,done=100%", { HALT_NOW, HALT_DONE, 100, true } },
		{ "now,fail=0", { HALT_NOW, HALT_FAIL, 0, false } }, { "0%", { HALT_SOON, HALT_FAIL, 0, true } },
		{ "101%", { HALT_SOON, HALT_FAIL, 101, true } }, { "soon,fail=2,x", { HALT_SOON, HALT_FAIL, 2, false } },
	};
	static const char *const bad[] = {
		"", "now", "soon", "now,", "now,fail", "now,fail=", "now,fail=x", "now,fail=1x", "now,fail=1.5", "now,fail=10.5%",
		"now,foo=1", "NOW,FAIL=1", "3", "-3", "1.5", "-10%", "10%,x", "later,fail=1", "soon,fail=1%%", "never1",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		const struct halt *want = &good[i].want;
		struct halt h;

		printf("# %s\n", good[i].text);
		CHECK(value_halt(good[i].text, &h) == 0);
		CHECK(h.when == want->when && h.why == want->why && h.count == want->count && h.percent == want->percent);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct halt h;

		printf("# %s\n", bad[i]);
		CHECK(value_halt(bad[i], &h) < 0);
	}
}

static void lists(void) {
	unsigned list[4];
	size_t n = 9;

	CHECK(!value_counts("1,2,4", list, 4, &n) && n == 3 && list[0] == 1 && list[2] == 4);
	CHECK(!value_counts("8", list, 4, &n) && n == 1 && list[0] == 8);
	CHECK(value_counts("", list, 4, &n) < 0);
	CHECK(value_counts("1,", list, 4, &n) < 0);
	CHECK(value_counts("0", list, 4, &n) < 0);
	CHECK(value_counts("1 2", list, 4, &n) < 0);
	CHECK(value_counts("1,2,3,4,5", list, 4, &n) < 0);
	CHECK(n == 1);
}

static void escapes(void) {
	static const struct {
		const char *text, *want;
		size_t len;
	} cases[] = {
		{ "", "", 0 }, { "a", "a", 1 }, { "\\n\\t\\r", "\n\t\r", 3 }, { "\\0", "\0", 1 }, { "a\\0b", "a\0b", 3 }, { "\\\\n", "\\\n", 2 }, { "\\\\", "\\\\", 2 }, { "\\134n", "\\n", 2 },
		{ "\\x41\\x7e", "A~", 2 }, { "\\101", "A", 1 }, { "\\1012", "A2", 2 }, { "\\q", "\\q", 2 }, { "\\", "\\", 1 },
		{ "\\x4", "\\x4", 3 }, { "\\xg1", "\\xg1", 4 }, { "x\\", "x\\", 2 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[16], same[16];

		printf("# %s\n", cases[i].text);
		CHECK(value_escapes(cases[i].text, out) == cases[i].len);
		CHECK(!memcmp(out, cases[i].want, cases[i].len) && out[cases[i].len] == '\0');
		strcpy(same, cases[i].text);
		CHECK(value_escapes(same, same) == cases[i].len);
		CHECK(!memcmp(same, cases[i].want, cases[i].len));
	}
}

UNIT_MAIN(TEST(sizes), TEST(counts), TEST(durations), TEST(percentages), TEST(jobs), TEST(halts), TEST(lists), TEST(escapes))
