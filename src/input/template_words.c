/* SPDX-License-Identifier: MIT */
/*
 * What happens to the words of a command before replacement strings are looked for. {name} becomes {2} as text and one name
 * after the other, so what was a name also counts as a number for -I and inside an expression.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/template_tags.h"

struct parens {
	const char *text;
	size_t left, right;
};

static struct parens parens_of(const struct template_spec *spec) {
	const char *text = spec->strings && spec->strings->parens ? spec->strings->parens : "{==}";
	size_t n = strlen(text);

	return (struct parens){ text, n / 2, n - n / 2 };
}

static const char *find(const char *s, const char *what, size_t n) {
	return memmem(s, strlen(s), what, n);
}

/* The last left parenthesis that has a right one behind it; NULL = none. *end is behind that. */
static char *last_pair(char *s, const struct parens *p, char **end) {
	char *best = NULL;

	for (const char *l = s; (l = find(l, p->text, p->left)); l++) {
		const char *r = find(l + p->left, p->text + p->left, p->right);

		if (!r)
			break;
		best = s + (l - s);
		*end = s + (r - s) + p->right;
	}
	return best;
}

/* Is there a left parenthesis without a right one in s? 1, 0 or -ENOMEM. */
static int open_paren(const char *s, const struct parens *p) {
	char *copy, *at, *end = NULL;
	int rc;

	if (!find(s, p->text, p->left))
		return 0;
	copy = strdup(s);
	if (!copy)
		return -ENOMEM;
	while ((at = last_pair(copy, p, &end)))
		memmove(at, end, strlen(end) + 1);
	rc = find(copy, p->text, p->left) != NULL;
	free(copy);
	return rc;
}

/* Behind a name: an optional form and the brace. */
static bool form_follows(const char *s) {
	static const char *const forms[] = { "}", "/}", "//}", ".}", "/.}" };

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (!strncmp(s, forms[i], strlen(forms[i])))
			return true;
	return false;
}

static bool closes(const char *s, const struct parens *p) {
	const char *r = find(s, p->text + p->left, p->right);

	return r && !memchr(s, '\n', (size_t)(r - s));
}

/* One name in one word. Fresh memory, NULL without. */
static char *put_number(const char *word, const char *name, size_t number, const struct parens *p) {
	struct buf b = {0};
	size_t n = strlen(name);
	int rc = buf_reserve(&b, strlen(word) + 1);

	while (*word && !rc) {
		bool brace = *word == '{' && !strncmp(word + 1, name, n) && form_follows(word + 1 + n);
		bool paren = !brace && !strncmp(word, p->text, p->left) && !strncmp(word + p->left, name, n) &&
			     closes(word + p->left + n, p);
		size_t skip = brace ? 1 : p->left;

		if (brace || paren) {
			rc = buf_add(&b, word, skip) || buf_addf(&b, "%zu", number);
			word += skip + n;
		} else {
			rc = buf_addc(&b, *word++);
		}
	}
	if (rc || buf_terminate(&b)) {
		buf_release(&b);
		return NULL;
	}
	return b.p;
}

static char *name_word(const struct template_spec *spec, const struct parens *p, const char *word) {
	char *s = strdup(word);

	for (size_t i = 0; s && i < spec->name_count; i++) {
		if (!*spec->names[i]) /* an empty name would be {} itself */
			continue;
		char *next = put_number(s, spec->names[i], i + 1, p);

		free(s);
		s = next;
	}
	return s;
}

static int append(char **s, const char *more) {
	size_t n = strlen(*s), m = strlen(more);
	char *p = sys_realloc(*s, n + m + 2);

	if (!p)
		return -ENOMEM;
	p[n] = ' ';
	memcpy(p + n + 1, more, m + 1);
	*s = p;
	return 0;
}

static bool untouched(const struct template_spec *spec, const struct parens *p) {
	for (size_t i = 0; i < spec->count; i++)
		if (find(spec->words[i], p->text, p->left))
			return false;
	return spec->name_count == 0;
}

int template_words(const struct template_spec *spec, char ***ret, size_t *ret_count, struct err *err) {
	struct parens p = parens_of(spec);
	char **list;
	size_t n = 0;
	int open = 0;

	*ret = (char **)spec->words;
	*ret_count = spec->count;
	if (untouched(spec, &p))
		return 0;
	list = sys_malloc(spec->count * sizeof(*list) + 1);
	for (size_t i = 0; list && i < spec->count && open >= 0; i++) {
		char *word = name_word(spec, &p, spec->words[i]);

		if (!word) {
			open = -ENOMEM;
			break;
		}
		if (open && append(&list[n - 1], word)) {
			free(word);
			open = -ENOMEM;
			break;
		}
		if (open)
			free(word);
		else
			list[n++] = word;
		open = open_paren(list[n - 1], &p);
	}
	if (!list || open < 0) {
		template_words_free(spec, list, n);
		return err_sys(err, ENOMEM, "cannot compile the command");
	}
	*ret = list;
	*ret_count = n;
	return 0;
}

void template_words_free(const struct template_spec *spec, char **words, size_t count) {
	if (words == (char **)spec->words)
		return;
	for (size_t i = 0; words && i < count; i++)
		free(words[i]);
	free(words);
}
