/* SPDX-License-Identifier: MIT */
/* One run's figures for programs: the tree pmap.stats/1. What is not known is null, never 0. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "stats/stats.h"
#include "stats/tree.h"

/* Append the whole document. 0 or -errno. */
int export_tree(struct buf *out, const struct run_report *r, enum tree_form form, struct err *err);

/* The maps `run` (what was called, where and when) and `machine` of a document about a run. Of *r only argc, argv, wall_begin, exit and cpus count. */
void export_run(struct tree *t, const struct run_report *r);
void export_machine(struct tree *t, const struct run_report *r);
