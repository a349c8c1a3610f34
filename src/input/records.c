/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "input/records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"

int records_add(struct records *r, const char *p, size_t len) {
	if (r->count == r->cap) {
		size_t cap = r->cap ? r->cap * 2 : 16;
		size_t *ends = sys_realloc(r->ends, cap * sizeof(*ends));

		if (!ends)
			return -ENOMEM;
		r->ends = ends;
		r->cap = cap;
	}
	if (buf_add(&r->bytes, p, len))
		return -ENOMEM;
	r->ends[r->count++] = r->bytes.len;
	return 0;
}

static int split(struct records *r, const char *p, size_t len, struct delimiter d) {
	const char *end = p + len;

	if (!d.len) {
		while (p < end && end[-1] == '\n')
			end--;
		while (p < end && *p == '\n')
			p++;
	}
	while (p < end) {
		const char *hit = d.len ? memmem(p, (size_t)(end - p), d.p, d.len) : memmem(p, (size_t)(end - p), "\n\n", 2);

		if (records_add(r, p, (size_t)((hit ? hit : end) - p)))
			return -ENOMEM;
		p = hit ? hit + d.len : end;
		while (!d.len && p < end && *p == '\n')
			p++;
	}
	return 0;
}

/* A delimiter of several bytes may begin in one word and end behind it, so those words are joined first. */
static int add_joined(struct records *r, char *const *words, size_t count, struct delimiter d) {
	struct buf all = {0};
	int rc = 0;

	for (size_t i = 0; i < count && !rc; i++)
		rc = buf_adds(&all, words[i]) || buf_add(&all, d.p, d.len) ? -ENOMEM : 0;
	if (!rc && all.len)
		rc = split(r, all.p, all.len, d);
	buf_release(&all);
	return rc;
}

int records_add_words(struct records *r, char *const *words, size_t count, struct delimiter d) {
	if (d.len != 1)
		return add_joined(r, words, count, d);
	for (size_t i = 0; i < count; i++) {
		const char *p = words[i], *hit;

		while (d.p[0] && (hit = strchr(p, d.p[0]))) {
			if (records_add(r, p, (size_t)(hit - p)))
				return -ENOMEM;
			p = hit + 1;
		}
		if (records_add(r, p, strlen(p)))
			return -ENOMEM;
	}
	return 0;
}

const char *records_get(const struct records *r, size_t i, size_t *len) {
	size_t start = i ? r->ends[i - 1] : 0;

	*len = r->ends[i] - start;
	return r->bytes.p ? r->bytes.p + start : "";
}

void records_release(struct records *r) {
	buf_release(&r->bytes);
	free(r->ends);
	*r = (struct records){0};
}
