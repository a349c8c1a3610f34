/* SPDX-License-Identifier: MIT */
/*
 * Tasks that write into files of their own: --results as a tree or a template, and --files. The executor opens a task's files before each
 * attempt and makes them the child's stdout and stderr, so that they can be watched while they grow and nothing is held here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "input/template.h"
#include "task/task.h"

struct results_spec {
	const char *name;              /* --results, a tree; NULL with `file`, and where there is only --files */
	const struct template *file;   /* --results with replacement strings */
	char *const *names;            /* of the columns, for the tree; NULL = numbers */
	size_t name_count;
	bool no_values;                /* tasks have blocks of input, which do not name anything */
	const char *tmpdir;            /* --files without --results: a temporary file there for each task */
};
struct results;

/* Everything in spec is borrowed. A place that cannot be written is met here. 0 or -errno. */
int results_new(struct results **ret, const struct results_spec *spec, struct err *err);
void results_free(struct results *r);

/* The files of one attempt. */
struct result_files {
	int out, err;                  /* err is -1 with temporary files: that stream is not kept */
	struct buf path;               /* of stdout, NUL-terminated */
};

/* Make directories and empty files for an attempt of t. 0, or -errno with nothing open. f begins as { -1, -1 } and keeps its memory. */
int results_open(const struct results *r, struct result_files *f, struct task *t, struct err *err);
/* The attempt is over: t->result.received is what is in its stdout. */
void results_end(struct result_files *f, struct task *t);
/*
 * Then: a task that came to its end gets its file of the number, which says that the others are complete. A temporary
 * file whose name nobody will be told is removed. 0 or -errno.
 */
int results_settle(const struct results *r, struct result_files *f, const struct task *t, struct err *err);
/* Close them; nothing came of the attempt. */
void results_drop(struct result_files *f);
void results_release(struct result_files *f);

/* True when t has complete results from an earlier run. */
bool results_has(const struct results *r, const struct task *t);
