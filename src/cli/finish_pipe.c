/* SPDX-License-Identifier: MIT */
/* The rules of pipe mode: what implies what, and what does not go together. */
#include <errno.h>
#include <string.h>

#include "cli/finish.h"

static bool has_file(const struct options *o) {
	for (size_t i = 0; i < o->input_count; i++)
		if (o->inputs[i].kind == INPUT_FILE)
			return true;
	return false;
}

/* What makes --pipe of a run that names neither --pipe nor --pipepart. NULL = nothing. */
static const char *implies_pipe(const struct options *o) {
	return o->cat ? "--cat" : o->fifo ? "--fifo" : o->group_by ? "--group-by" : NULL;
}

static const char *spreading(const struct options *o) {
	return o->tee ? "--tee" : o->bin ? "--bin" : o->shard ? "--shard" : o->round_robin ? "--round-robin" : NULL;
}

/* Jobs that all run at the same time. */
static int finish_spreading(struct options *o, struct err *err) {
	const char *which = spreading(o);

	if (!which)
		return 0;
	o->round_robin = o->round_robin && !o->tee && !o->bin && !o->shard;
	if (o->retries > 1)
		return err_set(err, EINVAL, "%s and --retries exclude each other: the input of a job is not kept to be given again", which);
	if ((o->bin || o->shard) && !o->tee && o->pipepart)
		return err_set(err, EINVAL, "%s needs --pipe: its input is not cut into parts", which);
	if ((o->bin || o->shard || o->round_robin) && !o->tee && !o->pipepart && o->jobs.kind == JOBS_ALL)
		return err_set(err, EINVAL, "%s starts a job for each slot: --jobs must be a number above 0", which);
	if (o->round_robin && o->pipepart)
		o->block = -1; /* each slot has one part */
	if (o->tee && o->jobs.kind == JOBS_DEFAULT)
		o->jobs.kind = JOBS_ALL;
	return 0;
}

int finish_pipe(struct options *o, struct err *err) {
	const char *which = o->pipepart ? "--pipepart" : o->pipe ? "--pipe" : implies_pipe(o);

	o->pipe = which && !o->pipepart;
	if ((o->bin || o->shard) && !which)
		return err_set(err, EINVAL, "%s needs --pipe", o->bin ? "--bin" : "--shard");
	if (o->block < 0 && !o->pipepart)
		return err_set(err, EINVAL, "option '--block': a negative size needs --pipepart");
	if (!which)
		return 0;
	if (!o->command_count || (o->command_count == 1 && !*o->command[0]))
		return err_set(err, EINVAL, "%s needs a command to pipe into, for example: cat", which);
	if (o->pipepart && !has_file(o))
		return err_set(err, EINVAL, "--pipepart needs a file: -a FILE or :::: FILE");
	o->fifo = o->fifo && !o->cat;
	return finish_spreading(o, err);
}
