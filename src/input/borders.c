/* SPDX-License-Identifier: MIT */
/*
 * Without --regexp an end followed by a start is one string to look for, and the cut is behind its first part. With
 * it the two become one expression, the start in a look-ahead, and the cut is where a match ends.
 */
#include "config.h"

#include "input/borders.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/keys.h"
#include "input/regex.h"

/* How far from the end of a block an expression is tried before the whole block is searched. */
#define TAIL (64u << 10)

struct borders {
	struct buf needle; /* end, then start */
	size_t end_len;
	size_t lines;      /* -L: a record is so many lines; 1 = the needle counts */
	bool csv;          /* a newline in quotes is none */
	struct regex *cut, *strip, *first, *last;
	struct keys *keys; /* --group-by; NULL = none */
	bool end;
};

static int no_memory(struct err *err) {
	return err_sys(err, ENOMEM, "cannot look for records");
}

static int compile(struct regex **ret, int flags, struct err *err, const char *a, const struct buf *end, const char *b,
	const struct buf *begin, const char *c) {
	struct buf re = {0};
	int rc;

	if (buf_adds(&re, a) || buf_add(&re, end->p, end->len) || buf_adds(&re, b) || buf_add(&re, begin->p, begin->len) ||
	    buf_adds(&re, c))
		rc = no_memory(err);
	else
		rc = regex_new(ret, re.p, re.len, flags | REGEX_LINES | REGEX_DOTALL | REGEX_ADVANCE, "--recstart and --recend", err);
	buf_release(&re);
	return rc;
}

static int compile_all(struct borders *b, const struct buf *end, const struct buf *begin, struct err *err) {
	static const struct buf none;
	int rc = compile(&b->cut, 0, err, "(?:", end, ")(?=", begin, ")");

	if (!rc)
		rc = compile(&b->strip, 0, err, "(?:", end, ")(?:", begin, ")");
	if (!rc && begin->len)
		rc = compile(&b->first, REGEX_ANCHORED, err, "(?:", begin, ")", &none, "");
	if (!rc && end->len)
		rc = compile(&b->last, 0, err, "(?:", end, ")\\z", &none, "");
	return rc;
}

int borders_new(struct borders **ret, const struct options *o, struct err *err) {
	struct borders *b = sys_malloc(sizeof(*b));
	struct buf end = { .p = (char *)(o->recend ? o->recend : "\n"), .len = o->recend ? o->recend_len : !o->recstart };
	struct buf begin = { .p = (char *)(o->recstart ? o->recstart : ""), .len = o->recstart ? o->recstart_len : 0 };
	int rc = 0;

	if (!b)
		return no_memory(err);
	*b = (struct borders){ .lines = o->max_lines ? o->max_lines : 1 };
	/* The parts of a file begin anywhere: nobody knows there whether a quote is open. */
	b->csv = o->csv && o->pipe && !o->max_lines && !o->recend && !o->recstart;
	if (o->max_lines) {
		end = (struct buf){ .p = (char *)"\n", .len = 1 };
		begin.len = 0;
	}
	b->end_len = end.len;
	if (o->regexp && !o->max_lines && end.len + begin.len)
		rc = compile_all(b, &end, &begin, err);
	if (!rc && (buf_add(&b->needle, end.p, end.len) || buf_add(&b->needle, begin.p, begin.len)))
		rc = no_memory(err);
	if (rc) {
		borders_free(b);
		return rc;
	}
	*ret = b;
	return 0;
}

void borders_free(struct borders *b) {
	if (!b)
		return;
	regex_free(b->cut);
	regex_free(b->strip);
	regex_free(b->first);
	regex_free(b->last);
	keys_free(b->keys);
	buf_release(&b->needle);
	free(b);
}

void borders_by_key(struct borders *b, struct keys *keys) {
	b->keys = keys;
}

void borders_end(struct borders *b) {
	b->end = true;
}

bool borders_anywhere(const struct borders *b) {
	return !b->needle.len && !b->keys;
}

bool borders_by_start(const struct borders *b) {
	return !b->end_len && !b->keys;
}

bool borders_by_regex(const struct borders *b) {
	return b->cut && !b->keys;
}

