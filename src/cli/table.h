/* SPDX-License-Identifier: MIT */
/* The option table: one row for each option drives the parser, --help, the man page and the completions. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/options.h"

enum arg {
	ARG_NONE,
	ARG_VALUE,           /* attached or the next word */
	ARG_OPTIONAL,        /* attached, or the next word unless that begins with '-' (GNU's -i) */
	ARG_OPTIONAL_NUMBER, /* attached digits, or the next word when it is a number (GNU's -l) */
	ARG_ATTACHED,        /* only --name=value */
};

enum section {
	SECTION_INPUT, SECTION_COMMAND, SECTION_POOL, SECTION_OUTPUT, SECTION_PIPE, SECTION_FAILURE,
	SECTION_SEMAPHORE, SECTION_HOSTS, SECTION_FIGURES, SECTION_OTHER,
	SECTIONS,
};

enum complete { COMPLETE_NONE, COMPLETE_FILE, COMPLETE_DIR, COMPLETE_WORDS, COMPLETE_WORDS_OR_FILE };

/* What is known while words are read and is no part of the result. */
struct parse {
	struct options *o;
	bool no_keep;
	bool keep, lines, ungroup, group;                    /* order */
	bool fill_x, fill_m, fill_xargs, n_given, nreplace_given; /* many */
	unsigned n, nreplace;
	unsigned lines_repeated, lines_plain;                /* of -L and -l; with repeat_lines -L was given */
	bool plain, trim_given, repeat_lines;
	const char **profiles; /* --profile, of the command line only */
	size_t profile_count;
	const char *arg_sep, *file_sep;
	size_t input_room;
};

struct opt;
/* Store `value` (NULL = none given). `name` is the option for messages. 0 or -EINVAL with err set. */
typedef int opt_set(struct parse *, const struct opt *, const char *name, const char *value, struct err *);

struct opt {
	const char *letters;     /* its one-letter names; NULL = none */
	const char *names;       /* its long names with '|' between, the first is shown; NULL = none. Dashes may be left out */
	enum arg arg;
	enum section section;
	const char *placeholder;
	const char *help;        /* one line */
	const char *text;        /* a paragraph: `literal`, --options and PLACEHOLDERS are marked up in the man page */
	enum complete complete;
	const char *words;       /* COMPLETE_WORDS: with blanks between */
	opt_set *set;
	size_t at;               /* offsetof(struct options, field) for the plain setters */
	int value;               /* what a flag stores */
	bool own;                /* GNU parallel has no such option: gives way to GNU's in abbreviations */
	bool hidden;             /* not in help, man page and completions */
};

/* Rows in the order in which help shows them; the second table holds what is gone from GNU parallel. */
extern const struct opt opt_table[];
extern const size_t opt_count;
extern const struct opt opt_foreign[];
extern const size_t opt_foreign_count;

struct section_info {
	const char *name;        /* the word of --help=NAME */
	const char *title;
};
extern const struct section_info opt_sections[SECTIONS];

/*
 * Find an option by its long name (n bytes; dashes and case do not matter; abbreviated when unique) or its letter. NULL with
 * err set when there is none or more than one.
 */
const struct opt *opt_find(const char *name, size_t n, struct err *err);
const struct opt *opt_find_letter(char letter, struct err *err);

/* The name to show: the first long one with "--", or "-x". buf holds it when it must be built. */
const char *opt_name(const struct opt *opt, char *buf, size_t size);

/* Walk over a '|' list: *n is the length of the name at the result, NULL at the end. Start with *next = names. */
const char *opt_each(const char **next, size_t *n);
