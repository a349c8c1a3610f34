/* SPDX-License-Identifier: MIT */
/*
 * Most fields are found in the record as they are. Where a quote is doubled the field is copied, into a block of its own: blocks
 * never move, so values that point into them stay.
 */
#include "config.h"

#include "input/csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"

struct csv_block {
	struct csv_block *next;
	char bytes[];
};

bool csv_odd(const char *p, size_t len) {
	const char *end = p + len;
	bool odd = false;

	while (p < end && (p = memchr(p, '"', (size_t)(end - p)))) {
		odd = !odd;
		p++;
	}
	return odd;
}

void csv_room_release(struct csv_room *r) {
	while (r->blocks) {
		struct csv_block *next = r->blocks->next;

		free(r->blocks);
		r->blocks = next;
	}
}

static char *room_for(struct csv_room *r, size_t n) {
	struct csv_block *b = sys_malloc(sizeof(*b) + n);

	if (!b)
		return NULL;
	b->next = r->blocks;
	r->blocks = b;
	return b->bytes;
}

/* The quote that ends the field, from behind the one that begins it; NULL when there is none. *doubled: it has others in it. */
static const char *closing(const char *p, const char *end, bool *doubled) {
	*doubled = false;
	while (p < end && (p = memchr(p, '"', (size_t)(end - p)))) {
		if (p + 1 == end || p[1] != '"')
			return p;
		*doubled = true;
		p += 2;
	}
	return NULL;
}

static const char *single(const char *p, const char *end, struct csv_room *room, size_t *len) {
	char *copy = room_for(room, (size_t)(end - p)), *to = copy;

	if (!copy)
		return NULL;
	while (p < end) {
		p += *p == '"';
		*to++ = *p++;
	}
	*len = (size_t)(to - copy);
	return copy;
}

static int malformed(const char *p, const char *end, struct err *err) {
	return err_set(err, EINVAL, "--csv: a quote stands where none may be: %.*s", (int)(end - p < 60 ? end - p : 60), p);
}

int csv_split(const char *sep, size_t sep_len, const char *p, size_t len, unsigned trim, struct value_list *to, struct csv_room *room,
	struct err *err) {
	const char *end = p + len, *at = p, *next;

	if (len && end[-1] == '\r')
		end--;
	do {
		const char *field = at, *close;
		size_t n;
		bool doubled;

		if (at < end && *at == '"') {
			close = closing(++field, end, &doubled);
			if (!close || (close + 1 < end && ((size_t)(end - close - 1) < sep_len || memcmp(close + 1, sep, sep_len))))
				return malformed(p, end, err);
			n = (size_t)(close - field);
			if (doubled && !(field = single(field, close, room, &n)))
				return err_sys(err, ENOMEM, "cannot split a record");
			next = close + 1 < end ? close + 1 : NULL;
		} else {
			next = at < end ? memmem(at, (size_t)(end - at), sep, sep_len) : NULL;
			n = (size_t)((next ? next : end) - at);
			if (n && memchr(field, '"', n))
				return malformed(p, end, err);
		}
		if (value_list_add_trimmed(to, field, n, trim))
			return err_sys(err, ENOMEM, "cannot split a record");
		at = next ? next + sep_len : NULL;
	} while (at);
	return 0;
}
