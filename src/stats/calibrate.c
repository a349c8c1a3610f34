/* SPDX-License-Identifier: MIT */
/* The two groups are different tasks, so the interval says how far their sizes alone may have made the difference. */
#include "stats/calibrate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/maths.h"
#include "base/sys.h"
#include "stats/show.h"
#include "task/task.h"

static bool counts(const struct attempt *a) {
	return a->outcome == OUTCOME_EXIT && !a->again && a->cpu >= 0;
}

/* Geometric mean of positive numbers. */
static double typical(const double *v, size_t n) {
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += maths_log(v[i]);
	return n ? maths_exp(sum / (double)n) : NAN;
}

/* What is missing for a comparison; NULL = nothing. */
static const char *missing(const struct calibrate *c, const double *alone, const double *beside, unsigned slots) {
	if (!c->alone)
		return "no task was measured alone";
	if (slots < 2)
		return "there is one slot, so all tasks ran alone";
	if (!c->beside)
		return "no task ran in company";
	for (unsigned i = 0; i < c->alone; i++)
		if (!(alone[i] > 0))
			return "a task took no CPU time that can be measured";
	for (unsigned i = 0; i < c->beside; i++)
		if (!(beside[i] > 0))
			return "a task took no CPU time that can be measured";
	return NULL;
}

/* alone[] and beside[] have room for all attempts together: the one grows from the front, the other from the end of it. */
static void compare(struct calibrate *c, const struct history *h, nsec until, unsigned slots, double *alone) {
	double *beside = alone + h->count;

	for (size_t i = 0; i < h->count; i++) {
		const struct attempt *a = &h->list[i];

		if (!counts(a))
			continue;
		if (!until || a->start < until)
			c->sum_alone += alone[c->alone++] = (double)a->cpu / 1e9;
		else
			*--beside = (double)a->cpu / 1e9, c->beside++;
	}
	c->why = missing(c, alone, beside, slots);
	if (c->why)
		return;
	c->cpu_alone = typical(alone, c->alone);
	c->cpu_beside = typical(beside, c->beside);
	c->inflation = model_ratio(beside, c->beside, alone, c->alone);
	if (!isfinite(c->inflation.value) || !(c->inflation.value > 0))
		c->why = "the CPU times cannot be compared";
}

struct calibrate calibrate_of(const struct history *h, unsigned wanted, nsec until, unsigned slots) {
	struct calibrate c = { .wanted = wanted, .cpu_alone = NAN, .cpu_beside = NAN, .inflation = { NAN, NAN, NAN } };
	double *cpu;

	if (!wanted)
		return c;
	cpu = sys_malloc((h->count ? h->count : 1) * sizeof(*cpu));
	if (!cpu) {
		c.why = "there was no memory to compare them";
		return c;
	}
	compare(&c, h, until, slots, cpu);
	free(cpu);
	return c;
}

double calibrate_cpu(const struct calibrate *c, double cpu) {
	double alone = maths_min(c->sum_alone, cpu);

	if (c->why || !(c->inflation.value > 0))
		return NAN;
	return maths_min(alone + (cpu - alone) / c->inflation.value, cpu);
}

#define ROW "  %-28s %-12s "

void calibrate_text(struct page *p, const struct calibrate *c, double serial, double cpu) {
	double without = calibrate_cpu(c, cpu);
	const char *name = "CPU time in company";

	if (!c->wanted)
		return;
	if (c->why) {
		page_add(p, "  %-28s not enough data: %s\n", name, c->why);
		return;
	}
	page_add(p, ROW "measured: a task took %s in company (%u task%s), %s alone (%u task%s)\n", name, show_ratio(c->inflation.value).s,
		show_duration(c->cpu_beside).s, c->beside, show_plural(c->beside), show_duration(c->cpu_alone).s, c->alone, show_plural(c->alone));
	if (isfinite(c->inflation.low) && isfinite(c->inflation.high))
		page_add(p, ROW "95 %% interval %s to %s\n", "", "", show_ratio(c->inflation.low).s, show_ratio(c->inflation.high).s);
	else
		page_add(p, ROW "no interval: it takes two tasks or more of each kind\n", "", "");
	if (isfinite(serial) && isfinite(without) && without < cpu)
		page_add(p, ROW "estimated: serial time without what company costs; %s is at most\n", "", show_duration(serial - (cpu - without)).s,
			show_duration(serial).s);
}

void calibrate_tree(struct tree *t, const struct calibrate *c) {
	if (!c->wanted) {
		tree_null(t, "calibration");
		return;
	}
	tree_map(t, "calibration");
	tree_int(t, "wanted", c->wanted);
	tree_int(t, "alone", c->alone);
	tree_int(t, "in_company", c->beside);
	tree_real(t, "cpu_alone", c->cpu_alone);
	tree_real(t, "cpu_in_company", c->cpu_beside);
	tree_real(t, "inflation", c->why ? NAN : c->inflation.value);
	tree_list(t, "inflation_ci95");
	tree_real(t, NULL, c->why ? NAN : c->inflation.low);
	tree_real(t, NULL, c->why ? NAN : c->inflation.high);
	tree_list_end(t);
	tree_text(t, "why_not", c->why);
	tree_map_end(t);
}
