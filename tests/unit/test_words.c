/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "input/quote.h"
#include "input/words.h"

static struct words w;

/* The words joined by |, or NULL when the line is the shell's. */
static const char *split(const char *line) {
	static struct buf b;
	int rc = words_split(&w, line, strlen(line));
	size_t bytes = 0;

	CHECK(rc >= 0);
	if (!rc)
		return "shell";
	b.len = 0;
	for (size_t i = 0; i < w.argc; i++) {
		CHECK(!(i && buf_addc(&b, '|')) && !buf_adds(&b, w.argv[i]));
		bytes += strlen(w.argv[i]) + 1;
	}
	CHECK(w.argv[w.argc] == NULL);
	CHECK(w.bytes == bytes);
	CHECK(!buf_terminate(&b));
	return b.p;
}

static void splits_plain_words(void) {
	CHECK_STR(split("echo a b"), "echo|a|b");
	CHECK_STR(split("  echo\ta  "), "echo|a");
	CHECK_STR(split("echo a/b.c -n +x %y @z a,b"), "echo|a/b.c|-n|+x|%y|@z|a,b");
	CHECK_STR(split("echo \xc3\xa4"), "echo|\xc3\xa4");
}

static void reads_quotes(void) {
	CHECK_STR(split("echo 'a b'"), "echo|a b");
	CHECK_STR(split("echo '' x"), "echo||x");
	CHECK_STR(split("echo 'a'\"b c\"d"), "echo|ab cd");
	CHECK_STR(split("echo 'it'\"'\"'s'"), "echo|it's");
	CHECK_STR(split("echo '$x `y` \\'"), "echo|$x `y` \\");
	CHECK_STR(split("echo \"a;b|c*~#\""), "echo|a;b|c*~#");
	CHECK_STR(split("echo 'a\nb'"), "echo|a\nb");
	CHECK_STR(split("echo a\\ b \\$x \\'"), "echo|a b|$x|'");
	CHECK(words_split(&w, "'echo' a", 8) == 1 && w.first_quoted);
	CHECK(words_split(&w, "echo 'a'", 8) == 1 && !w.first_quoted);
	CHECK_STR(split("'if' x"), "if|x");
}

static void knows_where_special_bytes_are_plain(void) {
	CHECK_STR(split("echo a#b a~b {} x{}y"), "echo|a#b|a~b|{}|x{}y");
	CHECK_STR(split("dd if=/dev/null a:b"), "dd|if=/dev/null|a:b");
}

static void leaves_the_rest_to_the_shell(void) {
	static const char *const lines[] = {
		"", " ", "a|b", "a&", "a;b", "a<b", "a>b", "(a)", "echo $x", "echo `x`", "echo *", "echo a?", "echo [a]", "a\nb", "a\n",
		"echo ~", "echo ~x", "echo a=~", "echo a:~x", "echo #x", "#x", "a=b", "a=b c", "=a", "echo =a", "echo {a,b}", "echo {1..3}",
		"echo {},x", "echo x{}..", "echo }", "echo { }", "! a", "echo a!b", "a^b", "'a", "\"a", "echo \"$x\"", "echo \"a\\b\"",
		"echo \"`x`\"", "a\\", "a\\\nb", "if a", "{ a", "} a", "while x", "for x", "case x", "do", "time a", "function f", "select a",
		"coproc a", "then", "else", "fi", "esac", "until", "done", "elif", "%1", "echo a\x01", "echo \x7f", "echo a\rb",
		"echo \xc3\\x", "echo '' ~", "echo a'b'c=d;", "x=1", "\"x\"=1",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (strcmp(split(lines[i]), "shell"))
			printf("# accepted: %s\n", lines[i]);
		CHECK_STR(split(lines[i]), "shell");
	}
	CHECK(words_split(&w, "a\0b", 3) == 0);
	CHECK(words_split(&w, NULL, 0) == 0);
}

