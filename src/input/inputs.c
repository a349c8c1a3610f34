/* SPDX-License-Identifier: MIT */
#include "input/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input/blocks.h"
#include "input/deal.h"
#include "input/group.h"
#include "input/once.h"
#include "input/order.h"
#include "input/parts.h"
#include "input/shuffle.h"
#include "input/values.h"
#include "input/zip.h"

static bool pipes(const struct options *o) {
	return o->pipe || o->pipepart;
}

/* The block has a name, which the shell is to find in a variable. */
static bool named(const struct options *o) {
	return o->cat || o->fifo;
}

/* In pipe mode arguments go along with the blocks: --pipe has all of them, --pipepart with --tee those that are no files. */
static int open_arguments(struct inputs *in, const struct options *o, struct err *err) {
	struct options *a = &in->arguments;
	size_t n = 0;

	if (!o->pipe && !(o->pipepart && o->tee))
		return 0;
	*a = *o;
	a->header = a->colsep = NULL;
	a->pipe = a->pipepart = false;
	if (a->many != MANY_N && a->many != MANY_NREPLACE)
		a->many = MANY_NO;
	if (o->pipepart) {
		in->words = xcalloc(o->input_count + 1, sizeof(*in->words));
		for (size_t i = 0; i < o->input_count; i++)
			if (o->inputs[i].kind == INPUT_WORDS)
				in->words[n++] = o->inputs[i];
		a->inputs = in->words;
		a->input_count = n;
	}
	return a->input_count ? values_open(&in->values, a, err) : 0;
}

/* --filter: a text for each, which is an expression itself once values stand in it. */
static int compile_filters(struct inputs *in, const struct template_spec *base, struct err *err) {
	static const char holds[] = "::pmap_holds()";
	const struct options *o = in->options;
	struct template_spec spec = *base;
	int rc = 0;

	if (!o->filter_count)
		return 0;
	if (!in->with.evaluator)
		return err_set(err, ENOTSUP, "--filter is not possible here");
	in->filter = evaluator_compile(in->with.evaluator, holds, sizeof(holds) - 1, "--filter", err);
	if (in->filter < 0)
		return in->filter;
	in->filters = xcalloc(o->filter_count, sizeof(*in->filters));
	spec.what = "--filter";
	for (size_t i = 0; i < o->filter_count && !rc; i++) {
		char *word = (char *)o->filters[i];

		spec.words = &word;
		rc = template_compile(&in->filters[i], &spec, err);
	}
	return rc;
}

/* Does anything that will be rendered ask for the number of jobs? */
static bool wants_total(const struct inputs *in) {
	const struct template *all[] = { in->command, in->tag, in->workdir, in->results, in->cost };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i] && template_wants_total(all[i]))
			return true;
	for (size_t i = 0; in->filters && i < in->options->filter_count; i++)
		if (template_wants_total(in->filters[i]))
			return true;
	return false;
}

struct template_spec inputs_command(const struct inputs *in) {
	const struct options *o = in->options;
	struct template_spec spec = {
		.use = TEMPLATE_COMMAND,
		.words = o->command,
		.count = o->command_count,
		.replace = o->replace,
		.quote = o->quote,
		.no_values = group_blanks(o),
		.bare = pipes(o) ? named(o) : group_blanks(o),
		.repeat_context = o->repeat_context,
		.no_append = (pipes(o) && !named(o)) || (o->once && o->quote),
		.strings = &o->strings, .evaluator = in->with.evaluator, .facts = &in->facts, .quoting = in->with.quoting,
	};

	if (in->values)
		spec.names = values_names(in->values, &spec.name_count);
	return spec;
}

static int compile(struct inputs *in, struct err *err) {
	const struct options *o = in->options;
	struct template_spec spec = inputs_command(in);
	char *tag[] = { (char *)o->tagstring }, *dir[] = { (char *)o->workdir }, *results[] = { (char *)o->results }, *cost[] = { (char *)o->cost };
	int rc;

	rc = template_compile(&in->command, &spec, err);
	spec.use = TEMPLATE_TEXT;
	spec.count = 1;
	spec.words = tag;
	if (!rc && o->tagstring)
		rc = template_compile(&in->tag, &spec, err);
	if (!rc)
		rc = compile_filters(in, &spec, err);
	spec.words = dir;
	spec.no_append = true;
	if (!rc && o->workdir)
		rc = template_compile(&in->workdir, &spec, err);
	spec.words = results;
	if (!rc && o->results)
		rc = template_compile(&in->results, &spec, err);
	spec.words = cost;
	if (!rc && o->cost && strcmp(o->cost, "size"))
		rc = template_compile(&in->cost, &spec, err);
	if (!rc && o->template_count)
		rc = files_compile(&in->files, o, &spec, err);
	return rc;
}

