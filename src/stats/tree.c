/* SPDX-License-Identifier: MIT */
/*
 * What is the same in every form: what is not known, how precise a number is, and what becomes of bytes that are not UTF-8, which have no
 * place in YAML or JSON: {b64: ...}.
 */
#include "stats/tree.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "stats/tree_form.h"

void tree_map(struct tree *t, const char *name) {
	t->ops->begin(t, name, true);
}

void tree_map_end(struct tree *t) {
	t->ops->end(t, true);
}

void tree_list(struct tree *t, const char *name) {
	t->ops->begin(t, name, false);
}

void tree_list_end(struct tree *t) {
	t->ops->end(t, false);
}

static void put(struct tree *t, const char *name, struct tree_value v) {
	t->ops->value(t, name, &v);
}

void tree_null(struct tree *t, const char *name) {
	put(t, name, (struct tree_value){ .kind = TREE_NULL });
}

void tree_word(struct tree *t, const char *name, const char *value) {
	put(t, name, (struct tree_value){ .kind = value ? TREE_WORD : TREE_NULL, .text = value });
}

void tree_int(struct tree *t, const char *name, uint64_t v) {
	put(t, name, (struct tree_value){ .kind = TREE_INT, .n = v });
}

void tree_bool(struct tree *t, const char *name, bool v) {
	put(t, name, (struct tree_value){ .kind = TREE_BOOL, .n = v });
}

void tree_real(struct tree *t, const char *name, double v) {
	put(t, name, (struct tree_value){ .kind = isfinite(v) ? TREE_REAL : TREE_NULL, .real = v });
}

struct tree_digits tree_digits(double v) {
	struct tree_digits ret;
	size_t n = (size_t)snprintf(ret.s, sizeof(ret.s), "%.6f", v);

	while (ret.s[n - 1] == '0' && ret.s[n - 2] != '.')
		ret.s[--n] = '\0';
	return ret;
}

static bool is_utf8(const char *s, size_t len) {
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_len(s + i, len - i);
		if (!n)
			return false;
	}
	return true;
}

static int base64(struct buf *out, const char *s, size_t len) {
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s;
	int rc = 0;

	for (size_t i = 0; i < len && !rc; i += 3) {
		size_t left = len - i;
		unsigned v = (unsigned)p[i] << 16 | (left > 1 ? (unsigned)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0u);
		char four[4] = { digits[v >> 18], digits[v >> 12 & 63], left > 1 ? digits[v >> 6 & 63] : '=', left > 2 ? digits[v & 63] : '=' };

		rc = buf_add(out, four, 4);
	}
	return rc ? rc : buf_terminate(out);
}

static void bytes_as_b64(struct tree *t, const char *name, const char *s, size_t len) {
	struct buf b = { 0 };
	int rc = base64(&b, s, len);

	if (rc) {
		tree_fail(t, rc);
	} else {
		tree_map(t, name);
		put(t, "b64", (struct tree_value){ .kind = TREE_TEXT, .text = b.p });
		tree_map_end(t);
	}
	buf_release(&b);
}

void tree_text(struct tree *t, const char *name, const char *s) {
	if (!s)
		tree_null(t, name);
	else if (is_utf8(s, strlen(s)))
		put(t, name, (struct tree_value){ .kind = TREE_TEXT, .text = s });
	else
		bytes_as_b64(t, name, s, strlen(s));
}

struct tree *tree_open(struct buf *out, enum tree_form form) {
	switch (form) {
	case TREE_YAML: return tree_yaml_new(out);
	case TREE_JSON: return tree_json_new(out);
	case TREE_CSV: return tree_csv_new(out);
	}
	return NULL;
}

int tree_close(struct tree *t) {
	return t->ops->close(t);
}
