/* SPDX-License-Identifier: MIT */
/* The compiled form of a template: shared by the files that parse and render it, nobody else's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "input/template.h"

enum op_kind {
	OP_TEXT,  /* literal bytes */
	OP_ALL,   /* all values joined by blanks; inside a repeated word the current one */
	OP_POS,   /* one value by its number */
	OP_SEQ,   /* {#} */
	OP_SLOT,  /* {%} */
	OP_GROUP, /* the next `len` ops are rendered once for each value */
	OP_WORD,  /* -q: here a command word ends */
};

enum form { FORM_WHOLE, FORM_NOEXT, FORM_BASE, FORM_DIR, FORM_BASENOEXT, FORMS };

struct op {
	enum op_kind kind;
	enum form form;
	long pos;        /* OP_POS: from 1; negative from the end, 0 = none such */
	size_t off, len; /* OP_TEXT: bytes of text; OP_GROUP: len = number of ops */
};

struct template {
	struct op *ops;
	size_t count, cap;
	struct buf text;
	bool by_word; /* -q: what is between blanks of ours is quoted as a whole */
	bool bare;    /* values are pasted in unquoted */

	/* For lengths: what one line costs, what each value costs. */
	size_t base;              /* text outside repeated words */
	size_t each;              /* text inside them */
	size_t seps;              /* blanks that every further value adds */
	size_t forms[FORMS];      /* OP_ALL by form */
	size_t seqs[2], slots[2]; /* outside, inside */
	size_t pos[2];
	size_t words;             /* -q: command words */
};

/* The part of v (len bytes) that a form stands for. *ret points into v or at a constant. */
size_t template_form(enum form form, const char *v, size_t len, const char **ret);
