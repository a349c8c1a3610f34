/* SPDX-License-Identifier: MIT */
/*
 * A command that one process hands to another through a table of jobs, as GNU parallel writes it there: words with
 * \257 and a blank between them, and for each replacement string its expression between \257< and \257>. So the
 * values that a command takes no longer depend on -I, --header and the like where it is run, and the two programs
 * can work on one table. What has no such expression (--plus, --rpl) stays as it was typed, and means the same where
 * the same options are given.
 *
 * A \257 of the command itself (a byte of many letters in UTF-8) becomes an expression that says so.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/template_tags.h"

#define LEFT "\257<"
#define RIGHT "\257>"
#define BETWEEN "\257 "

static int add_text(struct buf *out, const char *p, size_t n) {
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++)
		rc = p[i] == TEMPLATE_MARK ? buf_adds(out, LEFT TEMPLATE_MARK_TEXT RIGHT) : buf_addc(out, p[i]);
	return rc;
}

static const char *expression_of(const struct op *op) {
	for (size_t i = 0; i < template_known_count; i++) {
		const struct known *k = &template_known[i];
		bool value = op->kind == OP_ALL || op->kind == OP_POS;

		if (k->kind == OP_ALL ? value && op->form == k->form : op->kind == k->kind)
			return k->text;
	}
	return NULL;
}

/* An expression of the user's, between the parentheses of the command line. */
static int add_expression(struct buf *out, const struct piece *x, size_t left, size_t right, struct err *err) {
	const char *p = x->p + left;
	size_t n = x->len - left - right;

	if (memmem(p, n, LEFT, 2) || memmem(p, n, RIGHT, 2) || memmem(p, n, BETWEEN, 2))
		return err_set(err, EINVAL, "an expression with the byte 0xAF in front of a blank, '<' or '>' cannot be put into a table of jobs");
	return buf_adds(out, LEFT) || buf_add(out, p, n) || buf_adds(out, RIGHT) ? -ENOMEM : 0;
}

static int add_ref(struct buf *out, const struct piece *x, const struct template_spec *spec, struct err *err) {
	const char *parens = spec->strings && spec->strings->parens ? spec->strings->parens : "{==}", *known = expression_of(&x->op);
	size_t left = strlen(parens) / 2, right = strlen(parens) - left;
	int rc;

	if (known) {
		rc = buf_adds(out, LEFT);
		if (!rc && x->op.kind != OP_ALL)
			rc = buf_addf(out, "%ld", x->op.pos);
		if (!rc && (x->op.kind == OP_SEQ || x->op.kind == OP_SLOT))
			rc = buf_addc(out, ' ');
		return rc || buf_adds(out, known) || buf_adds(out, RIGHT) ? -ENOMEM : 0;
	}
	if (x->op.form == FORM_PERL && x->len >= left + right && !memcmp(x->p, parens, left))
		return add_expression(out, x, left, right, err);
	return add_text(out, x->p, x->len);
}

static int add_word(struct buf *out, struct tags *g, const char *word, const struct template_spec *spec, bool *found, struct err *err) {
	struct pieces list;
	int rc = tags_split(g, word, &list, err);

	for (size_t i = 0; i < list.count && !rc; i++) {
		*found |= list.list[i].ref;
		rc = list.list[i].ref ? add_ref(out, &list.list[i], spec, err) : add_text(out, list.list[i].p, list.list[i].len);
	}
	free(list.list);
	return rc;
}

/* A template is there for what tags need of one. */
static int encode(struct buf *out, struct template *t, const struct template_spec *spec, struct err *err) {
	struct tags *g = NULL;
	bool found = false;
	char **words;
	size_t count;
	int rc = template_words(spec, &words, &count, err);

	if (rc)
		return rc;
	rc = tags_new(&g, t, spec, err);
	for (size_t i = 0; i < count && !rc; i++) {
		rc = i ? buf_adds(out, BETWEEN) : 0;
		rc = rc ? rc : add_word(out, g, words[i], spec, &found, err);
	}
	if (!rc && !found)
		rc = buf_adds(out, count ? BETWEEN LEFT RIGHT : LEFT RIGHT);
	tags_free(g);
	template_words_free(spec, words, count);
	return rc;
}

int template_encode(struct buf *out, const struct template_spec *spec, struct err *err) {
	struct template *t = sys_malloc(sizeof(*t));
	int rc = -ENOMEM;

	if (t) {
		*t = (struct template){0};
		rc = encode(out, t, spec, err);
	}
	template_free(t);
	return rc && !err->code ? err_sys(err, ENOMEM, "cannot compile the command") : rc;
}

/* Take the words apart, in place. */
static size_t split(char *text, char **words) {
	size_t n = 0;

	for (char *next = text; next;) {
		char *end = strstr(next, BETWEEN);

		words[n++] = next;
		next = end ? end + 2 : NULL;
		if (end)
			*end = '\0';
	}
	return n;
}

int template_decode(struct template **ret, const char *text, const struct template_spec *how, struct err *err) {
	/* Names that cannot stand in a text: a mark in it is written otherwise. */
	struct template_strings strings = { .parens = LEFT RIGHT, .extension = "\257.", .base = "\257/", .dir = "\257//",
					    .base_extension = "\257/.", .seq = "\257#", .slot = "\257%" };
	struct template_spec spec = *how;
	char *copy = strdup(text), **words = sys_malloc((strlen(text) / 2 + 1) * sizeof(*words));
	int rc = -ENOMEM;

	if (how->strings) {
		strings.plus = how->strings->plus;
		strings.custom = how->strings->custom;
		strings.custom_count = how->strings->custom_count;
	}
	spec.strings = &strings;
	spec.replace = "\257{}";
	spec.names = NULL;
	spec.name_count = 0;
	spec.no_append = true;
	if (copy && words) {
		spec.words = words;
		spec.count = split(copy, words);
		rc = template_compile(ret, &spec, err);
	}
	free(words);
	free(copy);
	return rc && !err->code ? err_sys(err, ENOMEM, "cannot compile the command") : rc;
}