bool borders_by_lines(const struct borders *b) {
	return b->lines > 1;
}

/* The last occurrence of the needle in p[0..len), or NULL. */
static const char *find_last(const struct borders *b, const char *p, size_t len) {
	const char *needle = b->needle.p;
	size_t n = b->needle.len;

	while (len >= n) {
		const char *hit = memrchr(p + n - 1, needle[n - 1], len - (n - 1));

		if (!hit)
			return NULL;
		if (!memcmp(hit - (n - 1), needle, n - 1))
			return hit - (n - 1);
		len = (size_t)(hit - p);
	}
	return NULL;
}

static const char *find_first(const struct borders *b, const char *p, size_t len) {
	if (b->needle.len == 1)
		return len ? memchr(p, b->needle.p[0], len) : NULL;
	return memmem(p, len, b->needle.p, b->needle.len);
}

/* -L without -N: the last line end whose number is a multiple. */
static int last_of_lines(const struct borders *b, const char *p, size_t len, size_t *cut) {
	size_t count = 0;
	const char *hit;

	for (size_t i = 0; i < len; i++)
		count += p[i] == '\n';
	if (count < b->lines)
		return 0;
	count %= b->lines;
	do {
		hit = memrchr(p, '\n', len);
		len = (size_t)(hit - p);
	} while (count--);
	*cut = len + 1;
	return 1;
}

/* The first or the last newline outside of quotes, in whole records from p[from] on. */
static int csv_end(const char *p, size_t len, size_t from, bool last, size_t *cut) {
	bool quoted = false;
	int found = 0;

	for (size_t i = from; i < len; i++) {
		if (p[i] == '"')
			quoted = !quoted;
		if (p[i] != '\n' || quoted)
			continue;
		*cut = i + 1;
		found = 1;
		if (!last)
			break;
	}
	return found;
}

/* The last match that begins behind `from`. */
static int last_match(struct borders *b, const char *p, size_t len, size_t from, size_t *cut, struct err *err) {
	size_t at = from, start, end;
	int found = 0, rc;

	while (at <= len && (rc = regex_find(b->cut, p, len, at, err)) != 0) {
		if (rc < 0)
			return rc;
		if (!regex_group(b->cut, 0, &start, &end) || end <= at)
			break;
		*cut = at = end;
		found = 1;
	}
	return found;
}

/* The end of the line at p[at], behind its newline, or 0 when that is not here yet. */
static size_t line_end(const struct borders *b, const char *p, size_t len, size_t at) {
	const char *nl = at < len ? memchr(p + at, '\n', len - at) : NULL;

	return nl ? (size_t)(nl - p) + 1 : b->end && at < len ? len : 0;
}

/*
 * Compare the keys of the lines from `from` on. The first change, or the last one; *retry = the last line looked at. 1, 0 when there is
 * none, or -errno.
 */
static int find_change(struct borders *b, const char *p, size_t len, size_t from, bool first, size_t *cut, size_t *retry, struct err *err) {
	size_t end;
	int rc = 0;

	keys_forget(b->keys);
	for (size_t at = from; !rc && (end = line_end(b, p, len, at)); at = end)
		rc = keys_add(b->keys, p + at, end - at, err);
	if (!rc)
		rc = keys_find(b->keys, err);
	for (size_t i = 0, at = from; rc >= 0 && (end = line_end(b, p, len, at)); at = end, i++) {
		*retry = at;
		if (!i || keys_same(b->keys, i - 1, i))
			continue;
		*cut = at;
		rc = 1;
		if (first)
			break;
	}
	return rc;
}

int borders_last(struct borders *b, const char *p, size_t len, size_t *cut, struct err *err) {
	const char *hit;

	if (b->keys)
		return find_change(b, p, len, 0, false, cut, &(size_t){ 0 }, err);
	if (borders_anywhere(b)) {
		*cut = len;
		return len > 0;
	}
	if (b->csv)
		return csv_end(p, len, 0, true, cut);
	if (b->lines > 1)
		return last_of_lines(b, p, len, cut);
	if (b->cut) {
		int rc = len > TAIL ? last_match(b, p, len, len - TAIL, cut, err) : 0;

		return rc ? rc : last_match(b, p, len, 0, cut, err);
	}
	hit = find_last(b, p, len);
	if (!hit || (size_t)(hit - p) + b->end_len == 0)
		return 0;
	*cut = (size_t)(hit - p) + b->end_len;
	return 1;
}

