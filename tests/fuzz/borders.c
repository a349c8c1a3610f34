/* SPDX-License-Identifier: MIT */
/*
 * Record borders: cuts are inside the data, the last cut is the last of those found one by one, and taking separators out never
 * adds bytes. Input: a byte of flags, then the record end, the record start and the data, NUL-separated (the data may hold NULs).
 */
#include "fuzz.h"
#include "input/borders.h"

static const uint8_t *field(const uint8_t **p, size_t *left, size_t *len) {
	const uint8_t *from = *p, *nul = memchr(from, 0, *left);

	*len = nul ? (size_t)(nul - from) : *left;
	*p += nul ? *len + 1 : *len;
	*left -= nul ? *len + 1 : *len;
	return from;
}

static void check(struct borders *b, char *data, size_t len, bool plain) {
	size_t last = 0, cut, retry, at = 0, found = 0, left = len;
	int has_last = borders_last(b, data, len, &last, NULL);

	if (has_last == 1 && (last == 0 || last > len))
		abort();
	while (at < len && borders_next(b, data, len, at, &cut, &retry, NULL) == 1) {
		if (cut <= at || cut > len)
			abort();
		found = at = cut;
	}
	if (plain && has_last == 1 && !borders_anywhere(b) && found > last)
		abort();
	if (borders_strip(b, data, &left, NULL) == 0 && left > len)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct options o = { 0 };
	struct borders *b = NULL;
	struct err err = { 0 };
	char *copy;
	bool both;

	if (size < 1 || size > 4096)
		return 0;
	options_init(&o);
	o.pipe = true;
	both = *data & 1;
	o.regexp = *data & 2;
	o.remove_rec_sep = *data & 4;
	data++, size--;
	o.recend = (const char *)field(&data, &size, &o.recend_len);
	o.recstart = (const char *)field(&data, &size, &o.recstart_len);
	if (!both)
		o.recstart = NULL, o.recstart_len = 0;
	copy = malloc(size + 1);
	if (!copy)
		abort();
	memcpy(copy, data, size);
	if (borders_new(&b, &o, &err) == 0)
		check(b, copy, size, !o.regexp);
	else if (!err.code)
		abort();
	borders_free(b);
	options_release(&o);
	free(copy);
	return 0;
}
