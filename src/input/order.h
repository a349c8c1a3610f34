/* SPDX-License-Identifier: MIT */
/* --order longest, --cost: what the jobs of a group should cost, and the longest of them first. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/options.h"
#include "input/template.h"
#include "task/source.h"

struct order_spec {
	const struct options *options;
	const struct template *command; /* its text is what `known` is asked about */
	const struct template *cost;    /* --cost; NULL = none, or `size` */
	/* What a command line cost; negative = not known. NULL = nobody knows. */
	double (*known)(void *, const char *command, size_t n);
	/* True when the output waits for the job at *place, from 0, which should come next. NULL = it waits for nobody. */
	bool (*hole)(void *, uint64_t *place);
	void *arg;
};

/*
 * Takes `group`, which knows its jobs by number (see group_at), over, also when it fails. All jobs are looked at once; 24 bytes are kept for
 * each. A job whose cost is not known has the median of the others. Its tasks say where they belong in the input (task.input), unless the
 * run only prints them. What spec points to is borrowed. 0 or -errno.
 */
int order_new(struct source **ret, struct source *group, const struct order_spec *spec, struct err *err);

/* Jobs whose cost is known. */
uint64_t order_known(const struct source *s);
/* total + 1 numbers: what the first i jobs cost, in the order in which they run. NULL when no cost is known, or s is another kind of source. */
const double *order_sums(const struct source *s);
