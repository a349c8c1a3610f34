/* SPDX-License-Identifier: MIT */
/* Inputs that must be read more than once: stdin and pipes are copied into unlinked files, regular files stay where they are. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "cli/options.h"

struct kept {
	int fd;      /* what is read */
	int as;      /* the descriptor it takes the place of; -1 = it is opened by its name /dev/fd/N */
	off_t start; /* where reading begins */
	char name[24];
};

struct rewind {
	struct kept *kept;
	size_t count;
};

/*
 * Make every input of `o` readable again; reads pipes to their end, so it may block. Paths in o->inputs are replaced by names in
 * *r, which must live as long as o is used. 0 or -errno with err set; *r is then empty.
 */
int rewind_keep(struct rewind *r, struct options *o, struct err *err);
/* To be called before each run: every input begins at its start, descriptor 0 included. 0 or -errno. */
int rewind_all(const struct rewind *r, struct err *err);
void rewind_release(struct rewind *r);
