/* SPDX-License-Identifier: MIT */
/* Each run is a run of pmap with one task and one slot, so it is measured as every task is. */
#include "probe.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/machine.h"
#include "base/sys.h"
#include "stats/probe_table.h"
#include "stats/stats.h"

#define MOST_SLOTS 512 /* that is suggested: the limit of --hint io */

static int run_all(struct run_host *host, const struct options *o, struct tally *runs, int *ret_status, struct err *err) {
	for (unsigned i = 0; i < o->runs; i++) {
		struct run_result result = { 0 };
		int rc = run_tasks(host, o, 1, RUN_MEASURE, &result, err);

		if (rc >= 0 && host->signal)
			return -ECANCELED; /* main ends by that signal */
		if (rc)
			return rc;
		runs[i] = result.report.sum;
		if (result.status)
			*ret_status = 1;
	}
	return 0;
}

/* Text goes to stdout: it is what the command was run for. */
static int print(const struct options *o, const struct probe_result *p, struct err *err) {
	struct buf b = { 0 };
	enum stats_form form = o->stats ? stats_form(o->stats_file) : STATS_TEXT;
	bool text = form == STATS_TEXT;
	int rc = text ? probe_text(&b, p) : probe_tree(&b, p, form == STATS_JSON ? TREE_JSON : form == STATS_CSV ? TREE_CSV : TREE_YAML, err);

	if (rc && text)
		rc = err_sys(err, -rc, "cannot print the figures");
	if (!rc)
		rc = stats_store(text ? "-" : o->stats_file, &b, err);
	buf_release(&b);
	return rc;
}

int probe_main(struct run_host *host, const struct options *o, struct err *err) {
	struct probe_result p = { .count = o->runs, .cpus = machine_cpus(), .most = MOST_SLOTS,
				  .command = o->command, .words = o->command_count };
	struct tally *runs;
	int status = 0, rc = o->stats ? stats_check(o->stats_file, err) : 0;

	if (rc)
		return rc;
	if (o->stats && stats_form(o->stats_file) == STATS_MARKDOWN)
		return err_set(err, EINVAL, "cannot write the figures of --probe to '%s': they can be .json, .yaml, .yml or .csv", o->stats_file);
	runs = calloc(o->runs, sizeof(*runs));
	if (!runs)
		return err_sys(err, ENOMEM, "cannot keep the figures of %u runs", o->runs);
	p.runs = runs;
	if (p.most > 32 * p.cpus)
		p.most = 32 * p.cpus;
	rc = run_all(host, o, runs, &status, err);
	if (!rc)
		rc = print(o, &p, err);
	free(runs);
	return rc ? rc : status;
}
