/* SPDX-License-Identifier: MIT */
/* Defaults, and the rules that concern more than one option. */
#include "cli/finish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void options_init(struct options *o) {
	*o = (struct options){
		.replace = "{}",
		.block = 1024 * 1024,
		.halt = { .when = HALT_NEVER, .why = HALT_FAIL, .count = 1 },
		.retries = 1,
		.timeout = NSEC_NEVER,
		.buffer = 64 * 1024 * 1024,
		.spill = UINT64_MAX,
		.runs = 5,
	};
}

void options_release(struct options *o) {
	while (o->owned) {
		void *next = *(void **)o->owned; /* a block begins with the address of the next */

		free(o->owned);
		o->owned = next;
	}
}

/* GNU parallel's rule, whatever the order: -N beats -n beats -L, and -X beats -m beats --xargs beats these. */
static void finish_many(const struct parse *p, struct options *o) {
	if (p->nreplace_given)
		o->max_args = p->nreplace;
	else if (p->n_given)
		o->max_args = p->n;
	else
		o->max_args = o->max_lines;
	if ((p->nreplace_given || p->n_given) && !o->max_args)
		o->many = p->nreplace_given ? MANY_NREPLACE : MANY_N; /* nothing is inserted, so nothing can be filled */
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
	else if (o->max_lines)
		o->many = MANY_LINES;
}

static int finish_order(const struct parse *p, struct options *o, struct err *err) {
	if (p->ungroup && p->group)
		return err_set(err, EINVAL, "--ungroup and --group exclude each other");
	if (p->ungroup && p->lines)
		return err_set(err, EINVAL, "--ungroup and --line-buffer exclude each other");
	if (p->group && p->lines)
		return err_set(err, EINVAL, "--group and --line-buffer exclude each other");
	if (o->dry_run)
		o->order = ORDER_KEEP; /* costs nothing, and is easier to read */
	else if (p->ungroup)
		o->order = ORDER_NONE;
	else if (p->lines)
		o->order = p->keep ? ORDER_LINE_KEEP : ORDER_LINE;
	else
		o->order = p->keep ? ORDER_KEEP : ORDER_GROUP;
	return 0;
}

static bool has_file(const struct options *o) {
	for (size_t i = 0; i < o->input_count; i++)
		if (o->inputs[i].kind == INPUT_FILE)
			return true;
	return false;
}

static int finish_pipe(struct options *o, struct err *err) {
	const char *which = "--pipe";

	if (o->pipepart) {
		which = "--pipepart";
		o->pipe = false;
	} else if (o->cat && !o->pipe) {
		which = "--cat";
		o->pipe = true;
	}
	if (o->block < 0 && !o->pipepart)
		return err_set(err, EINVAL, "option '--block': a negative size needs --pipepart");
	if (!o->pipe && !o->pipepart)
		return 0;
	if (!o->command_count)
		return err_set(err, EINVAL, "%s needs a command to pipe into, for example: cat", which);
	if (o->pipepart && !has_file(o))
		return err_set(err, EINVAL, "--pipepart needs a file: -a FILE or :::: FILE");
	return 0;
}

int finish_parse(struct parse *p, struct err *err) {
	struct options *o = p->o;
	int rc;

	if (o->mode != MODE_RUN && o->mode != MODE_COMPARE)
		return 0;
	finish_many(p, o);
	o->trim = o->colsep != NULL;
	if (o->header && !o->colsep)
		o->colsep = "\t"; /* as GNU parallel */
	rc = finish_order(p, o, err);
	if (!rc)
		rc = finish_pipe(o, err);
	if (rc)
		return rc;
	if (o->resume == RESUME_NO || o->joblog)
		return 0;
	return err_set(err, EINVAL, "--resume%s needs --joblog FILE", o->resume == RESUME_FAILED ? "-failed" : "");
}