static void undoes_quoting(void) {
	srand(1);
	for (int round = 0; round < 20000; round++) {
		static const char some[] = "ab' \"\\$`|&;<>()*?[]{}~#!^=,:\n\t\x01\xff";
		char v[12];
		size_t len = (size_t)rand() % sizeof(v);
		struct buf b = {0};

		for (size_t i = 0; i < len; i++)
			v[i] = rand() % 3 ? some[(size_t)rand() % (sizeof(some) - 1)] : (char)(1 + rand() % 255);
		CHECK(!buf_adds(&b, "x ") && !quote_add(&b, v, len));
		CHECK(words_split(&w, b.p, b.len) == 1);
		CHECK(w.argc == 2 && strlen(w.argv[1]) == len && !memcmp(w.argv[1], v, len));
		buf_release(&b);
	}
}

/* Random lines that words_split accepts, run by a shell: both must see the same words. */
static void agrees(const char *shell) {
	static const char some[] = "aab  '\"\\=:~#{},.%@-\t\n$*;";
	struct buf script = {0}, want = {0}, got = {0};
	char path[] = "/tmp/test_words.XXXXXX", command[64];
	int fd = mkstemp(path), accepted = 0;
	FILE *f;
	size_t n;

	CHECK(fd >= 0);
	srand(2);
	for (int round = 0; round < 30000; round++) {
		char line[40];
		size_t len = 11 + (size_t)rand() % (sizeof(line) - 11);

		memcpy(line, "show x     ", 11);
		for (size_t i = 11; i < len; i++)
			line[i] = some[(size_t)rand() % (sizeof(some) - 1)];
		if (words_split(&w, line, len) != 1)
			continue;
		accepted++;
		CHECK(!buf_add(&script, line, len) && !buf_addc(&script, '\n'));
		for (size_t i = 1; i < w.argc; i++)
			CHECK(!buf_add(&want, w.argv[i], strlen(w.argv[i]) + 1));
	}
	CHECK(accepted > 500);
	CHECK(dprintf(fd, "show() { printf '%%s\\0' \"$@\"; }\n") > 0);
	CHECK(write(fd, script.p, script.len) == (ssize_t)script.len);
	close(fd);
	snprintf(command, sizeof(command), "%s %s", shell, path);
	f = popen(command, "r");
	CHECK(f);
	do {
		CHECK(!buf_reserve(&got, 65536));
		n = fread(got.p + got.len, 1, 65536, f);
		got.len += n;
	} while (n);
	CHECK(pclose(f) == 0);
	unlink(path);
	CHECK(got.len == want.len && !memcmp(got.p, want.p, got.len));
	buf_release(&script);
	buf_release(&want);
	buf_release(&got);
}

static void agrees_with_sh(void) {
	agrees("sh");
}

static void agrees_with_bash(void) {
	if (system("command -v bash >/dev/null 2>&1"))
		unit_skip("no bash");
	agrees("bash");
}

static void agrees_with_zsh(void) {
	if (system("command -v zsh >/dev/null 2>&1"))
		unit_skip("no zsh");
	agrees("zsh");
}

static void reads_long_lines(void) {
	struct buf b = {0};

	CHECK(!buf_adds(&b, "echo"));
	for (int i = 0; i < 20000; i++)
		CHECK(!buf_adds(&b, " 'x y'"));
	CHECK(words_split(&w, b.p, b.len) == 1 && w.argc == 20001);
	CHECK_STR(w.argv[20000], "x y");
	CHECK(w.bytes == 5 + 20000 * 4);
	buf_release(&b);
	words_release(&w);
	CHECK(w.argv == NULL);
}

UNIT_MAIN(TEST(splits_plain_words), TEST(reads_quotes), TEST(knows_where_special_bytes_are_plain),
	TEST(leaves_the_rest_to_the_shell), TEST(undoes_quoting), TEST(agrees_with_sh), TEST(agrees_with_bash),
	TEST(agrees_with_zsh), TEST(reads_long_lines))
