/* SPDX-License-Identifier: MIT */
/* A file that appears under its name only when it is complete. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/sync.h"

struct newfile {
	const char *path;  /* borrowed */
	int fd;            /* -1 = nothing is open */
	bool nameless;     /* the kernel keeps it without a name: it is gone when we are */
	bool direct;       /* path is a device, a pipe or a socket: written as it is */
	bool force;
	struct buf temp;   /* the name it has until then; empty = none */
};

/*
 * Begin the file `path`; its permissions are `mode` within the umask. A regular file that is there is an error unless `force`, and is
 * then replaced at the end. 0 or -errno with words in err. path stays the caller's until newfile_commit or newfile_discard.
 */
int newfile_open(struct newfile *f, const char *path, mode_t mode, bool force, struct err *err);

/* Write all n bytes. 0, -ECANCELED when `stop` closed, or -errno with words in err. */
int newfile_write(struct newfile *f, const void *p, size_t n, const struct gate *stop, struct err *err);

/* The file is complete: give it its name. 0 or -errno with words in err; either way f is closed. */
int newfile_commit(struct newfile *f, struct err *err);

/* Forget it; nothing of it remains. Harmless after newfile_commit, and on a zeroed struct whose fd is -1. */
void newfile_discard(struct newfile *f);
