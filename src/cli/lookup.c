/* SPDX-License-Identifier: MIT */
/*
 * From a typed name to a row of the table. A name is known as it stands there and without its dashes, in any case of letters; what is an
 * abbreviation of one option only is taken for it, so that --no-n is --no-notice although --non could be --nonall. A name that
 * is none of these is compared once more without dashes and underscores: --keep_order and --Keep-Order are one. An abbreviation that
 * would be unique in GNU parallel stays valid although pmap's own options have joined the table: GNU's rows are asked first.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/table.h"

enum match { MATCH_NO, MATCH_PREFIX, MATCH_EXACT };

enum { NAME_MAX_LEN = 40, SHOWN = 6 };

static const struct opt *row(size_t i) {
	if (i < opt_count)
		return &opt_table[i];
	return i - opt_count < opt_foreign_count ? &opt_foreign[i - opt_count] : NULL;
}

const char *opt_each(const char **next, size_t *n) {
	const char *at = *next;

	if (!at || !*at)
		return NULL;
	*n = strcspn(at, "|");
	*next = at + *n + (at[*n] == '|');
	return at;
}

static char lower(char c) {
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

/* The name without what does not count. Returns its length; too long a name is cut. */
static size_t plain(char *to, const char *name, size_t n) {
	size_t len = 0;

	for (size_t i = 0; i < n && len < NAME_MAX_LEN; i++)
		if (name[i] != '-' && name[i] != '_')
			to[len++] = lower(name[i]);
	to[len] = '\0';
	return len;
}

/* The name in small letters. Returns its length; too long a name is cut. */
static size_t small(char *to, const char *name, size_t n) {
	size_t len = 0;

	while (len < n && len < NAME_MAX_LEN) {
		to[len] = lower(name[len]);
		len++;
	}
	to[len] = '\0';
	return len;
}

/* What was typed: as it is, and without what does not count when `loose`. */
struct key {
	char text[NAME_MAX_LEN + 1];
	size_t len;
	bool loose;
};

static enum match compare(const struct key *key, const char *name, size_t len) {
	if (key->len > len || memcmp(name, key->text, key->len))
		return MATCH_NO;
	return key->len == len ? MATCH_EXACT : MATCH_PREFIX;
}

static enum match match(const struct opt *opt, const struct key *key) {
	const char *next = opt->names, *name;
	char full[NAME_MAX_LEN + 1];
	enum match best = MATCH_NO, m;
	size_t n;

	while ((name = opt_each(&next, &n))) {
		m = compare(key, full, plain(full, name, n));
		if (m != MATCH_EXACT && !key->loose) {
			enum match dashed = compare(key, full, small(full, name, n));

			m = dashed > m ? dashed : m;
		}
		if (m == MATCH_EXACT)
			return m;
		if (m == MATCH_PREFIX && !(opt->hidden && opt->own))
			best = m;
	}
	return best;
}

static size_t min(size_t a, size_t b) {
	return a < b ? a : b;
}

/* Edits that turn a into b: insert, delete, replace, swap neighbours (optimal string alignment). */
static size_t distance(const char *a, size_t na, const char *b, size_t nb) {
	size_t rows[3][NAME_MAX_LEN + 1], *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t j = 0; j <= nb; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= na; i++) {
		now[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			now[j] = min(min(last[j], now[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = min(now[j], before[j - 2] + 1);
		}
		size_t *spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[nb];
}

static int unknown(const char *typed, size_t typed_len, struct err *err) {
	char a[NAME_MAX_LEN + 1], b[NAME_MAX_LEN + 1];
	size_t na = plain(a, typed, typed_len), best = na <= 3 ? 2 : 3, best_len = 0, n;
	const char *near = NULL, *name;

	for (size_t i = 0; i < opt_count; i++) {
		const char *next = opt_table[i].hidden ? NULL : opt_table[i].names;

		while ((name = opt_each(&next, &n))) {
			size_t nb = plain(b, name, n), d = distance(a, na, b, nb);

			if (d < best && d < na) {
				best = d;
				near = name;
				best_len = n;
			}
		}
	}
	if (near)
		return err_set(err, EINVAL, "unknown option '--%.*s'; did you mean '--%.*s'?",
			       (int)typed_len, typed, (int)best_len, near);
	return err_set(err, EINVAL, "unknown option '--%.*s'; --help lists all options",
		       (int)typed_len, typed);
}

static int ambiguous(const char *typed, size_t typed_len, const struct key *key, struct err *err) {
	char list[256] = "", name[NAME_MAX_LEN + 3];
	size_t at = 0, shown = 0;
	const struct opt *opt;

	for (size_t i = 0; (opt = row(i)) && shown < SHOWN; i++) {
		if (opt->own || match(opt, key) == MATCH_NO)
			continue;
		at += (size_t)snprintf(list + at, sizeof(list) - at, "%s%s", shown++ ? ", " : "",
				       opt_name(opt, name, sizeof(name)));
		if (at >= sizeof(list))
			break;
	}
	return err_set(err, EINVAL, "option '--%.*s' is ambiguous: %s%s", (int)typed_len, typed, list,
		       shown == SHOWN ? ", ..." : "");
}

const struct opt *opt_find_letter(char letter, struct err *err) {
	const struct opt *opt;

	for (size_t i = 0; (opt = row(i)); i++)
		if (opt->letters && strchr(opt->letters, letter))
			return opt;
	(void)err_set(err, EINVAL, "unknown option '-%c'; --help lists all options", letter);
	return NULL;
}

/* The row that the key stands for; NULL, with *count the number of GNU's rows that it may mean. */
static const struct opt *find(const struct key *key, size_t *count) {
	const struct opt *gnu = NULL, *own = NULL, *opt;
	size_t own_count = 0;

	*count = 0;
	for (size_t i = 0; (opt = row(i)); i++) {
		enum match m = match(opt, key);

		if (m == MATCH_EXACT)
			return opt;
		if (m == MATCH_NO)
			continue;
		if (opt->own) {
			own = opt;
			own_count++;
		} else {
			gnu = opt;
			++*count;
		}
	}
	if (*count)
		return *count == 1 ? gnu : NULL;
	return own_count == 1 ? own : NULL;
}

const struct opt *opt_find(const char *name, size_t n, struct err *err) {
	const struct opt *opt = NULL;
	struct key key = { .loose = false };
	size_t count = 0;

	if (n == 1)
		return opt_find_letter(*name, err);
	key.len = small(key.text, name, n);
	if (key.len)
		opt = find(&key, &count);
	if (!opt && !count) {
		key.len = plain(key.text, name, n);
		key.loose = true;
		if (key.len)
			opt = find(&key, &count);
	}
	if (opt)
		return opt;
	if (count)
		(void)ambiguous(name, n, &key, err);
	else
		(void)unknown(name, n, err);
	return NULL;
}

const char *opt_name(const struct opt *opt, char *buf, size_t size) {
	const char *next = opt->names;
	size_t n;
	const char *name = opt_each(&next, &n);

	if (name)
		snprintf(buf, size, "--%.*s", (int)n, name);
	else
		snprintf(buf, size, "-%c", opt->letters[0]);
	return buf;
}