int borders_next(struct borders *b, const char *p, size_t len, size_t from, size_t *cut, size_t *retry, struct err *err) {
	const char *hit;

	*retry = from;
	if (from > len)
		return 0;
	if (b->keys) {
		hit = from && p[from - 1] != '\n' ? memchr(p + from, '\n', len - from) : NULL;
		return find_change(b, p, len, hit ? (size_t)(hit - p) + 1 : from, true, cut, retry, err);
	}
	if (borders_anywhere(b)) { /* every byte is a record */
		*cut = from + 1;
		return len > from;
	}
	if (b->csv)
		return csv_end(p, len, from, false, cut);
	if (b->cut) {
		size_t start;
		int rc = regex_find(b->cut, p, len, from, err);

		if (len - from > TAIL) /* no separator is longer than that */
			*retry = len - TAIL;

		return rc == 1 && regex_group(b->cut, 0, &start, cut) && *cut > from ? 1 : rc < 0 ? rc : 0;
	}
	if (!b->end_len)
		from++; /* the start of this record is not the next one's */
	if (from > len)
		return 0;
	hit = find_first(b, p + from, len - from);
	if (!hit) {
		size_t seen = len - from >= b->needle.len ? len - b->needle.len + 1 : from;

		*retry = b->end_len ? seen : seen - 1;
		return 0;
	}
	*cut = (size_t)(hit - p) + b->end_len;
	return 1;
}

size_t borders_from(const struct borders *b, size_t start, size_t cut) {
	if (b->keys || b->csv || b->cut || !b->end_len)
		return cut;
	return cut == start ? start + 1 : cut - b->end_len + 1;
}

static void drop(char *p, size_t *n, size_t at, size_t len) {
	memmove(p + at, p + at + len, *n - at - len);
	*n -= len;
}

/* Take one match at either end away. */
static int strip_once(struct regex *re, char *p, size_t *n, struct err *err) {
	size_t start, end;
	int rc = re ? regex_find(re, p, *n, 0, err) : 0;

	if (rc == 1 && regex_group(re, 0, &start, &end))
		drop(p, n, start, end - start);
	return rc < 0 ? rc : 0;
}

static int strip_regex(struct borders *b, char *p, size_t *n, struct err *err) {
	struct buf kept = {0};
	size_t from = 0, start, end;
	int rc = strip_once(b->first, p, n, err);

	while (!rc && from < *n && (rc = regex_find(b->strip, p, *n, from, err)) == 1) {
		rc = 0;
		if (!regex_group(b->strip, 0, &start, &end) || end <= from || start < from)
			break;
		if (buf_add(&kept, p + from, start - from))
			rc = no_memory(err);
		from = end;
	}
	if (!rc && from) {
		memmove(p + kept.len, p + from, *n - from);
		if (kept.len)
			memcpy(p, kept.p, kept.len);
		*n = kept.len + (*n - from);
	}
	buf_release(&kept);
	return rc ? rc : strip_once(b->last, p, n, err);
}

int borders_strip(struct borders *b, char *p, size_t *n, struct err *err) {
	size_t begin_len = b->needle.len - b->end_len;
	const char *end = p + *n, *s = p, *hit;
	char *o = p;

	if (borders_anywhere(b) || !*n)
		return 0;
	if (b->cut)
		return strip_regex(b, p, n, err);
	if (begin_len && *n >= begin_len && !memcmp(p, b->needle.p + b->end_len, begin_len))
		s += begin_len;
	while ((hit = find_first(b, s, (size_t)(end - s)))) {
		memmove(o, s, (size_t)(hit - s));
		o += hit - s;
		s = hit + b->needle.len;
	}
	memmove(o, s, (size_t)(end - s));
	*n = (size_t)(o - p) + (size_t)(end - s);
	if (b->end_len && begin_len && *n >= b->end_len && !memcmp(p + *n - b->end_len, b->needle.p, b->end_len))
		*n -= b->end_len;
	return 0;
}
