/* SPDX-License-Identifier: MIT */
/* What a form of a tree (tree.h) has to do. */
#pragma once

#include "stats/tree.h"

enum tree_kind { TREE_NULL, TREE_WORD, TREE_INT, TREE_BOOL, TREE_REAL, TREE_TEXT };

struct tree_value {
	enum tree_kind kind;
	uint64_t n;       /* TREE_INT, TREE_BOOL */
	double real;      /* TREE_REAL: finite */
	const char *text; /* TREE_WORD, TREE_TEXT: UTF-8, NUL-terminated */
};

struct tree_ops {
	/* A map or a list begins, or ends. */
	void (*begin)(struct tree *t, const char *name, bool map);
	void (*end)(struct tree *t, bool map);
	void (*value)(struct tree *t, const char *name, const struct tree_value *v);
	/* The document is complete: write what is left of it, free t. 0 or the first failure. */
	int (*close)(struct tree *t);
};

/* First member of every form. */
struct tree {
	const struct tree_ops *ops;
	struct buf *out;
	int rc; /* the first failure */
};

struct tree *tree_yaml_new(struct buf *out);
struct tree *tree_json_new(struct buf *out);
struct tree *tree_csv_new(struct buf *out);

/* Keep the first failure. */
static inline void tree_fail(struct tree *t, int rc) {
	if (!t->rc)
		t->rc = rc;
}

/* A real number as text: six places, at least one, so that it reads as a float everywhere. */
struct tree_digits {
	char s[400];
};
struct tree_digits tree_digits(double v);
