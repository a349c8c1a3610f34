/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>

#include "input/template.h"

/* Fill t with the values of a |-separated list; NULL: none. */
static void fill(struct task *t, const char *values) {
	task_reset(t, NULL);
	t->seq = 6;
	while (values) {
		const char *bar = strchr(values, '|');
		size_t n = bar ? (size_t)(bar - values) : strlen(values);

		CHECK(!task_add(t, values, n));
		t->records++;
		values = bar ? bar + 1 : NULL;
	}
	CHECK(!task_seal(t));
}

static const char *render(const struct template_spec *spec, const char *values) {
	static struct buf b;
	struct template *t;
	struct template_size size;
	struct task *task = task_new();

	CHECK(task);
	CHECK(!template_compile(&t, spec, NULL));
	fill(task, values);
	b.len = 0;
	CHECK(!template_render(t, task, 3, &b));
	template_size_begin(&size, 7, 3);
	for (size_t i = 0; i < task->argc; i++)
		template_size_add(t, &size, task->argv[i], task->lens[i], NULL);
	CHECK(template_size(t, &size) >= b.len);
	CHECK(!template_size_exact(t) || template_size(t, &size) == b.len);
	CHECK(template_base_len(t) + template_record_len(t, task->argv, task->lens, task->argc) >= b.len);
	CHECK(!buf_terminate(&b));
	template_free(t);
	task_free(task, NULL);
	return b.p;
}

/* One word of command, one list of values. */
static const char *command(const char *text, const char *values) {
	char *words[] = { (char *)text };
	struct template_spec spec = { .words = words, .count = 1 };

	return render(&spec, values);
}

static const char *repeated(const char *text, const char *values) {
	char *words[] = { (char *)text };
	struct template_spec spec = { .words = words, .count = 1, .repeat_context = true };

	return render(&spec, values);
}

static void joins_words_without_quoting(void) {
	char *words[] = { "echo", "a  b", "c'd", "", "e" };
	struct template_spec spec = { .words = words, .count = 5 };

	CHECK_STR(render(&spec, "x y"), "echo a  b c'd  e 'x y'");
}

static void appends_when_nothing_is_replaced(void) {
	CHECK_STR(command("echo", "a b"), "echo 'a b'");
	CHECK_STR(command("echo ;", "z"), "echo ; z");
	CHECK_STR(command("echo {foo} { } {", "z"), "echo {foo} { } { z");
	CHECK_STR(command("echo {#}", "z"), "echo 7");
	CHECK_STR(command("echo {%}", "z"), "echo 3");
	CHECK_STR(command("echo", "a|b c|"), "echo a 'b c' ''");
	CHECK_STR(command("echo", NULL), "echo ");
}

static void pipe_commands_get_nothing_appended(void) {
	char *words[] = { "wc" };
	struct template_spec spec = { .words = words, .count = 1, .no_append = true };

	CHECK_STR(render(&spec, ""), "wc");
}

