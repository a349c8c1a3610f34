/* SPDX-License-Identifier: MIT */
/* What can only be decided when all options are known. */
#pragma once

#include "base/err.h"
#include "cli/table.h"

/* Complete and check p->o. 0 or -EINVAL with err set. */
int finish_parse(struct parse *p, struct err *err);
/* Its part for pipe mode. */
int finish_pipe(struct options *o, struct err *err);
/* --persist: what it needs and what it cannot be used with. 0 or -EINVAL. */
int finish_persist(const struct options *o, struct err *err);
/* Its part for --jobs auto and --probe: what they cannot be used with. */
int finish_hint(struct options *o, struct err *err);
/* Its part for --report. */
int finish_report(struct options *o, struct err *err);
/* Its part for --compare: what it cannot be used with, and what goes with it alone (set_compare.c). */
int finish_compare(struct options *o, struct err *err);
/* Its part for --order, --cost and --calibrate (set_order.c). */
int finish_run_order(const struct options *o, struct err *err);
/* Its part for tables of jobs (set_sql.c). */
int finish_sql(struct parse *p, struct err *err);
