/* SPDX-License-Identifier: MIT */
/* Processes that are no tasks: started, listened to, and ended with us like those of tasks. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/sync.h"
#include "exec/proc.h"

struct helper {
	struct proc proc;
	int out;                  /* its stdout; -1 = closed */
};

struct helper_spec {
	const struct proc_world *world;
	struct guard_slot *guard; /* of nothing else while it lives */
	const char *const *argv;  /* the first is a path */
	int in;                   /* its stdin; -1 = nothing to read */
	bool quiet;               /* its stderr is thrown away */
};

/* 0 or -errno. On success helper_end must follow. */
int helper_start(struct helper *h, const struct helper_spec *spec);
/*
 * Append its output to `out`, up to its end or, with `mark`, until a line that begins with that is complete. Blocks. 0, -ECANCELED when
 * `stop` (may be NULL) closed, or -errno.
 */
int helper_read(struct helper *h, struct buf *out, const char *mark, const struct gate *stop);
/* Wait for its end; `now`: end it. Its exit status, or 128 + signal. */
int helper_end(struct helper *h, bool now);
