/* SPDX-License-Identifier: MIT */
/* --report: a run as one page for a browser, which needs nothing but itself. */
#pragma once

#include "base/err.h"
#include "stats/stats.h"

/* Can report_write write `file`? Judged by its name and its directory: to be asked before the run. 0 or -errno. */
int report_check(const char *file, struct err *err);

/* Write the page of a run with history and notes. The file appears complete or not at all. May block on the output. 0 or -errno. */
int report_write(const struct run_report *r, const char *file, struct err *err);
