/* SPDX-License-Identifier: MIT */
#include "input/inputs.h"

#include <errno.h>
#include <string.h>

#include "input/blocks.h"
#include "input/group.h"
#include "input/parts.h"
#include "input/values.h"

static bool pipes(const struct options *o) {
	return o->pipe || o->pipepart;
}

static int compile(struct inputs *in, struct err *err) {
	const struct options *o = in->options;
	struct template_spec spec = {
		.use = TEMPLATE_COMMAND,
		.words = o->command,
		.count = o->command_count,
		.replace = o->replace,
		.quote = o->quote,
		.bare = !pipes(o) && group_blanks(o),
		.repeat_context = o->many == MANY_X || o->many == MANY_NREPLACE || o->many == MANY_LINES,
		.no_append = pipes(o) && !o->cat,
	};
	char *tag[] = { (char *)o->tagstring };
	int rc;

	if (in->values)
		spec.names = values_names(in->values, &spec.name_count);
	rc = template_compile(&in->command, &spec, err);
	if (rc || !o->tagstring)
		return rc;
	spec.use = TEMPLATE_TEXT;
	spec.words = tag;
	spec.count = 1;
	return template_compile(&in->tag, &spec, err);
}

int inputs_open(struct inputs *in, const struct options *o, struct err *err) {
	int rc;

	*in = (struct inputs){ .options = o };
	if (o->pipepart)
		rc = parts_new(&in->stream, o, err);
	else if (o->pipe)
		rc = blocks_new(&in->stream, 0, o, err);
	else
		rc = values_open(&in->values, o, err);
	if (!rc)
		rc = compile(in, err);
	if (rc)
		inputs_close(in);
	return rc;
}

int inputs_source(struct source **ret, struct inputs *in, size_t line_max, bool count, struct err *err) {
	int rc;

	if (!in->stream)
		return group_new(ret, in->options, in->values, in->command, line_max, count, err);
	if (in->options->pipepart && count && (rc = parts_count(in->stream, err)))
		return rc;
	*ret = in->stream;
	in->stream = NULL; /* the caller's now */
	return 0;
}

void inputs_close(struct inputs *in) {
	if (in->stream)
		in->stream->ops->free(in->stream);
	template_free(in->command);
	template_free(in->tag);
	values_free(in->values);
	*in = (struct inputs){0};
}