char *const *inputs_names(const struct inputs *in, size_t *count) {
	*count = 0;
	return in->values ? values_names(in->values, count) : NULL;
}

int inputs_open(struct inputs *in, const struct options *o, struct err *err) {
	static const struct inputs_with nothing;

	return inputs_open_with(in, o, &nothing, err);
}

int inputs_open_with(struct inputs *in, const struct options *o, const struct inputs_with *with, struct err *err) {
	int rc;

	*in = (struct inputs){ .options = o, .with = *with, .facts = { UINT64_MAX, o->slots } };
	if (o->once)
		rc = 0, in->stream = once_new();
	else if (o->pipepart)
		rc = o->tee ? 0 : parts_new(&in->stream, o, with->evaluator, err);
	else if (o->pipe)
		rc = o->tee || o->shard || o->bin ? 0 : blocks_new(&in->stream, 0, o, with->evaluator, err);
	else
		rc = values_open(&in->values, o, err);
	if (!rc && !o->once)
		rc = open_arguments(in, o, err);
	if (!rc)
		rc = compile(in, err);
	if (rc)
		inputs_close(in);
	return rc;
}

/* Put the source of pipe mode together: blocks, the dealer, the arguments. */
static int pipe_source(struct source **ret, struct inputs *in, size_t line_max, struct err *err) {
	const struct options *o = in->options;
	struct source *arguments = NULL, *stream = in->stream;
	int rc = in->values ? group_new(&arguments, &in->arguments, in->values, in->command, line_max, o->tee, err) : 0;

	in->stream = NULL; /* the caller's now */
	if (rc) {
		if (stream)
			stream->ops->free(stream);
		return rc;
	}
	if (deal_wanted(o)) {
		rc = deal_new(&stream, o->tee ? arguments : stream, o, in->with.evaluator, err);
		if (o->tee)
			arguments = NULL;
	}
	if (rc) {
		if (arguments)
			arguments->ops->free(arguments);
		return rc;
	}
	*ret = stream;
	return named(o) || arguments || (deal_wanted(o) && !o->tee) ? zip_new(ret, stream, arguments, named(o), err) : 0;
}

/* --total-jobs is believed. */
static uint64_t told_total(const struct inputs *in, uint64_t total) {
	return in->options->total_jobs ? in->options->total_jobs : total;
}

/* Another order than that of the input. Takes *ret over, also when it fails. */
static int reorder(struct source **ret, struct inputs *in, struct err *err) {
	const struct options *o = in->options;
	struct order_spec spec = { .options = o, .command = in->command, .cost = in->cost, .known = in->with.known, .hole = in->with.hole, .arg = in->with.arg };

	if (o->shuf)
		return shuffle_new(ret, *ret, o, err);
	return o->longest || o->cost ? order_new(ret, *ret, &spec, err) : 0;
}

int inputs_source(struct source **ret, struct inputs *in, size_t line_max, bool count, struct err *err) {
	int rc;

	count |= !in->options->total_jobs && wants_total(in);
	if (!in->stream && !pipes(in->options)) {
		struct source *source = NULL;

		rc = group_new(&source, in->options, in->values, in->command, line_max, count, err);
		if (!rc)
			in->facts.total = told_total(in, source->total);
		if (!rc)
			rc = reorder(&source, in, err);
		if (!rc)
			*ret = source;
		return rc;
	}
	if (in->options->pipepart && in->stream && count && (rc = parts_count(in->stream, err)))
		return rc;
	rc = pipe_source(ret, in, line_max, err);
	if (!rc)
		in->facts.total = told_total(in, (*ret)->total);
	return rc;
}

void inputs_close(struct inputs *in) {
	if (in->stream)
		in->stream->ops->free(in->stream);
	template_free(in->command);
	template_free(in->tag);
	if (in->files)
		files_release(in->files, in->options->template_count / 2);
	for (size_t i = 0; in->filters && i < in->options->filter_count; i++)
		template_free(in->filters[i]);
	free(in->filters);
	template_free(in->workdir);
	template_free(in->results);
	template_free(in->cost);
	values_free(in->values);
	free(in->words);
	*in = (struct inputs){0};
}
