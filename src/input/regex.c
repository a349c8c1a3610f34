/* SPDX-License-Identifier: MIT */
#include "config.h"

#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 8
#endif

#include "input/regex.h"

#include <errno.h>
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/sys.h"

struct regex {
	pcre2_code *code;
	pcre2_match_data *match;
	const char *what;
	uint32_t groups;
	uint32_t how;
};

int regex_new(struct regex **ret, const char *pattern, size_t len, int flags, const char *what, struct err *err) {
	struct regex *r = sys_malloc(sizeof(*r));
	uint32_t options = 0;
	int code;
	size_t at;

	if (!r)
		return err_sys(err, ENOMEM, "cannot compile the expression of %s", what);
	*r = (struct regex){ .what = what, .how = flags & REGEX_ADVANCE ? PCRE2_NOTEMPTY_ATSTART : 0 };
	options |= flags & REGEX_ANCHORED ? PCRE2_ANCHORED : 0;
	options |= flags & REGEX_LINES ? PCRE2_MULTILINE : 0;
	options |= flags & REGEX_DOTALL ? PCRE2_DOTALL : 0;
	r->code = pcre2_compile((PCRE2_SPTR)pattern, len, options, &code, &at, NULL);
	if (!r->code) {
		char text[200];

		regex_free(r);
		if (pcre2_get_error_message(code, (PCRE2_UCHAR *)text, sizeof(text)) < 0)
			text[0] = '\0';
		return err_set(err, EINVAL, "%s: '%.*s' is not a regular expression: %s at offset %zu", what, (int)len, pattern,
			text, at);
	}
	/* Without the just-in-time compiler the same matches are found, only slower. */
	(void)pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);
	(void)pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &r->groups);
	r->match = pcre2_match_data_create_from_pattern(r->code, NULL);
	if (!r->match) {
		regex_free(r);
		return err_sys(err, ENOMEM, "cannot compile the expression of %s", what);
	}
	*ret = r;
	return 0;
}

void regex_free(struct regex *r) {
	if (!r)
		return;
	pcre2_match_data_free(r->match);
	pcre2_code_free(r->code);
	free(r);
}

int regex_find(struct regex *r, const char *s, size_t len, size_t from, struct err *err) {
	int rc = pcre2_match(r->code, (PCRE2_SPTR)(s ? s : ""), len, from, r->how, r->match, NULL);
	char text[200];

	if (rc >= 0)
		return 1;
	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	if (pcre2_get_error_message(rc, (PCRE2_UCHAR *)text, sizeof(text)) < 0)
		text[0] = '\0';
	return err_set(err, EINVAL, "the expression of %s cannot be matched: %s", r->what, text);
}

bool regex_group(const struct regex *r, size_t n, size_t *start, size_t *end) {
	const size_t *at = pcre2_get_ovector_pointer(r->match);

	if (n > r->groups || at[2 * n] == PCRE2_UNSET || at[2 * n + 1] < at[2 * n])
		return false;
	*start = at[2 * n];
	*end = at[2 * n + 1];
	return true;
}

size_t regex_groups(const struct regex *r) {
	return r->groups;
}
