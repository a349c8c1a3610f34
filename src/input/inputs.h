/* SPDX-License-Identifier: MIT */
/*
 * From options to a stream of tasks: readers, columns, products, grouping, blocks. Two steps, because the length
 * limit of a command line depends on how the compiled command will be run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/options.h"
#include "input/template.h"
#include "task/source.h"

struct inputs {
	struct template *command; /* never NULL once open */
	struct template *tag;     /* --tagstring; NULL = none. --tag itself is made of argv by the engine */
	struct values *values;    /* internal: NULL in pipe mode */
	struct source *stream;    /* internal: the source of pipe mode until inputs_source hands it out */
	const struct options *options;
};

/* Open every named file, read header records, compile the templates. All bad input that can be seen is met here. */
int inputs_open(struct inputs *in, const struct options *o, struct err *err);

/*
 * The source of tasks. line_max: longest rendered command in bytes. count: read all input first, so that total is known
 * (records are kept compactly). in must outlive the source.
 */
int inputs_source(struct source **ret, struct inputs *in, size_t line_max, bool count, struct err *err);
void inputs_close(struct inputs *in);
