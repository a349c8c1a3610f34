/* SPDX-License-Identifier: MIT */
/* What $PARALLEL_ENV has for the shell of every task: definitions of functions and variables that are read before the command. */
#pragma once

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct payload {
	struct buf text;    /* shell code, NUL-terminated; empty = none */
	struct buf line;    /* what goes in front of each command: the text, or the words that read it from `fd`. Ends in a newline */
	int fd;             /* 0 = none (we always have a stdin), or the file that a long text is kept in */
	char *path;         /* that file's name when it has to have one */
};

/*
 * Read it: the value is the text itself, or the name of a file or FIFO that holds it. A text that is too long to be part of each command
 * line goes to a temporary file in `tmpdir`, which is gone when we are. 0 or -errno.
 */
int payload_open(struct payload *p, const char *tmpdir, struct err *err);
/*
 * The line for the shell: `before`, which is not empty, and the command behind it. zsh reads all of a -c before it runs any of it,
 * aliases would come too late for the command: it gets that by eval. *out is overwritten; NUL-terminated. 0 or -ENOMEM.
 */
int payload_put(struct buf *out, const struct buf *before, const char *shell, const struct buf *command);
void payload_close(struct payload *p);
