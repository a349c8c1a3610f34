/* SPDX-License-Identifier: MIT */
/* What --probe found out about one command, as text and as a tree. */
#pragma once

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "stats/stats.h"
#include "stats/tree.h"

struct probe_result {
	const struct tally *runs; /* one for each run of the command */
	size_t count;
	unsigned cpus, most;      /* usable CPUs; the most slots that would be suggested */
	char *const *command;
	size_t words;
};

/* Append the table. 0 or -ENOMEM. */
int probe_text(struct buf *out, const struct probe_result *p);
/* The same for programs, schema pmap.probe/1. 0 or -errno. */
int probe_tree(struct buf *out, const struct probe_result *p, enum tree_form form, struct err *err);
