/* SPDX-License-Identifier: MIT */
/* Defaults, and the rules that concern more than one option. */
#include "cli/finish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/record.h"

void options_init(struct options *o) {
	*o = (struct options){
		.replace = "{}",
		.block = 1024 * 1024,
		.halt = { .when = HALT_NEVER, .why = HALT_FAIL, .count = 1 },
		.retries = 1,
		.timeout = NSEC_NEVER,
		.buffer = 64 * 1024 * 1024,
		.spill = UINT64_MAX,
		.runs_time = NSEC_NEVER,
		.warmups = 1,
	};
}

void options_release(struct options *o) {
	while (o->owned) {
		void *next = *(void **)o->owned; /* a block begins with the address of the next */

		free(o->owned);
		o->owned = next;
	}
}

/*
 * GNU parallel's rule, whatever the order: -N beats -n beats -l beats -L, and -X beats -m beats --xargs beats these.
 * -L0 is -N0. How many lines make a record of --pipe is first said by -L.
 */
static void finish_many(const struct parse *p, struct options *o) {
	unsigned lines = p->lines_plain ? p->lines_plain : p->lines_repeated;
	bool nothing = p->nreplace_given ? !p->nreplace : p->n_given ? !p->n : p->repeat_lines && !lines;

	o->max_lines = p->repeat_lines ? p->lines_repeated : p->lines_plain;
	o->repeat_context = p->fill_x || p->nreplace_given || (p->repeat_lines && !p->fill_m && !p->fill_xargs);
	if (p->nreplace_given)
		o->max_args = p->nreplace;
	else if (p->n_given)
		o->max_args = p->n;
	else
		o->max_args = lines;
	if (nothing)
		o->many = p->n_given && !p->nreplace_given ? MANY_N : MANY_NREPLACE; /* nothing is inserted, so nothing can be filled */
	else if (p->fill_x)
		o->many = MANY_X;
	else if (p->fill_m)
		o->many = MANY_M;
	else if (p->fill_xargs)
		o->many = MANY_XARGS;
	else if (p->nreplace_given)
		o->many = MANY_NREPLACE;
	else if (p->n_given)
		o->many = MANY_N;
	else if (lines)
		o->many = MANY_LINES;
}

static int finish_order(struct parse *p, struct options *o, struct err *err) {
	if (p->ungroup && p->group)
		return err_set(err, EINVAL, "--ungroup and --group exclude each other");
	if (p->ungroup && p->lines)
		return err_set(err, EINVAL, "--ungroup and --line-buffer exclude each other");
	if (p->group && p->lines)
		return err_set(err, EINVAL, "--group and --line-buffer exclude each other");
	p->keep = p->keep && !p->no_keep && !o->latest_line;
	p->lines = p->lines || (o->latest_line && !p->ungroup);
	o->shellquote = o->dry_run ? 0 : o->shellquote;
	if (o->results && !strncmp(o->results, "-.", 2) && p->ungroup)
		p->ungroup = o->tty = false; /* it would fall between the records */
	if (o->dry_run || o->shellquote)
		o->order = ORDER_KEEP; /* costs nothing, and is easier to read */
	else if (o->tty && !p->group && !p->lines)
		o->order = ORDER_NONE;
	else if (p->ungroup)
		o->order = ORDER_NONE;
	else if (p->lines)
		o->order = p->keep ? ORDER_LINE_KEEP : ORDER_LINE;
	else
		o->order = p->keep ? ORDER_KEEP : ORDER_GROUP;
	return 0;
}

/* Columns and the order of jobs. */
static int finish_input(const struct parse *p, struct options *o, struct err *err) {
	if (o->csv) {
		o->colsep = !o->colsep ? "," : !strcmp(o->colsep, "\\t") ? "\t" : o->colsep;
		if (!*o->colsep)
			return err_set(err, EINVAL, "--csv needs a separator: --colsep is empty");
	} else if (o->colsep && !p->trim_given) {
		o->trim = TRIM_LEFT | TRIM_RIGHT;
	}
	if (o->header && !o->colsep)
		o->colsep = "\t"; /* as GNU parallel */
	if (o->shuf && (o->pipe || o->pipepart || o->cat))
		return err_set(err, EINVAL, "--shuf needs arguments to shuffle: it cannot be used with --pipe");
	if ((o->pipe || o->cat) && !o->pipepart && o->halt.when != HALT_NEVER && o->halt.percent)
		return err_set(err, EINVAL, "--halt with a percentage needs the number of tasks, which --pipe does not tell");
	return 0;
}

/* One task without input, whose end is the end of the run; it has our stdin, so --pipe says nothing more. */
static void finish_semaphore(struct options *o) {
	o->pipe = o->pipepart = o->cat = false;
	o->colsep = o->header = NULL;
	o->many = MANY_NO;
	o->halt = (struct halt){ .when = HALT_SOON, .why = HALT_FAIL, .count = 1 };
}

/* --tag names the host of --onall. */
static void finish_hosts(struct options *o) {
	o->once = o->semaphore || (o->nonall && !o->input_count);
	if (!o->onall && !o->nonall)
		return;
	o->tagstring = o->tag ? ":" : NULL;
	o->pipe = o->pipe && !o->nonall;
}

int finish_parse(struct parse *p, struct err *err) {
	struct options *o = p->o;
	int rc;

	if (o->mode != MODE_RUN && o->mode != MODE_COMPARE && o->mode != MODE_PROBE)
		return 0;
	for (size_t i = 0; i < o->env_count; i++)
		if (!strcmp(o->env[i], "_") && record_check(err))
			return -EINVAL;
	if (o->quote_for)
		p->ungroup = p->lines = false; /* words cannot be mixed */
	finish_many(p, o);
	o->open_tty = o->open_tty || o->tty;
	o->trace = o->trace && !o->interactive; /* the question shows the command */
	rc = finish_input(p, o, err);
	if (!rc)
		rc = finish_run_order(o, err);
	if (!rc)
		rc = finish_sql(p, err);
	if (rc)
		return rc;
	if (o->semaphore)
		finish_semaphore(o);
	finish_hosts(o);
	rc = finish_order(p, o, err);
	if (!rc)
		rc = finish_hint(o, err);
	if (!rc)
		rc = finish_compare(o, err);
	if (!rc)
		rc = finish_pipe(o, err);
	if (!rc)
		rc = finish_persist(o, err);
	if (!rc)
		rc = finish_report(o, err);
	if (rc)
		return rc;
	if (o->trace_file && (o->mode == MODE_COMPARE || o->mode == MODE_PROBE))
		return err_set(err, EINVAL, "--trace is of one run: it does not go with --%s", o->mode == MODE_COMPARE ? "compare" : "probe");
	o->verbose = o->verbose && !o->silent;
	if (o->results && !*o->results)
		o->results = NULL;
	if (o->resume == RESUME_NO || o->joblog || o->results)
		return 0;
	return err_set(err, EINVAL, "--resume%s needs --joblog FILE or --results NAME", o->resume == RESUME_FAILED ? "-failed" : "");
}
