/* SPDX-License-Identifier: MIT */
/*
 * Written with libyaml's emitter, which knows the quoting rules. Two things it cannot know: a string that looks like a number
 * must be quoted (strings are never offered as plain), and bytes that are not UTF-8 have no place in YAML: they become
 * {b64: ...}.
 */
#include "stats/tree.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/sys.h"

struct tree {
	yaml_emitter_t emitter;
	struct buf *out;
	unsigned depth; /* maps that are open */
	int rc;         /* the first failure */
};

static int collect(void *data, unsigned char *bytes, size_t n) {
	struct tree *t = data;
	int rc = buf_add(t->out, bytes, n);

	if (rc)
		t->rc = rc;
	return rc == 0;
}

/* yaml_emitter_emit takes the event over, also when it fails. */
static void emit(struct tree *t, yaml_event_t *event, int made) {
	if (!made)
		t->rc = t->rc ? t->rc : -ENOMEM;
	else if (t->rc)
		yaml_event_delete(event);
	else if (!yaml_emitter_emit(&t->emitter, event) && !t->rc)
		t->rc = t->emitter.error == YAML_MEMORY_ERROR ? -ENOMEM : -EINVAL;
}

static void scalar(struct tree *t, const char *s, size_t len, bool plain, yaml_scalar_style_t style) {
	yaml_event_t e;

	if (len > INT_MAX) {
		t->rc = t->rc ? t->rc : -EOVERFLOW;
		return;
	}
	emit(t, &e, yaml_scalar_event_initialize(&e, NULL, NULL, (const yaml_char_t *)s, (int)len, plain, 1, style));
}

static void word(struct tree *t, const char *s) {
	scalar(t, s, strlen(s), true, YAML_ANY_SCALAR_STYLE);
}

/* Control bytes are escaped, also those that could be spread over lines. */
static void string(struct tree *t, const char *s, size_t len) {
	bool control = false;

	for (size_t i = 0; i < len; i++)
		control = control || (unsigned char)s[i] < ' ';
	scalar(t, s, len, false, control ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE);
}

static void key(struct tree *t, const char *name) {
	if (name)
		word(t, name);
}

void tree_map(struct tree *t, const char *name) {
	yaml_mapping_style_t style = t->depth++ ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE;
	yaml_event_t e;

	key(t, name);
	emit(t, &e, yaml_mapping_start_event_initialize(&e, NULL, NULL, 1, style));
}

void tree_map_end(struct tree *t) {
	yaml_event_t e;

	t->depth--;
	emit(t, &e, yaml_mapping_end_event_initialize(&e));
}

void tree_list(struct tree *t, const char *name) {
	yaml_event_t e;

	key(t, name);
	emit(t, &e, yaml_sequence_start_event_initialize(&e, NULL, NULL, 1, YAML_FLOW_SEQUENCE_STYLE));
}

void tree_list_end(struct tree *t) {
	yaml_event_t e;

	emit(t, &e, yaml_sequence_end_event_initialize(&e));
}

void tree_null(struct tree *t, const char *name) {
	key(t, name);
	word(t, "null");
}

/* A word that we know to be one: not a number, not true, not null. */
void tree_word(struct tree *t, const char *name, const char *value) {
	key(t, name);
	word(t, value ? value : "null");
}

void tree_int(struct tree *t, const char *name, uint64_t v) {
	char s[24];

	snprintf(s, sizeof(s), "%" PRIu64, v);
	key(t, name);
	word(t, s);
}

void tree_bool(struct tree *t, const char *name, bool v) {
	key(t, name);
	word(t, v ? "true" : "false");
}

/* Seconds to the microsecond, ratios as far; at least one place, so that it reads as a float everywhere. */
void tree_real(struct tree *t, const char *name, double v) {
	char s[400];
	size_t n;

	if (!isfinite(v)) {
		tree_null(t, name);
		return;
	}
	n = (size_t)snprintf(s, sizeof(s), "%.6f", v);
	while (s[n - 1] == '0' && s[n - 2] != '.')
		s[--n] = '\0';
	key(t, name);
	word(t, s);
}

/* Length of the valid UTF-8 sequence at p (RFC 3629), 0 when there is none. */
static size_t utf8_len(const unsigned char *p, size_t left) {
	size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;

	if (n > left)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if (n == 3 && ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f)))
		return 0; /* too long, or half of a surrogate pair */
	if (n == 4 && ((p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f)))
		return 0;
	return n;
}

static bool is_utf8(const char *s, size_t len) {
	const unsigned char *p = (const unsigned char *)s;

	for (size_t i = 0; i < len;) {
		size_t n = utf8_len(p + i, len - i);

		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

static int base64(struct buf *out, const char *s, size_t len) {
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s;
	int rc = 0;

	for (size_t i = 0; i < len && !rc; i += 3) {
		size_t left = len - i;
		unsigned v = p[i] << 16 | (left > 1 ? p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
		char four[4] = { digits[v >> 18], digits[v >> 12 & 63], left > 1 ? digits[v >> 6 & 63] : '=', left > 2 ? digits[v & 63] : '=' };

		rc = buf_add(out, four, 4);
	}
	return rc;
}

static void bytes_as_b64(struct tree *t, const char *s, size_t len) {
	struct buf b = { 0 };
	int rc = base64(&b, s, len);

	if (rc) {
		t->rc = t->rc ? t->rc : rc;
	} else {
		tree_map(t, NULL);
		word(t, "b64");
		string(t, b.p, b.len);
		tree_map_end(t);
	}
	buf_release(&b);
}

void tree_text(struct tree *t, const char *name, const char *s) {
	key(t, name);
	if (!s)
		word(t, "null");
	else if (is_utf8(s, strlen(s)))
		string(t, s, strlen(s));
	else
		bytes_as_b64(t, s, strlen(s));
}

struct tree *tree_open(struct buf *out) {
	struct tree *t = sys_malloc(sizeof(*t));
	yaml_event_t e;

	if (!t)
		return NULL;
	*t = (struct tree){ .out = out };
	if (!yaml_emitter_initialize(&t->emitter)) {
		free(t);
		return NULL;
	}
	yaml_emitter_set_output(&t->emitter, collect, t);
	yaml_emitter_set_unicode(&t->emitter, 1);
	yaml_emitter_set_width(&t->emitter, -1);
	emit(t, &e, yaml_stream_start_event_initialize(&e, YAML_UTF8_ENCODING));
	emit(t, &e, yaml_document_start_event_initialize(&e, NULL, NULL, NULL, 1));
	return t;
}

int tree_close(struct tree *t) {
	yaml_event_t e;
	int rc;

	emit(t, &e, yaml_document_end_event_initialize(&e, 1));
	emit(t, &e, yaml_stream_end_event_initialize(&e));
	if (!t->rc && !yaml_emitter_flush(&t->emitter))
		t->rc = t->rc ? t->rc : -EIO;
	rc = t->rc;
	yaml_emitter_delete(&t->emitter);
	free(t);
	return rc;
}
