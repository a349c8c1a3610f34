/* SPDX-License-Identifier: MIT */
/* Words of an environment variable or a line of a configuration file. */
#pragma once

#include <stddef.h>

#include "base/err.h"

/*
 * Split s at blanks as a shell would, with ' " and \ but without any expansion; in double quotes, too, a backslash makes any
 * byte behind it an ordinary one, as in GNU parallel. out (strlen(s) + 1 bytes) receives the bytes of
 * the words, words (at least strlen(s) / 2 + 2 pointers) their addresses and a NULL. 0, or -EINVAL for an open quote.
 */
int split_words(const char *s, char *out, char **words, size_t *count, struct err *err);
