/* SPDX-License-Identifier: MIT */
/* Collected with jansson, which writes it when it is complete: the trees are small. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/sys.h"
#include "stats/tree_form.h"

#define DEEPEST 16

struct json_tree {
	struct tree tree;       /* first */
	json_t *root;
	json_t *open[DEEPEST];  /* borrowed from the root */
	unsigned depth;
};

/* Takes item over. */
static void add(struct json_tree *t, const char *name, json_t *item) {
	json_t *to = t->depth ? t->open[t->depth - 1] : NULL;
	int rc = 0;

	if (!item) {
		tree_fail(&t->tree, -ENOMEM);
		return;
	}
	if (!to && t->root)
		json_decref(item); /* a second root: nobody asks for that */
	else if (!to)
		t->root = item;
	else
		rc = json_is_object(to) ? json_object_set_new(to, name ? name : "", item) : json_array_append_new(to, item);
	if (rc)
		tree_fail(&t->tree, -ENOMEM);
}

static void begin(struct tree *tree, const char *name, bool map) {
	struct json_tree *t = (struct json_tree *)tree;
	json_t *item;

	if (tree->rc)
		return;
	if (t->depth == DEEPEST) {
		tree_fail(tree, -EOVERFLOW);
		return;
	}
	item = map ? json_object() : json_array();
	add(t, name, item);
	if (!tree->rc)
		t->open[t->depth++] = item;
}

static void end(struct tree *tree, bool map) {
	struct json_tree *t = (struct json_tree *)tree;

	(void)map;
	if (!tree->rc)
		t->depth--;
}

/* jansson would write 17 digits of the binary number; this is the decimal one that the other forms show. */
static json_t *real(double v) {
	return json_real(strtod(tree_digits(v).s, NULL));
}

static void value(struct tree *tree, const char *name, const struct tree_value *v) {
	json_t *item = NULL;

	if (tree->rc)
		return;
	switch (v->kind) {
	case TREE_NULL: item = json_null(); break;
	case TREE_INT: item = v->n > INT64_MAX ? json_real((double)v->n) : json_integer((json_int_t)v->n); break;
	case TREE_BOOL: item = json_boolean(v->n); break;
	case TREE_REAL: item = real(v->real); break;
	case TREE_WORD:
	case TREE_TEXT: item = json_string(v->text); break;
	}
	add((struct json_tree *)tree, name, item);
}

static int collect(const char *text, size_t n, void *tree) {
	struct tree *t = tree;
	int rc = buf_add(t->out, text, n);

	if (rc)
		tree_fail(t, rc);
	return rc ? -1 : 0;
}

static int finish(struct tree *tree) {
	struct json_tree *t = (struct json_tree *)tree;
	int rc;

	if (!tree->rc && json_dump_callback(t->root, collect, tree, JSON_INDENT(1) | JSON_REAL_PRECISION(15)))
		tree_fail(tree, -ENOMEM);
	if (!tree->rc)
		tree->rc = buf_addc(tree->out, '\n');
	rc = tree->rc;
	json_decref(t->root);
	free(t);
	return rc;
}

static const struct tree_ops ops = { .begin = begin, .end = end, .value = value, .close = finish };

struct tree *tree_json_new(struct buf *out) {
	struct json_tree *t = sys_malloc(sizeof(*t));

	if (t)
		*t = (struct json_tree){ .tree = { .ops = &ops, .out = out } };
	return t ? &t->tree : NULL;
}
