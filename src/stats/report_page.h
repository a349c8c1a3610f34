/* SPDX-License-Identifier: MIT */
/* The parts of the page of --report. Each appends one section; what is not known is said in words. */
#pragma once

#include "stats/figures.h"
#include "stats/page.h"
#include "stats/stats.h"

/* The whole page. */
void report_page(struct page *p, const struct run_report *r);

/* A section with a heading; `how` says how its figures were come by (NULL = they are none). */
void report_section(struct page *p, const char *title, const char *how);
void report_section_end(struct page *p);

void report_style(struct page *p);
void report_head(struct page *p, const struct run_report *r, const struct figures *f);
void report_ledger(struct page *p, const struct run_report *r, const struct figures *f);
void report_gantt(struct page *p, const struct run_report *r);
void report_durations(struct page *p, const struct run_report *r);
void report_curve(struct page *p, const struct run_report *r, const struct figures *f);
void report_figures(struct page *p, const struct run_report *r, const struct figures *f);
void report_slowest(struct page *p, const struct run_report *r);
void report_failed(struct page *p, const struct run_report *r);
void report_environment(struct page *p, const struct run_report *r);
/* The same figures, and the attempts, for programs. */
void report_data(struct page *p, const struct run_report *r);
