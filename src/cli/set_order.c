/* SPDX-License-Identifier: MIT */
/* Options about which task runs when, and what is known of it beforehand: --order, --cost, --calibrate. */
#include <errno.h>
#include <string.h>

#include "cli/finish.h"
#include "cli/set.h"
#include "cli/values.h"

int set_longest(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	static const char word[] = "longest";
	const size_t n = sizeof(word) - 1;

	(void)opt;
	if (strncmp(value, word, n) || (value[n] && value[n] != ':') || (value[n] && !value[n + 1]))
		return err_set(err, EINVAL, "option '%s': '%s' is not longest:JOBLOG, nor longest together with --cost", name, value);
	p->o->longest = true;
	p->o->longest_log = value[n] ? value + n + 1 : NULL;
	return 0;
}

int set_cost(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	if (!*value)
		return err_set(err, EINVAL, "option '%s': give what a task costs: size, or a replacement string for a number", name);
	p->o->cost = value;
	return 0;
}

int set_calibrate(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	if (value_count(value, 1, &p->o->calibrate))
		return err_set(err, EINVAL, "option '%s': '%s' is not a number of tasks (1, 2, ...)", name, value);
	p->o->stats = true; /* they tell what came of it */
	return 0;
}

/* Where tasks do not come from arguments, or where their order is somebody else's. */
static const char *other_order(const struct options *o) {
	return o->pipe || o->pipepart || o->cat ? "--pipe" : o->shuf ? "--shuf" : o->sql ? "a table of jobs (--sqlmaster and its kin)" :
	       o->onall || o->nonall ? "--onall" : o->semaphore ? "--semaphore" : o->retry_failed ? "--retry-failed" :
	       o->mode == MODE_PROBE ? "--probe" : NULL;
}

static int finish_calibrate(const struct options *o, struct err *err) {
	const char *with = o->jobs.kind == JOBS_AUTO ? "--jobs auto, which learns from tasks side by side" : o->mode != MODE_RUN ? "--compare and --probe" :
			   o->round_robin || o->tee || o->shard || o->bin ? "--round-robin, --tee, --shard and --bin, whose jobs run together" : NULL;

	return with ? err_set(err, EINVAL, "--calibrate runs tasks alone: it cannot be used with %s", with) : 0;
}

int finish_run_order(const struct options *o, struct err *err) {
	const char *with = other_order(o);

	if (o->calibrate && finish_calibrate(o, err))
		return -EINVAL;
	if (!o->longest && !o->cost)
		return 0;
	if (with)
		return err_set(err, EINVAL, "%s needs arguments whose tasks it knows beforehand: it cannot be used with %s", o->longest ? "--order" : "--cost", with);
	if (o->longest_log && o->cost)
		return err_set(err, EINVAL, "--cost says what a task takes, and so does the job log of --order: give one of them");
	if (o->longest && !o->longest_log && !o->cost)
		return err_set(err, EINVAL, "--order longest needs to know what a task takes: --order longest:JOBLOG, or --cost");
	if (!o->longest && o->progress != PROGRESS_BAR && o->progress != PROGRESS_ETA)
		return err_set(err, EINVAL, "--cost is used by --order longest, --eta and --bar only: give one of them");
	return 0;
}
