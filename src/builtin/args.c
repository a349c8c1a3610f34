/* SPDX-License-Identifier: MIT */
/* getopt(3) keeps its place in variables of the process; functions run on many threads. */
#include "config.h"

#include "builtin/args.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

struct walk {
	char **argv;
	size_t argc, at, count;
	const struct args_spec *spec;
	struct err *err;
};

static bool is_digit(char c) {
	return c >= '0' && c <= '9';
}

static int unknown(struct walk *w, const char *option, size_t n) {
	return err_set(w->err, EINVAL, "@%s has no option '%.*s'", w->argv[0], (int)n, option);
}

/* Call take with the value: what is attached, or the next word. */
static int with_value(struct walk *w, int letter, const char *name, size_t n, const char *attached) {
	if (!attached && w->at + 1 >= w->argc)
		return err_set(w->err, EINVAL, "@%s: option '%.*s' needs a value", w->argv[0], (int)n, name);
	return w->spec->take(w->spec->arg, letter, attached ? attached : w->argv[++w->at], w->err);
}

/* The letter of a long name, 0 when there is none. */
static int letter_of(const char *longs, const char *name, size_t n) {
	while (longs && *longs) {
		size_t len = strcspn(longs, "=");

		if (len == n && !memcmp(longs, name, n))
			return longs[len + 1];
		longs += strcspn(longs, " ");
		longs += strspn(longs, " ");
	}
	return 0;
}

static int long_option(struct walk *w, const char *word) {
	size_t n = strcspn(word + 2, "=");
	const char *value = word[2 + n] ? word + 3 + n : NULL;
	int letter = letter_of(w->spec->longs, word + 2, n);
	const char *known = letter ? strchr(w->spec->letters, letter) : NULL;

	if (!letter)
		return unknown(w, word, n + 2);
	if (known && known[1] == ':')
		return with_value(w, letter, word, n + 2, value);
	if (value)
		return err_set(w->err, EINVAL, "@%s: option '%.*s' takes no value", w->argv[0], (int)n + 2, word);
	return w->spec->take(w->spec->arg, letter, NULL, w->err);
}

/* Digits of a number; several of them are one option, as in -19. */
static int number(struct walk *w, const char **s) {
	size_t n = strspn(*s, "0123456789");
	char digits[8];

	if (n >= sizeof(digits))
		return unknown(w, *s, n);
	memcpy(digits, *s, n);
	digits[n] = '\0';
	*s += n;
	return w->spec->take(w->spec->arg, '#', digits, w->err);
}

static int letters(struct walk *w, const char *s) {
	int rc = 0;

	while (*s && !rc) {
		const char *known = *s == '#' || *s == ':' ? NULL : strchr(w->spec->letters, *s);
		char name[3] = { '-', *s, '\0' };

		if (is_digit(*s) && strchr(w->spec->letters, '#'))
			rc = number(w, &s);
		else if (!known)
			return unknown(w, name, 2);
		else if (known[1] == ':')
			return with_value(w, *s, name, 2, s[1] ? s + 1 : NULL);
		else
			rc = w->spec->take(w->spec->arg, *s++, NULL, w->err);
	}
	return rc;
}

int args_parse(char **argv, size_t argc, const struct args_spec *spec, size_t *count, struct err *err) {
	struct walk w = { .argv = argv, .argc = argc, .spec = spec, .err = err };
	bool ended = false;
	int rc = 0;

	for (w.at = 1; w.at < argc && !rc; w.at++) {
		char *word = argv[w.at];

		if (ended || word[0] != '-' || !word[1])
			argv[++w.count] = word;
		else if (!strcmp(word, "--"))
			ended = true;
		else
			rc = word[1] == '-' ? long_option(&w, word) : letters(&w, word + 1);
	}
	*count = w.count;
	return rc;
}
