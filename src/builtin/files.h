/* SPDX-License-Identifier: MIT */
/* What a function reads (files, the block of --pipe, its own stdin) and where it writes: the task's output, or a file. */
#pragma once

#include <sys/stat.h>

#include "base/newfile.h"
#include "builtin/builtin.h"

struct in {
	struct builtin_call *call;
	const char *name;     /* for messages: the file, or "-" */
	int fd;               /* -1 = the block */
	bool waits;           /* reading may block for long: the cancel gate is watched */
	struct stat st;       /* of fd; st_size is the length of the block when there is none */
	size_t body_at;
	char *buf;
	size_t size;
};

/*
 * Open `name`; NULL and "-" mean the block, or the stdin of the worker. `buf` (size bytes) is the caller's and is used for reading. 0, or
 * -errno with call->err set.
 */
int in_open(struct in *in, struct builtin_call *call, const char *name, char *buf, size_t size);
/* The next piece: *ret is good until the next call. Its length, 0 at the end, or -errno with call->err set. */
ssize_t in_next(struct in *in, const void **ret);
void in_close(struct in *in);

/* Call `one` for each of argv[1..count], or once for the block or stdin when there is none. 0 or -errno with call->err set. */
int in_each(struct builtin_call *call, size_t count, char *buf, size_t size, int (*one)(struct in *, void *), void *arg);

struct out {
	struct builtin_call *call;
	bool to_file;
	struct newfile file;
	const char *about;    /* the input it comes from, for messages; NULL = not known */
	uint64_t written;
};

/* `path` NULL or "-": the task's output. `like` (may be NULL) is whose permissions a file gets. 0 or -errno with call->err set. */
int out_open(struct out *out, struct builtin_call *call, const char *path, bool force, const struct stat *like);
/* 0, or -errno with call->err set: also when the task wrote more than it may. */
int out_write(struct out *out, const void *p, size_t n);
/* `rc` is how the work ended: 0 = the file gets its name; otherwise nothing of it remains. Returns rc, or what went wrong now. */
int out_close(struct out *out, int rc);
