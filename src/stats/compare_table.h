/* SPDX-License-Identifier: MIT */
/* A comparison as text: table, chart, and what there is to say. */
#pragma once

#include "base/buf.h"
#include "stats/compare_findings.h"

/* The unit of all times of a table, so that they can be compared at sight. */
struct compare_unit {
	const char *name;
	double factor; /* times seconds */
	int places;    /* after the point */
};
struct compare_unit compare_unit(const struct compare_result *c);

/* One line on how it was measured: rounds, warm-ups, CPUs. Not terminated by a newline. 0 or -ENOMEM. */
int compare_add_method(struct buf *out, const struct compare_result *c);
/* Append the report. 0 or -ENOMEM. */
int compare_add(struct buf *out, const struct compare_result *c, const struct compare_findings *f);
