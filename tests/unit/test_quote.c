/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "input/quote.h"

static const char *quoted(const char *v) {
	static struct buf b;

	b.len = 0;
	CHECK(!quote_add(&b, v, strlen(v)));
	CHECK(b.len == quote_len(v, strlen(v)));
	CHECK(!buf_terminate(&b));
	return b.p;
}

static void keeps_harmless_values_bare(void) {
	CHECK_STR(quoted("abc"), "abc");
	CHECK_STR(quoted("A-Z_0.9/x+y"), "A-Z_0.9/x+y");
	CHECK_STR(quoted("-n"), "-n");
}

static void quotes_everything_else(void) {
	CHECK_STR(quoted(""), "''");
	CHECK_STR(quoted("a b"), "'a b'");
	CHECK_STR(quoted("a\nb"), "'a\nb'");
	CHECK_STR(quoted("$x"), "'$x'");
	for (const char *s = "=,:@%^~#!"; *s; s++) {
		char v[4] = { 'a', *s, 'b', '\0' }, want[8];

		snprintf(want, sizeof(want), "'%s'", v);
		CHECK_STR(quoted(v), want);
	}
	CHECK_STR(quoted("\xc3\xa4"), "'\xc3\xa4'");
}

static void drops_empty_quotes_at_the_ends(void) {
	CHECK_STR(quoted("'"), "\"'\"");
	CHECK_STR(quoted("''"), "\"'\"''\"'\"");
	CHECK_STR(quoted("'''"), "\"'\"''\"'\"''\"'\"");
	CHECK_STR(quoted("'a"), "\"'\"'a'");
	CHECK_STR(quoted("a'"), "'a'\"'\"");
	CHECK_STR(quoted("'a'"), "\"'\"'a'\"'\"");
	CHECK_STR(quoted("it's"), "'it'\"'\"'s'");
}

static void appends(void) {
	struct buf b = {0};

	CHECK(!buf_adds(&b, "echo "));
	CHECK(!quote_add(&b, "'x", 2));
	CHECK(!buf_addc(&b, ';'));
	CHECK(b.len == strlen("echo \"'\"'x';") && !memcmp(b.p, "echo \"'\"'x';", b.len));
	buf_release(&b);
}

/* Every byte but NUL, alone and between letters, through a shell and back. */
static void round_trip(const char *shell) {
	struct buf line = {0}, want = {0};
	char got[8192], command[64], path[] = "/tmp/test_quote.XXXXXX";
	int fd = mkstemp(path);
	size_t n;
	FILE *f;

	CHECK(fd >= 0);
	CHECK(!buf_adds(&line, "printf '%s\\0'"));
	for (int c = 1; c < 256; c++)
		for (int k = 0; k < 3; k++) {
			char v[4] = { 0 };
			size_t len = k == 0 ? 1 : 3;

			if (k == 0)
				v[0] = (char)c;
			else if (k == 1)
				v[0] = 'a', v[1] = (char)c, v[2] = 'b';
			else
				v[0] = (char)c, v[1] = '\'', v[2] = (char)c;
			CHECK(!buf_addc(&line, ' ') && !quote_add(&line, v, len));
			CHECK(!buf_add(&want, v, len + 1));
		}
	CHECK(write(fd, line.p, line.len) == (ssize_t)line.len);
	close(fd);
	snprintf(command, sizeof(command), "%s %s", shell, path);
	f = popen(command, "r");
	CHECK(f);
	n = fread(got, 1, sizeof(got), f);
	CHECK(pclose(f) == 0);
	unlink(path);
	CHECK(n == want.len && !memcmp(got, want.p, n));
	buf_release(&line);
	buf_release(&want);
}

static void survives_sh(void) {
	round_trip("sh");
}

static void survives_bash(void) {
	if (system("command -v bash >/dev/null 2>&1"))
		unit_skip("no bash");
	round_trip("bash");
}

static void quotes_for_csh_and_rc(void) {
	static const struct {
		const char *v, *csh, *rc;
	} cases[] = {
		{ "", "''", "''" }, { "a.b-c,/@%", "a.b-c,/@%", "a.b-c,/@%" }, { "a b", "a\\ b", "a' 'b" },
		{ "it's", "it\\'s", "it''''s" }, { "!$\n", "\\!\\$\"\\\n\"", "'!$\n'" }, { "=~", "\\=\\~", "'=~'" },
	};

	CHECK(quoting_of("/bin/tcsh") == QUOTING_CSH && quoting_of("csh") == QUOTING_CSH && quoting_of("/usr/bin/rc") == QUOTING_RC);
	CHECK(quoting_of("/bin/bash") == QUOTING_SH && quoting_of("/opt/src") == QUOTING_SH);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = {0};
		size_t n = strlen(cases[i].v);

		CHECK(!quoting_add(QUOTING_CSH, &b, cases[i].v, n) && b.len == quoting_len(QUOTING_CSH, cases[i].v, n));
		CHECK(!buf_terminate(&b));
		CHECK_STR(b.p, cases[i].csh);
		b.len = 0;
		CHECK(!quoting_add(QUOTING_RC, &b, cases[i].v, n) && b.len == quoting_len(QUOTING_RC, cases[i].v, n));
		CHECK(!buf_terminate(&b));
		CHECK_STR(b.p, cases[i].rc);
		buf_release(&b);
	}
}

UNIT_MAIN(TEST(quotes_for_csh_and_rc), TEST(keeps_harmless_values_bare), TEST(quotes_everything_else), TEST(drops_empty_quotes_at_the_ends),
	TEST(appends), TEST(survives_sh), TEST(survives_bash))
