/* SPDX-License-Identifier: MIT */
/* --stats as text for people. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "stats/stats.h"

/* Append the summary of a run, whole lines; full: with slots, the slowest tasks, and all of the ledger. 0 or -ENOMEM. */
int summary_add(struct buf *out, const struct run_report *r, bool full);
