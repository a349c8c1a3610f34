/* SPDX-License-Identifier: MIT */
/* The compiled form of a template: shared by the files that parse and render it, nobody else's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "input/plus.h"
#include "input/template.h"

enum op_kind {
	OP_TEXT,  /* literal bytes */
	OP_ALL,   /* all values joined by blanks; inside a repeated word the current one */
	OP_POS,   /* one value by its number */
	OP_SEQ,   /* {#} */
	OP_SLOT,  /* {%} */
	OP_TOTAL, /* {##} */
	OP_SEQ0,  /* {0#}: padded with zeros */
	OP_SLOT0, /* {0%} */
	OP_CONST, /* {slot} and the like: literal bytes, but a replacement string */
	OP_GROUP, /* the next `len` ops are rendered once for each value */
	OP_WORD,  /* -q: here a command word ends */
};

enum form {
	FORM_WHOLE, FORM_NOEXT, FORM_BASE, FORM_DIR, FORM_BASENOEXT, FORMS,
	FORM_PLUS = FORMS, /* template.plus[special] */
	FORM_PERL,         /* template.perl[special] */
};

struct op {
	enum op_kind kind;
	enum form form;
	long pos;        /* OP_POS: from 1; negative from the end, 0 = none such. Others: 1, or they depend on that value */
	size_t off, len; /* OP_TEXT, OP_CONST: bytes of text; OP_GROUP: len = number of ops */
	size_t special;  /* number of the substitution or expression */
};

struct template {
	struct op *ops;
	size_t count, cap;
	struct buf text;
	bool by_word; /* -q: what is between blanks of ours is quoted as a whole */
	bool no_values; /* -n0: with -q a word out of which nothing comes is left out */
	bool bare;    /* values are pasted in unquoted */
	enum quoting quoting;
	bool uniq, choose;  /* {uniq}, {choose_k} */
	bool wants_total;
	const struct template_facts *facts;

	struct plus **plus;
	size_t plus_count;
	int *perl;          /* expressions by their numbers in the evaluator */
	size_t perl_count;
	struct evaluator *evaluator;

	/* For lengths: what one line costs, what each value costs. */
	size_t base;              /* text outside repeated words */
	size_t each;              /* text inside them */
	size_t seps;              /* blanks that every further value adds */
	size_t forms[FORMS];      /* OP_ALL by form */
	size_t specials;          /* ops with FORM_PLUS and FORM_PERL */
	size_t seqs[2], slots[2]; /* outside, inside */
	size_t pos[2];
	size_t words;             /* -q: command words */
	bool rough;               /* something has a length that is only known when it is rendered */
};

/* The part of v (len bytes) that a form stands for, when it is a part. *ret points into v or at a constant. */
size_t template_form(enum form form, const char *v, size_t len, const char **ret);
/* Digits of {0#} and {0%} for numbers up to n, as the logarithm of a Perl program has it. */
unsigned template_width(uint64_t n);
