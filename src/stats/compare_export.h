/* SPDX-License-Identifier: MIT */
/*
 * A comparison for programs and for other documents: --export FILE. What is not known is null (an empty field), never
 * 0.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "stats/compare_findings.h"
#include "stats/stats.h"

struct compare_document {
	const struct compare_result *result;
	const struct compare_findings *findings;
	struct run_report about; /* what export_run and export_machine want to know */
};

/* Whether `file` can be written, judged by its name and its directory: to be asked before the runs. 0 or -errno. */
int compare_export_check(const char *file, struct err *err);
/* Write the form that the name asks for; the file appears complete or not at all. 0 or -errno. */
int compare_export(const char *file, const struct compare_document *d, struct err *err);

/* The forms, appended to out. 0 or -errno. */
int compare_add_tree(struct buf *out, const struct compare_document *d, bool json); /* schema pmap.compare/1, JSON or YAML */
int compare_add_csv(struct buf *out, const struct compare_document *d);             /* a record for each number of slots */
int compare_add_markdown(struct buf *out, const struct compare_document *d);
int compare_add_svg(struct buf *out, const struct compare_document *d);             /* compare_svg.c */
