/* SPDX-License-Identifier: MIT */
/* Flat, so that a spreadsheet takes it: the way to each value, and the value. What is not known is an empty field. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "stats/tree_form.h"

#define DEEPEST 16

struct csv_tree {
	struct tree tree;          /* first */
	struct buf way;            /* to what is open, with its points */
	size_t cut[DEEPEST];       /* how long it was before each of them */
	uint64_t items[DEEPEST];   /* so far, of a list */
	unsigned depth;
};

static int lengthen(struct csv_tree *t, const char *name) {
	int rc = 0;

	if (t->way.len)
		rc = buf_addc(&t->way, '.');
	if (rc)
		return rc;
	if (name)
		return buf_add(&t->way, name, strlen(name));
	return t->depth ? buf_addf(&t->way, "%" PRIu64, t->items[t->depth - 1]++) : 0;
}

static void begin(struct tree *tree, const char *name, bool map) {
	struct csv_tree *t = (struct csv_tree *)tree;
	size_t cut = t->way.len;

	(void)map;
	if (tree->rc)
		return;
	if (t->depth == DEEPEST) {
		tree_fail(tree, -EOVERFLOW);
		return;
	}
	tree->rc = lengthen(t, name);
	t->items[t->depth] = 0;
	t->cut[t->depth++] = cut;
}

static void end(struct tree *tree, bool map) {
	struct csv_tree *t = (struct csv_tree *)tree;

	(void)map;
	if (!tree->rc)
		t->way.len = t->cut[--t->depth];
}

static int add_field(struct buf *out, const char *s, size_t len) {
	int rc = 0;

	if (!len || !strpbrk(s, ",\"\r\n"))
		return buf_add(out, s, len);
	rc = buf_addc(out, '"');
	for (size_t i = 0; i < len && !rc; i++) {
		if (s[i] == '"')
			rc = buf_addc(out, '"');
		rc = rc ? rc : buf_addc(out, s[i]);
	}
	return rc ? rc : buf_addc(out, '"');
}

static void value(struct tree *tree, const char *name, const struct tree_value *v) {
	struct csv_tree *t = (struct csv_tree *)tree;
	struct tree_digits digits;
	size_t cut = t->way.len;
	const char *text = v->text ? v->text : "";
	int rc;

	if (tree->rc)
		return;
	if (v->kind == TREE_INT)
		snprintf(digits.s, sizeof(digits.s), "%" PRIu64, v->n);
	else if (v->kind == TREE_REAL)
		digits = tree_digits(v->real);
	if (v->kind == TREE_INT || v->kind == TREE_REAL)
		text = digits.s;
	else if (v->kind == TREE_BOOL)
		text = v->n ? "true" : "false";
	rc = lengthen(t, name);
	if (!rc)
		rc = buf_terminate(&t->way);
	if (!rc)
		rc = add_field(tree->out, t->way.p, t->way.len);
	if (!rc)
		rc = buf_addc(tree->out, ',');
	if (!rc)
		rc = add_field(tree->out, text, strlen(text));
	if (!rc)
		rc = buf_addc(tree->out, '\n');
	t->way.len = cut;
	tree->rc = rc;
}

static int finish(struct tree *tree) {
	struct csv_tree *t = (struct csv_tree *)tree;
	int rc = tree->rc;

	buf_release(&t->way);
	free(t);
	return rc;
}

static const struct tree_ops ops = { .begin = begin, .end = end, .value = value, .close = finish };

struct tree *tree_csv_new(struct buf *out) {
	struct csv_tree *t = sys_malloc(sizeof(*t));

	if (!t)
		return NULL;
	*t = (struct csv_tree){ .tree = { .ops = &ops, .out = out } };
	t->tree.rc = buf_add(out, "key,value\n", 10);
	return &t->tree;
}