static void takes_names_apart(void) {
	static const struct {
		const char *v, *all;
	} cases[] = {
		{ "a.b/c", "a.b/c c a.b c" }, { ".bashrc", "'' .bashrc . ''" }, { "a.", "a a. . a" }, { "/", "/ '' / ''" },
		{ "//", "// '' / ''" }, { "/x", "/x x / x" }, { "x/", "x/ '' . ''" }, { "", "'' '' . ''" }, { ".", "'' . . ''" },
		{ "..", ". .. . ." }, { "a/.b", "a/ .b a ''" }, { "a/b.", "a/b b. a b" }, { "a b.c", "'a b' 'a b.c' . 'a b'" },
		{ "a..b", "a. a..b . a." }, { "/a/b/", "/a/b/ '' /a ''" }, { "a//b", "a//b b a b" }, { "//b", "//b b / b" },
		{ "/a/b.c/d.e.f", "/a/b.c/d.e d.e.f /a/b.c d.e" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_STR(command("e {.} {/} {//} {/.}", cases[i].v) + 2, cases[i].all);
}

static void counts_values(void) {
	CHECK_STR(command("e {1} {2} {3}x {12}", "a|b c"), "e a 'b c' x ");
	CHECK_STR(command("e {-1} {-2} {-3} {-4} {-5}", "a.x|b.y"), "e b.y a.x b.y a.x ");
	CHECK_STR(command("e {1.} {2/} {-1//} {2/.}", "a.x|b/c.y"), "e a c.y b c");
	CHECK_STR(command("e {0} {00} {01} {1 } {1 .} {1..} {-0}", "a.b|c"), "e a.b c  a.b a.b a {1..} ");
	CHECK_STR(command("e {123456789012345678901}{1}", "a"), "e a");
	CHECK_STR(command("e {1}{ }{ {{1}} {{}} {.}} {{.}", "a.b"), "e a.b{ }{ {a.b} {a.b} a} {a");
}

static void expands_nothing_twice(void) {
	CHECK_STR(command("e {} {1}", "{}|{1}"), "e '{}' '{1}' '{}'");
	CHECK_STR(command("e {2} {#}", "{#}|{2}"), "e '{2}' 7");
}

static void quotes_nothing_in_a_command_made_of_values(void) {
	CHECK_STR(command("{1} {2}", "a b|c d"), "a b c d");
	CHECK_STR(command(" {1} {2}", "a b|c d"), " 'a b' 'c d'");
	CHECK_STR(command("{#} {2}", "a b|c d"), "7 c d");
	CHECK_STR(command("bin/{1} {2}", "a b|c d"), "bin/a b c d");
	CHECK_STR(command("a={1} {2}", "a b|c d"), "a='a b' 'c d'");
	CHECK_STR(command("a b{1} {2}", "a b|c d"), "a b'a b' 'c d'");
}

static void runs_commands_from_the_input_as_they_are(void) {
	struct template_spec spec = { .count = 0 };

	CHECK_STR(render(&spec, "echo \"x  y\"; cat"), "echo \"x  y\"; cat");
	CHECK_STR(render(&spec, "a b|c d"), "a b c d");
}

static void quotes_around_do_not_matter(void) {
	CHECK_STR(command("echo \"[{}]\" 'x{}y'", "a b"), "echo \"['a b']\" 'x'a b'y'");
}

static void another_string_for_braces(void) {
	char *words[] = { "e ,, {} {1} {1.} {.} ,,.,," };
	struct template_spec spec = { .words = words, .count = 1, .replace = ",," };

	CHECK_STR(render(&spec, "a.b"), "e a.b {} {1} a a a.b.a.b");
	words[0] = "e {x} {2x} {1} {1.} {}";
	spec.replace = "{x}";
	CHECK_STR(render(&spec, "a.b|c.d"), "e a.b c.d c.d {1} a {}");
	words[0] = "e {} {.}";
	spec.replace = "{.}";
	CHECK_STR(render(&spec, "a.b"), "e {} a.b");
}

static void columns_have_names(void) {
	char *names[] = { "a", "b c", "a.", "d.e" };
	char *words[] = { "e {a} {a.} {b c} {d.e} {d.e.} {a/} {b c//} {x} {/a} {3}" };
	struct template_spec spec = { .words = words, .count = 1, .names = names, .name_count = 4 };

	CHECK_STR(render(&spec, "p.q|r/s t|u|v.w"), "e p.q p 'r/s t' v.w v p.q r {x} {/a} u");
	words[0] = "e {b c}";
	CHECK_STR(render(&spec, "p"), "e ");
}

static void words_are_repeated(void) {
	CHECK_STR(repeated("echo x{}y", "1|2"), "echo x1y x2y");
	CHECK_STR(repeated("echo {}-{}", "1|2"), "echo 1-1 2-2");
	CHECK_STR(repeated("echo {}-{.}; ls x{}y|cat", "1.z|2"), "echo 1.z-1; 2-2; ls x1.zy|cat x2y|cat");
	CHECK_STR(repeated("echo {#}{} {#}", "1.z|2"), "echo 71.z 72 7");
	CHECK_STR(repeated("echo {1}{2} {}{1} ", "1.z|2|3"), "echo 1.z2 1.z1.z 21.z 31.z ");
	CHECK_STR(repeated("echo", "a|b c"), "echo a 'b c'");
	CHECK_STR(repeated("echo x{}y {1}", NULL), "echo xy ");
	CHECK_STR(repeated("echo a  b   {}c    d", "1|2"), "echo a  b   1c 2c    d");
	CHECK_STR(repeated("x\ty{}\tb{} c", "1|2"), "x\ty1 \ty2\tb1 \tb2 c");
	CHECK_STR(repeated("{}c", "a.b|c d"), "a.bc c dc");
	CHECK_STR(command("echo x{}y", "1|2"), "echo x1 2y");
}

static const char *by_word(bool repeat, const char *values, char **words, size_t count) {
	struct template_spec spec = { .words = words, .count = count, .quote = true, .repeat_context = repeat };

	return render(&spec, values);
}

static void command_words_can_be_quoted(void) {
	char *a[] = { "echo", "a  b", "it's {}", "" };
	char *b[] = { "echo", "x{}y", "p {} q", "z" };
	char *c[] = { "x{3}y", "{3}" };
	char *d[] = { "echo", "a b" };

	CHECK_STR(by_word(false, "x y", a, 4), "echo 'a  b' 'it'\"'\"'s x y' ''");
	CHECK_STR(by_word(true, "a|c d|e", b, 4), "echo xay 'xc dy' xey 'p a' 'c d' 'e q' z");
	CHECK_STR(by_word(false, "a|c d|e", b, 4), "echo xa 'c d' ey 'p a' 'c d' 'e q' z");
	CHECK_STR(by_word(false, "a|c", c, 2), "xy ''");
	CHECK_STR(by_word(false, "x y", d, 2), "echo 'a b' 'x y'");
	CHECK_STR(by_word(false, "a b|c d", NULL, 0), "'a b' 'c d'");
}

static void text_is_not_quoted(void) {
	char *words[] = { "x{}:{1}\\t{.}:{#}:{%}:{2}\\n" };
	struct template_spec spec = { .use = TEMPLATE_TEXT, .words = words, .count = 1 };

	CHECK_STR(render(&spec, "a b.c|d'"), "xa b.c d':a b.c\ta b d':7:3:d'\n");
	words[0] = "t";
	CHECK_STR(render(&spec, "a"), "t");
}

static void more_strings_can_be_switched_on(void) {
	struct template_strings s = { .plus = true, .parens = "<<>>" };
	struct template_facts f = { 12, 10 };
	char *words[] = { "e {..} {+..} {1%c} {2:-a b} {0#} {0%} {##} {slot} {3#} {a..b} <<>>" };
	struct template_spec spec = { .words = words, .count = 1, .strings = &s, .facts = &f };
	struct template *t;

	CHECK_STR(render(&spec, "a.b.c|"), "e a '' b.c '' a.b. 'a b' 07 03 12 ${PARALLEL_JOBSLOT}  {a..b} a.b.c ''");
	words[0] = "e {/(/x}";
	CHECK(template_compile(&t, &spec, NULL) == -EINVAL);
	words[0] = "e << s/a/b/ >>";
	CHECK(template_compile(&t, &spec, NULL) == -ENOTSUP); /* nobody is there to evaluate it */
}

/* Random templates and values: the length is never more than was foreseen (checked in render). */
static void lengths_are_foreseen(void) {
	static const char *const parts[] = { "a", " ", "{}", "{.}", "{//}", "{1}", "{-2/}", "{#}", "{%}", "'", "x y", "\t", "{/.}", ";",
		"{..}", "{//a/x'y}", "{:-'q}", "{1%b}", "{##}", "{slot}", "{-1^^.}", "{2#}" };
	static const struct template_strings plus = { .plus = true };
	static const char *const values[] = { "a|b", "", "a b|'|''|x/y.z", "q'q|", "|||", "/|a.b.c|d e/f g.h|\"", NULL };
	char text[64];

	srand(3);
	for (int i = 0; i < 20000; i++) {
		char *words[2] = { text, "z {}" };
		struct template_spec spec = { .words = words, .count = 1 + (size_t)rand() % 2, .quote = rand() % 2,
			.repeat_context = rand() % 2, .use = rand() % 8 ? TEMPLATE_COMMAND : TEMPLATE_TEXT,
			.strings = rand() % 2 ? &plus : NULL };

		text[0] = '\0';
		for (int n = rand() % 8; n; n--)
			strcat(text, parts[(size_t)rand() % (sizeof(parts) / sizeof(parts[0]))]);
		(void)render(&spec, values[(size_t)rand() % (sizeof(values) / sizeof(values[0]))]);
	}
}

UNIT_MAIN(TEST(joins_words_without_quoting), TEST(appends_when_nothing_is_replaced), TEST(pipe_commands_get_nothing_appended),
	TEST(takes_names_apart), TEST(counts_values), TEST(expands_nothing_twice), TEST(quotes_nothing_in_a_command_made_of_values),
	TEST(runs_commands_from_the_input_as_they_are), TEST(quotes_around_do_not_matter), TEST(another_string_for_braces),
	TEST(columns_have_names), TEST(words_are_repeated), TEST(command_words_can_be_quoted), TEST(text_is_not_quoted),
	TEST(more_strings_can_be_switched_on),
	TEST(lengths_are_foreseen))
