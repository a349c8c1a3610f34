/* SPDX-License-Identifier: MIT */
/* One run's figures for programs: the tree pmap.stats/1. What is not known is null, never 0. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "stats/stats.h"

/* Append the whole YAML document. 0 or -errno. */
int export_yaml(struct buf *out, const struct run_report *r, struct err *err);
