/* SPDX-License-Identifier: MIT */
/* Files that travel by rsync, as lines of a script for sh. */
#pragma once

#include "base/buf.h"
#include "exec/remote_hosts.h"

/* The parts of a name: before /./ is a directory here, empty = where we are; behind it what both sides call it. */
struct transfer_name {
	const char *before;
	size_t before_len;
	const char *path;
};

/* Options for rsync (shell words) when it shall be used, by --rsync-opts or PARALLEL_RSYNC_OPTS; else NULL. */
const char *transfer_rsync_opts(const struct options *o);
/* Append the line that copies there, into `dir` (NULL = home, else made), and ends the script when that fails. 0 or -ENOMEM. */
int transfer_rsync_out(struct buf *b, const char *opts, const struct remote_host *host, const char *dir,
		       const struct transfer_name *name);
/* ... that copies back. */
int transfer_rsync_back(struct buf *b, const char *opts, const struct remote_host *host, const char *dir,
			const struct transfer_name *name);
