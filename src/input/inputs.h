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
#include "input/files.h"
#include "input/template.h"
#include "task/source.h"

/* What the inputs need from higher floors. */
struct inputs_with {
	struct evaluator *evaluator; /* for Perl expressions; NULL = they are refused */
	enum quoting quoting;        /* of the shell that runs the commands */
	/* --order: see struct order_spec. */
	double (*known)(void *, const char *command, size_t n);
	bool (*hole)(void *, uint64_t *place);
	void *arg;
};

struct inputs {
	struct template *command; /* never NULL once open */
	struct template *tag;     /* --tagstring; NULL = none. --tag itself is made of argv by the engine */
	struct template *workdir; /* --workdir; NULL = none */
	struct template *results; /* --results; NULL = none */
	struct template *cost;    /* --cost; NULL = none, or `size` */
	struct file_template *files; /* --template: options->template_count / 2 of them */
	struct template **filters; /* --filter: options->filter_count of them */
	int filter;               /* the expression that says whether such a text holds */
	struct inputs_with with;
	struct template_facts facts;
	struct values *values;    /* internal: NULL in pipe mode */
	struct source *stream;    /* internal: the source of pipe mode until inputs_source hands it out */
	struct input *words;      /* internal: those of `arguments`, when they are not those of options */
	struct options arguments; /* internal: --pipe: what concerns the arguments beside the blocks */
	const struct options *options;
};

/* Open every named file, read header records, compile the templates. All bad input that can be seen is met here. */
int inputs_open(struct inputs *in, const struct options *o, struct err *err);
/* The same, and *with: what it points to outlives `in`. */
int inputs_open_with(struct inputs *in, const struct options *o, const struct inputs_with *with, struct err *err);

/* Names of the columns (--header); NULL when there are none. Valid as long as in. */
char *const *inputs_names(const struct inputs *in, size_t *count);

/*
 * The source of tasks. line_max: longest rendered command in bytes. count: read all input first, so that total is known
 * (records are kept compactly). in must outlive the source.
 */
int inputs_source(struct source **ret, struct inputs *in, size_t line_max, bool count, struct err *err);
/* What the command is compiled from, while `in` is open. */
struct template_spec inputs_command(const struct inputs *in);
void inputs_close(struct inputs *in);
