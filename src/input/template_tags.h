/* SPDX-License-Identifier: MIT */
/*
 * Which texts are replacement strings, and what each stands for: the built-in ones, those of --plus, those of --rpl, and
 * expressions in parentheses. Used by template_parse.c only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "input/template_ops.h"

/* A stretch of a command word: text, or a reference (then the op is complete but for the template it belongs to). */
struct piece {
	bool ref;
	const char *p; /* borrowed from the word, or owned by the tags; of a reference what stands for it there */
	size_t len;
	struct op op;
};

struct pieces {
	struct piece *list;
	size_t count, cap;
};

/* Expressions that need no perl: what GNU parallel has for {.} and its kin, where it hands a command on. */
struct known {
	const char *text;
	enum op_kind kind;        /* OP_ALL, or OP_SEQ and the like, whose number stays in front */
	enum form form;
};
extern const struct known template_known[];
extern const size_t template_known_count;
/* An expression between parentheses that is the byte \257, as text: it would otherwise begin or end one. */
#define TEMPLATE_MARK '\257'
#define TEMPLATE_MARK_TEXT "1 $_=\"\\xAF\""

struct tags;

/* The tags that spec asks for. What they need of t (expressions, substitutions) is added to it. 0 or -errno. */
int tags_new(struct tags **ret, struct template *t, const struct template_spec *spec, struct err *err);
void tags_free(struct tags *g);

/* Take a word apart. The pieces are valid until tags_free; release the list with free. 0 or -errno. */
int tags_split(struct tags *g, const char *word, struct pieces *ret, struct err *err);

/*
 * The words as tags_split wants them: names of --header have become numbers, and a word that opens a parenthesis and does not
 * close it is joined with those behind it. Without anything to do *ret is `words` itself. Release with template_words_free.
 */
int template_words(const struct template_spec *spec, char ***ret, size_t *ret_count, struct err *err);
void template_words_free(const struct template_spec *spec, char **words, size_t count);
