/* SPDX-License-Identifier: MIT */
/* Who holds a job: a mark that names this very process, and whether the process behind such a mark is still there. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { HOLDER_MARK = 160 };

/* The mark of this process, at most HOLDER_MARK bytes with its NUL. It begins as GNU parallel's do, and ends in a slash. */
void holder_mark(char ret[HOLDER_MARK]);

/*
 * True when the process that made `mark` (text may follow it) is known to be gone: it ran on this boot of this
 * machine and in our namespace of processes, and is no longer there; or it ran on an earlier boot of `host`, which
 * is this machine. In any doubt it lives.
 */
bool holder_gone(const char *mark, const char *host);
