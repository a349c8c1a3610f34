/* SPDX-License-Identifier: MIT */
#include "cli/split.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static bool blank(char c) {
	return c == ' ' || c == '\t' || c == '\n';
}

/* Copy one quoted part; s is behind the opening quote. Returns what follows the closing one, NULL when there is none. */
static const char *quoted(const char *s, char quote, char **out) {
	for (; *s != quote; s++) {
		if (!*s)
			return NULL;
		if (quote == '"' && *s == '\\' && s[1])
			s++;
		*(*out)++ = *s;
	}
	return s + 1;
}

int split_words(const char *s, char *out, char **words, size_t *count, struct err *err) {
	size_t n = 0;

	for (;;) {
		while (blank(*s))
			s++;
		if (!*s)
			break;
		words[n++] = out;
		while (*s && !blank(*s)) {
			if (*s == '\'' || *s == '"') {
				s = quoted(s + 1, *s, &out);
				if (!s)
					return err_set(err, EINVAL, "a quote is not closed");
			} else {
				if (*s == '\\' && s[1])
					s++;
				*out++ = *s++;
			}
		}
		*out++ = '\0';
	}
	words[n] = NULL;
	*count = n;
	return 0;
}
