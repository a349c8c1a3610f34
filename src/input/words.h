/* SPDX-License-Identifier: MIT */
/*
 * The inverse of quoting: read a command line as a POSIX shell would, but only as long as it is a simple command of
 * plain words (POSIX.1-2008, XCU 2.2 and 2.10). Anything else is the shell's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct words {
	char **argv;      /* NULL-terminated; points into store */
	size_t argc;
	struct buf store;
	size_t cap;
	size_t bytes;     /* what execve counts for them: strings with NULs */
	bool first_quoted;/* the first word had quotes: then it cannot be a reserved word or an alias */
};

/*
 * 1: w holds the words a shell would pass to the command. 0: this needs a shell (operators, expansions, globs,
 * assignments, comments, a reserved word first, ...; whenever in doubt). -ENOMEM. w is reused: zero-initialise it
 * once, words_release at the end.
 */
int words_split(struct words *w, const char *line, size_t len);
void words_release(struct words *w);
