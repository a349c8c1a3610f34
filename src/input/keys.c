/* SPDX-License-Identifier: MIT */
/*
 * Keys are found for many lines at once, because an expression costs a round trip to perl, however many lines go with it. Without an
 * expression a key is a piece of its line.
 */
#include "input/keys.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"

struct keys {
	const char *option;
	size_t column;           /* from 1; 0 = the line */
	char *name;              /* of the column, until its number is known */
	struct columns *columns; /* NULL = a line has one */
	struct evaluator *perl;
	int expression;          /* its number; -1 = none */
	struct value_list found;
	struct value_list split; /* of the line at hand */
	struct evals evals;
};

static int no_memory(const struct keys *k, struct err *err) {
	return err_sys(err, ENOMEM, "%s cannot keep the lines", k->option);
}

static bool is_word(char c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool is_blank(char c) {
	return c == ' ' || c == '\t';
}

/* Take a column off the front of the specification: digits, or a word with nothing but a blank behind it. */
static int take_column(struct keys *k, const char **spec, struct err *err) {
	const char *s = *spec;
	size_t n = strspn(s, "0123456789");

	if (n) {
		char *end;
		unsigned long column = strtoul(s, &end, 10);

		if (!column || n > 9)
			return err_set(err, EINVAL, "option '%s': '%.*s' is no column: the first is 1", k->option, (int)n, s);
		k->column = column;
	} else {
		while (is_word(s[n]))
			n++;
		if (!n || (s[n] && !is_blank(s[n])))
			return 0;
		k->name = strndup(s, n);
		if (!k->name)
			return no_memory(k, err);
	}
	for (s += n; is_blank(*s); s++)
		;
	*spec = s;
	return 0;
}

int keys_new(struct keys **ret, const char *option, const char *spec, const char *colsep, struct evaluator *perl, struct err *err) {
	struct keys *k = sys_malloc(sizeof(*k));
	int rc;

	if (!k)
		return err_sys(err, ENOMEM, "cannot use %s", option);
	*k = (struct keys){ .option = option, .perl = perl, .expression = -1 };
	while (is_blank(*spec))
		spec++;
	rc = take_column(k, &spec, err);
	if (!rc && !k->column && !k->name && !*spec)
		rc = err_set(err, EINVAL, "option '%s': '' is neither a column nor a perl expression", option);
	if (!rc && colsep)
		rc = columns_new(&k->columns, colsep, err);
	if (!rc && *spec) {
		if (perl)
			k->expression = evaluator_compile(perl, spec, strlen(spec), option, err);
		else
			rc = err_set(err, EINVAL, "option '%s': '%s': there is no perl to evaluate it", option, spec);
		if (!rc && k->expression < 0)
			rc = k->expression;
	}
	if (rc) {
		keys_free(k);
		return rc;
	}
	*ret = k;
	return 0;
}

void keys_free(struct keys *k) {
	if (!k)
		return;
	free(k->name);
	columns_free(k->columns);
	value_list_release(&k->found);
	value_list_release(&k->split);
	evals_release(&k->evals);
	free(k);
}

bool keys_by_name(const struct keys *k) {
	return k->name && !k->column;
}

/* The columns of a line. */
static int split(struct keys *k, const char *line, size_t len, struct err *err) {
	k->split.count = 0;
	if (k->columns)
		return columns_split(k->columns, line, len, false, &k->split, err);
	return value_list_add(&k->split, line, len) ? no_memory(k, err) : 0;
}

int keys_names(struct keys *k, const char *line, size_t len, struct err *err) {
	int rc = split(k, line, len, err);

	for (size_t i = 0; !rc && i < k->split.count; i++) {
		const struct value *v = &k->split.v[i];

		if (v->len == strlen(k->name) && !memcmp(v->p, k->name, v->len)) {
			k->column = i + 1;
			return 0;
		}
	}
	return rc ? rc : err_set(err, EINVAL, "option '%s': the first line names no column '%s'", k->option, k->name);
}

static struct value chomped(struct value v) {
	v.len -= v.len && v.p[v.len - 1] == '\n';
	return v;
}

/* An expression sees the newline, if the regular expression of the columns leaves one, as in GNU parallel; keys do not have it. */
int keys_add(struct keys *k, const char *line, size_t len, struct err *err) {
	struct value v = { line, len };
	int rc = 0;

	if (k->column && (k->columns || k->column > 1)) { /* the first of one is the line */
		rc = split(k, line, len, err);
		v = !rc && k->column <= k->split.count ? k->split.v[k->column - 1] : (struct value){ "", 0 };
	}
	if (!rc && k->expression >= 0 && !k->evals.count)
		rc = evals_job(&k->evals, 0, 1, UINT64_MAX, NULL, NULL, 0) ? no_memory(k, err) : 0;
	if (!rc && k->expression >= 0)
		rc = evals_call_text(&k->evals, k->expression, v.p, v.len) ? no_memory(k, err) : 0;
	if (!rc)
		rc = value_list_add(&k->found, v.p, chomped(v).len) ? no_memory(k, err) : 0;
	return rc;
}

int keys_find(struct keys *k, struct err *err) {
	struct eval e;

	if (k->expression < 0 || !k->found.count)
		return 0;
	if (evals_run(&k->evals, k->perl)) {
		evaluator_error(k->perl, err);
		return err->code ? -err->code : no_memory(k, err);
	}
	for (size_t i = 0; i < k->found.count && evals_next(&k->evals, &e); i++)
		k->found.v[i] = chomped((struct value){ e.p, e.len });
	return 0;
}

struct value keys_get(const struct keys *k, size_t i) {
	return k->found.v[i];
}

bool keys_same(const struct keys *k, size_t i, size_t j) {
	const struct value *a = &k->found.v[i], *b = &k->found.v[j];

	return a->len == b->len && !memcmp(a->p, b->p, a->len);
}

void keys_forget(struct keys *k) {
	k->found.count = 0;
	if (k->expression >= 0)
		evals_reset(&k->evals);
}

/* What Perl takes a text for where it wants a number: what it begins with, 0 when that is none. No hexadecimal. */
static double number(struct value v) {
	char text[64];
	size_t skip = 0, n, sign;

	while (skip < v.len && strchr(" \t\n\r\f\v", v.p[skip]) && v.p[skip])
		skip++;
	n = v.len - skip < sizeof(text) - 1 ? v.len - skip : sizeof(text) - 1;
	memcpy(text, v.p + skip, n);
	text[n] = '\0';
	sign = text[0] == '-' || text[0] == '+';
	if (text[sign] == '0' && (text[sign + 1] | 32) == 'x')
		return 0;
	if (text[sign] != '.' && (text[sign] < '0' || text[sign] > '9'))
		return 0;
	return strtod(text, NULL);
}

unsigned keys_bin(struct value key, unsigned n) {
	double v = number(key);
	long long r = v > -9e18 && v < 9e18 ? (long long)v % n : 0;

	if (r < 0)
		r += n;
	return r ? (unsigned)r - 1 : n - 1;
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo), its halves folded. */
unsigned keys_shard(struct value key, unsigned n) {
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < key.len; i++)
		h = (h ^ (unsigned char)key.p[i]) * 1099511628211u;
	return (unsigned)((h ^ h >> 32) % n);
}
