/* SPDX-License-Identifier: MIT */
/* --stats as text for people. */
#pragma once

#include "base/buf.h"
#include "stats/stats.h"

/* Append the summary of a run, whole lines. 0 or -ENOMEM. */
int summary_add(struct buf *out, const struct run_report *r);
