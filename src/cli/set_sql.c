/* SPDX-License-Identifier: MIT */
/*
 * Setters of --sqlmaster and its kin. The address itself is read when the database is opened: it may be an alias,
 * which stands in a file.
 */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "cli/finish.h"
#include "cli/set.h"

/* opt->value says what we are to the table. Several options are one and the same table. */
int set_sql(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	struct options *o = p->o;

	if (o->sql && strcmp(o->sql_url + (*o->sql_url == '+'), value + (*value == '+')))
		return err_set(err, EINVAL, "option '%s': there can only be one table of jobs", name);
	if (!o->sql || *value == '+')
		o->sql_url = value;
	o->sql |= (unsigned)opt->value;
	return 0;
}

static int refuse(const struct options *o, const char *name, struct err *err) {
	if (o->mode != MODE_RUN)
		return err_set(err, EINVAL, "%s is for a run, not for --compare", name);
	if (o->pipe || o->pipepart || o->cat || o->fifo || o->tee)
		return err_set(err, EINVAL, "%s keeps values in its table, not blocks of input: --pipe and --pipepart are not for it",
			       name);
	if (o->onall || o->nonall)
		return err_set(err, EINVAL, "%s cannot be used with --onall and --nonall", name);
	if (o->semaphore && !o->semaphore_wait)
		return err_set(err, EINVAL, "%s cannot be used with --semaphore", name);
	if (o->resume != RESUME_NO)
		return err_set(err, EINVAL, "%s cannot be used with --resume and --retry-failed: its table says which jobs are done", name);
	if (o->shellquote || (o->dry_run && !(o->sql & SQL_MASTER)))
		return err_set(err, EINVAL, "%s cannot be used with %s", name,
			       o->dry_run ? "--dry-run: the commands are in the table" : "--shellquote");
	if (o->command_count && o->command[0][0] == '@')
		return err_set(err, EINVAL, "%s runs commands, not functions inside pmap ('%s')", name, o->command[0]);
	if ((o->sql & SQL_MASTER) && (o->many == MANY_X || o->many == MANY_M || o->many == MANY_XARGS))
		return err_set(err, EINVAL, "%s needs to know how many values a job has: use -N instead of -X, -m and --xargs", name);
	return 0;
}

/* A worker reads no input. Nobody writes a log: the table is one, and the master's jobs have not run. */
int finish_sql(struct parse *p, struct err *err) {
	static const char *const names[] = { "", "--sqlmaster", "--sqlworker", "--sqlandworker" };
	struct options *o = p->o;
	int rc = o->sql ? refuse(o, names[o->sql], err) : 0;

	if (!o->sql || rc)
		return rc;
	o->sql_wait = o->semaphore || o->sql == (SQL_MASTER | SQL_WORKER); /* that is --wait */
	o->semaphore = false;
	o->joblog = NULL;
	if (o->dry_run)
		o->sql = 0; /* as if there were no table */
	if (!o->sql || (o->sql & SQL_MASTER))
		return 0;
	o->inputs = set_alloc(o, sizeof(*o->inputs));
	*o->inputs = (struct input){ .kind = INPUT_WORDS };
	o->input_count = 1;
	o->colsep = o->header = NULL;
	o->csv = o->skip_first_line = o->shuf = o->link = false;
	return 0;
}
