/* SPDX-License-Identifier: MIT */
#include "builtin/args.h"
#include "unit.h"

struct seen {
	char text[256];
};

static int take(void *arg, int letter, const char *value, struct err *err) {
	struct seen *s = arg;
	size_t n = strlen(s->text);

	if (letter == 'x')
		return err_set(err, 1, "refused");
	snprintf(s->text + n, sizeof(s->text) - n, "%c=%s ", letter, value ? value : "");
	return 0;
}

/* Parse words, which end with NULL; what was taken, then the other words. */
static const char *parsed(struct seen *s, struct err *err, const char *letters, const char *const *words) {
	struct args_spec spec = { .letters = letters, .longs = "output=o force=f extra=x", .take = take, .arg = s };
	static char name[] = "name";
	char *argv[16] = { name };
	size_t argc = 1, count;

	*s = (struct seen){ "" };
	*err = (struct err){0};
	while (words[argc - 1]) {
		argv[argc] = (char *)words[argc - 1];
		argc++;
	}
	if (args_parse(argv, argc, &spec, &count, err))
		return err->msg;
	for (size_t i = 1; i <= count; i++) {
		size_t n = strlen(s->text);

		snprintf(s->text + n, sizeof(s->text) - n, "[%s]", argv[i]);
	}
	return s->text;
}

#define PARSED(letters, ...) parsed(&s, &err, letters, (const char *const[]){ __VA_ARGS__, NULL })

static void options_stand_anywhere(void) {
	struct seen s;
	struct err err;

	CHECK_STR(PARSED("fo:", "a", "-f", "b"), "f= [a][b]");
	CHECK_STR(PARSED("fo:", "-fo", "x", "a"), "f= o=x [a]");
	CHECK_STR(PARSED("fo:", "-ox", "a", "-f"), "o=x f= [a]");
	CHECK_STR(PARSED("fo:", "-", "-f"), "f= [-]");
	CHECK_STR(PARSED("fo:", "--", "-f", "--"), "[-f][--]");
	CHECK_STR(PARSED("fo:", ""), "[]");
}

static void long_names_take_values(void) {
	struct seen s;
	struct err err;

	CHECK_STR(PARSED("fo:", "--output=x=y", "a"), "o=x=y [a]");
	CHECK_STR(PARSED("fo:", "--output", "x", "a"), "o=x [a]");
	CHECK_STR(PARSED("fo:", "--force"), "f= ");
	CHECK_STR(PARSED("fo:", "--force=1"), "@name: option '--force' takes no value");
	CHECK_STR(PARSED("fo:", "--output"), "@name: option '--output' needs a value");
	CHECK_STR(PARSED("fo:", "--outpu=1"), "@name has no option '--outpu'");
	CHECK_STR(PARSED("fo:", "--extra"), "refused");
}

static void numbers_are_one_option(void) {
	struct seen s;
	struct err err;

	CHECK_STR(PARSED("#f", "-19f", "-f3"), "#=19 f= f= #=3 ");
	CHECK_STR(PARSED("f", "-9"), "@name has no option '-9'");
	CHECK_STR(PARSED("#", "-123456789"), "@name has no option '123456789'");
	CHECK_STR(PARSED("#f", "-#"), "@name has no option '-#'");
}

static void unknown_letters_are_named(void) {
	struct seen s;
	struct err err;

	CHECK_STR(PARSED("fo:", "-fq"), "@name has no option '-q'");
	CHECK_STR(PARSED("fo:", "-:"), "@name has no option '-:'");
	CHECK_STR(PARSED("fo:", "a", "-o"), "@name: option '-o' needs a value");
}

UNIT_MAIN(TEST(options_stand_anywhere), TEST(long_names_take_values), TEST(numbers_are_one_option), TEST(unknown_letters_are_named))
