/* SPDX-License-Identifier: MIT */
/*
 * Writes a tree of maps, lists and values, the same in every form. A `name` is the key in a map; NULL for an item of a list and
 * for the root. The first failure is kept and told by tree_close. Strings are borrowed during the call.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct tree;

enum tree_form {
	TREE_YAML,
	TREE_JSON, /* one document with a newline at its end */
	TREE_CSV,  /* "key,value", a line for each value (RFC 4180, but with \n): the key is the way to it, as in ceilings.0.kind */
};

/* Begin a document that is appended to out (borrowed until tree_close). NULL = no memory. */
struct tree *tree_open(struct buf *out, enum tree_form form);
/* End the document and free t. 0 or the first failure, -errno. */
int tree_close(struct tree *t);

/* The outermost map has a line for each key; the ones inside are on one line. */
void tree_map(struct tree *t, const char *name);
void tree_map_end(struct tree *t);
void tree_list(struct tree *t, const char *name);
void tree_list_end(struct tree *t);

void tree_null(struct tree *t, const char *name);
/* A word of ours that no reader takes for something else (no number, no "true"); NULL gives null. */
void tree_word(struct tree *t, const char *name, const char *value);
void tree_int(struct tree *t, const char *name, uint64_t v);
void tree_bool(struct tree *t, const char *name, bool v);
/* Rounded to six places; null when not finite. */
void tree_real(struct tree *t, const char *name, double v);
/* Any bytes: quoted, or {b64: ...} when they are not UTF-8; NULL gives null. */
void tree_text(struct tree *t, const char *name, const char *s);
