/* SPDX-License-Identifier: MIT */
/* One run's figures as Markdown: tables to paste into a report. */
#pragma once

#include "base/buf.h"
#include "stats/stats.h"

/* Append it, whole lines. 0 or -ENOMEM. */
int markdown_add(struct buf *out, const struct run_report *r);
