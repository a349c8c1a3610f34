/* SPDX-License-Identifier: MIT */
/* What is true of a run and changes how its figures are to be read: one line each, nothing when all is well. */
#pragma once

#include "stats/figures.h"
#include "stats/page.h"

/* Append them, each as `before`, a sentence and a newline. */
void warnings_add(struct page *p, const char *before, const struct run_report *r, const struct figures *f);
