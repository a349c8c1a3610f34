/* SPDX-License-Identifier: MIT */
/* The parts of the summary that are tables of their own. Each begins with an empty line, or adds nothing when there is nothing to say. */
#pragma once

#include <stdbool.h>

#include "stats/figures.h"
#include "stats/page.h"

/* "Where the slots' time went"; full: every heading that is not 0. */
void summary_ledger(struct page *p, const struct figures *f, bool utf8, bool full);
/* "What limits it": the ceilings of the speed-up. */
void summary_limits(struct page *p, const struct run_report *r, const struct figures *f);
/* Other numbers of slots, another order; one line of advice when it is worth something. */
void summary_predicted(struct page *p, const struct figures *f);

/* For --stats=full: figures that take some knowledge to read (no empty line); slots, durations, the slowest tasks and the largest. */
void summary_details(struct page *p, const struct run_report *r, const struct figures *f);
void summary_slots(struct page *p, const struct run_report *r, bool utf8);
