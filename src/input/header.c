/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/borders.h"
#include "input/regex.h"

struct header {
	size_t lines; /* 0: the expression */
	struct regex *re;
};

/* A number of lines, or 0 when spec is none. */
static size_t line_count(const char *spec) {
	size_t n = 0;

	if (!strcmp(spec, ":"))
		return 1;
	for (const char *s = spec; *s; s++) {
		if (*s < '0' || *s > '9' || n > 100000000)
			return 0;
		n = n * 10 + (size_t)(*s - '0');
	}
	return n;
}

int header_new(struct header **ret, const char *spec, struct err *err) {
	struct header *h;

	*ret = NULL;
	if (!spec || !*spec || !strcmp(spec, "0"))
		return 0;
	h = sys_malloc(sizeof(*h));
	if (!h)
		return err_sys(err, ENOMEM, "cannot use --header");
	*h = (struct header){ .lines = line_count(spec) };
	if (!h->lines) {
		int rc = regex_new(&h->re, spec, strlen(spec), REGEX_ANCHORED, "--header", err);

		if (rc) {
			free(h);
			return rc;
		}
	}
	*ret = h;
	return 0;
}

void header_free(struct header *h) {
	if (!h)
		return;
	regex_free(h->re);
	free(h);
}

int header_find(struct header *h, const char *p, size_t len, bool end, size_t enough, size_t *n, struct err *err) {
	const char *s = p, *hit;
	size_t start;

	*n = 0;
	if (h->re) {
		int rc;

		if (len < enough && !end)
			return 0;
		rc = regex_find(h->re, p, len, 0, err);
		if (rc == 1 && !regex_group(h->re, 0, &start, n))
			*n = 0;
		return rc < 0 ? rc : 1;
	}
	for (size_t i = 0; i < h->lines; i++) {
		hit = s < p + len ? memchr(s, '\n', (size_t)(p + len - s)) : NULL;
		if (!hit)
			return end;
		s = hit + 1;
	}
	*n = (size_t)(s - p);
	return 1;
}
