/* SPDX-License-Identifier: MIT */
/* What tasks mostly do: said (--hint), measured while they run (auto), or before (--probe). */
#include <errno.h>
#include <string.h>

#include "cli/finish.h"
#include "cli/set.h"
#include "cli/values.h"

int set_choice_hint(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	if (!strcmp(value, "cpu"))
		p->o->hint = HINT_CPU;
	else if (!strcmp(value, "io"))
		p->o->hint = HINT_IO;
	else if (!strcmp(value, "auto"))
		p->o->hint = HINT_AUTO;
	else
		return err_set(err, EINVAL, "option '%s': '%s' is not cpu, io or auto", name, value);
	return 0;
}

int set_max_jobs(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	if (value_count(value, 1, &p->o->max_jobs))
		return err_set(err, EINVAL, "option '%s': '%s' is not a number of slots (1, 2, ...)", name, value);
	return 0;
}

/* Which option needs a number of slots that stays; NULL = none. */
static const char *needs_number(const struct options *o) {
	return o->mode == MODE_COMPARE ? "--compare" : o->semaphore ? "--semaphore" : o->tty ? "--tty" : o->round_robin ? "--round-robin" :
	       o->tee ? "--tee" : o->shard ? "--shard" : o->bin ? "--bin" : o->pipepart && o->block < 0 ? "--block -N" : NULL;
}

static int finish_jobs(struct options *o, struct err *err) {
	const char *other = needs_number(o);

	if (o->hint == HINT_CPU || o->hint == HINT_IO)
		return err_set(err, EINVAL, "--jobs auto measures what tasks do, and --hint %s says it: use one of them",
			       o->hint == HINT_CPU ? "cpu" : "io");
	if (other)
		return err_set(err, EINVAL, "--jobs auto changes the number of slots, and %s needs one that stays: use --jobs N", other);
	o->hint = HINT_AUTO;
	return 0;
}

static int finish_probe(struct options *o, struct err *err) {
	if (!o->command_count)
		return err_set(err, EINVAL, "--probe needs a command to run");
	if (o->input_count || o->pipe || o->pipepart)
		return err_set(err, EINVAL, "--probe runs one command as it stands: it takes no input (%s)",
			       o->pipepart ? "--pipe-part" : o->pipe ? "--pipe" : ":::, ::::, -a");
	if (o->dry_run || o->shellquote)
		return err_set(err, EINVAL, "--probe measures what --%s does not run", o->dry_run ? "dry-run" : "shellquote");
	o->once = true;
	o->runs = o->runs ? o->runs : 5;
	return 0;
}

int finish_hint(struct options *o, struct err *err) {
	if (o->jobs.kind == JOBS_AUTO && finish_jobs(o, err))
		return -EINVAL;
	if (o->max_jobs && o->jobs.kind != JOBS_AUTO && (o->jobs.kind != JOBS_DEFAULT || o->hint == HINT_NONE || o->hint == HINT_CPU))
		return err_set(err, EINVAL, "--max-jobs bounds a number of slots that changes: use it with --jobs auto, or --hint io or auto without "
					    "--jobs");
	return o->mode == MODE_PROBE ? finish_probe(o, err) : 0;
}
