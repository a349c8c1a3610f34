/* SPDX-License-Identifier: MIT */
/* A script whose first line is `#!.../pmap --shebang ...`: the kernel hands all that follows over as one word. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/options.h"

/*
 * When the first of the words is --shebang, --hashbang or --shebang-wrap, with or without more behind it: replace them by what they
 * stand for, in memory of `o`. --shebang: the lines of the script, the last of the words, are the input. --shebang-wrap: the
 * script is run by the interpreter that was named, and the words behind it are arguments. 0, or -EINVAL for an open quote or no script.
 */
int shebang_words(struct options *o, char ***words, size_t *count, struct err *err);
/* True when the first of the words, which made no sense, is such a line with that option further behind. err says so then. */
bool shebang_late(char *const *words, size_t count, struct err *err);
/* The error for such an option (more may follow behind a blank) where it has no meaning: -EINVAL. */
int shebang_first(const char *name, struct err *err);
