/* SPDX-License-Identifier: MIT */
/* Written with libyaml's emitter, which knows the quoting rules but one: a string that looks like a number must be quoted, so strings are never plain. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/sys.h"
#include "stats/tree_form.h"

struct yaml_tree {
	struct tree tree; /* first */
	yaml_emitter_t emitter;
	unsigned depth;   /* maps that are open */
};

static int collect(void *data, unsigned char *bytes, size_t n) {
	struct yaml_tree *t = data;
	int rc = buf_add(t->tree.out, bytes, n);

	if (rc)
		t->tree.rc = rc;
	return rc == 0;
}

/* yaml_emitter_emit takes the event over, also when it fails. */
static void emit(struct yaml_tree *t, yaml_event_t *event, int made) {
	if (!made)
		tree_fail(&t->tree, -ENOMEM);
	else if (t->tree.rc)
		yaml_event_delete(event);
	else if (!yaml_emitter_emit(&t->emitter, event))
		tree_fail(&t->tree, t->emitter.error == YAML_MEMORY_ERROR ? -ENOMEM : -EINVAL);
}

static void scalar(struct yaml_tree *t, const char *s, bool plain, yaml_scalar_style_t style) {
	size_t len = strlen(s);
	yaml_event_t e;

	if (len > INT_MAX)
		tree_fail(&t->tree, -EOVERFLOW);
	else
		emit(t, &e, yaml_scalar_event_initialize(&e, NULL, NULL, (const yaml_char_t *)s, (int)len, plain, 1, style));
}

static void word(struct yaml_tree *t, const char *s) {
	scalar(t, s, true, YAML_ANY_SCALAR_STYLE);
}

/* Control bytes are escaped, also those that could be spread over lines. */
static void string(struct yaml_tree *t, const char *s) {
	bool control = false;

	for (const char *p = s; *p; p++)
		control = control || (unsigned char)*p < ' ';
	scalar(t, s, false, control ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE);
}

static void key(struct yaml_tree *t, const char *name) {
	if (name)
		word(t, name);
}

static void begin(struct tree *tree, const char *name, bool map) {
	struct yaml_tree *t = (struct yaml_tree *)tree;
	yaml_event_t e;

	key(t, name);
	if (map)
		emit(t, &e, yaml_mapping_start_event_initialize(&e, NULL, NULL, 1, t->depth++ ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE));
	else
		emit(t, &e, yaml_sequence_start_event_initialize(&e, NULL, NULL, 1, YAML_FLOW_SEQUENCE_STYLE));
}

static void end(struct tree *tree, bool map) {
	struct yaml_tree *t = (struct yaml_tree *)tree;
	yaml_event_t e;

	t->depth -= map;
	emit(t, &e, map ? yaml_mapping_end_event_initialize(&e) : yaml_sequence_end_event_initialize(&e));
}

static void value(struct tree *tree, const char *name, const struct tree_value *v) {
	struct yaml_tree *t = (struct yaml_tree *)tree;
	char s[24];

	key(t, name);
	switch (v->kind) {
	case TREE_NULL: word(t, "null"); break;
	case TREE_WORD: word(t, v->text); break;
	case TREE_INT:
		snprintf(s, sizeof(s), "%" PRIu64, v->n);
		word(t, s);
		break;
	case TREE_BOOL: word(t, v->n ? "true" : "false"); break;
	case TREE_REAL: word(t, tree_digits(v->real).s); break;
	case TREE_TEXT: string(t, v->text); break;
	}
}

static int finish(struct tree *tree) {
	struct yaml_tree *t = (struct yaml_tree *)tree;
	yaml_event_t e;
	int rc;

	emit(t, &e, yaml_document_end_event_initialize(&e, 1));
	emit(t, &e, yaml_stream_end_event_initialize(&e));
	if (!tree->rc && !yaml_emitter_flush(&t->emitter))
		tree_fail(tree, -EIO);
	rc = tree->rc;
	yaml_emitter_delete(&t->emitter);
	free(t);
	return rc;
}

static const struct tree_ops ops = { .begin = begin, .end = end, .value = value, .close = finish };

struct tree *tree_yaml_new(struct buf *out) {
	struct yaml_tree *t = sys_malloc(sizeof(*t));
	yaml_event_t e;

	if (!t)
		return NULL;
	*t = (struct yaml_tree){ .tree = { .ops = &ops, .out = out } };
	if (!yaml_emitter_initialize(&t->emitter)) {
		free(t);
		return NULL;
	}
	yaml_emitter_set_output(&t->emitter, collect, t);
	yaml_emitter_set_unicode(&t->emitter, 1);
	yaml_emitter_set_width(&t->emitter, -1);
	emit(t, &e, yaml_stream_start_event_initialize(&e, YAML_UTF8_ENCODING));
	emit(t, &e, yaml_document_start_event_initialize(&e, NULL, NULL, NULL, 1));
	return &t->tree;
}
