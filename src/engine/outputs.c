/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/outputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "output/sinks.h"

/*
 * The names of the columns in results: those of --header, but the first ones are the names of the input files, in their
 * order. That is what GNU parallel does, and where scripts find their results.
 */
static void name_columns(struct run *r) {
	const struct options *o = &r->o;
	size_t n, files = 0;
	char *const *names = inputs_names(&r->inputs, &n);

	if (!o->header || o->pipe || o->pipepart || r->names)
		return;
	r->names = xcalloc(n + o->input_count + 1, sizeof(*r->names));
	if (n)
		memcpy(r->names, names, n * sizeof(*names));
	for (size_t i = 0; i < o->input_count; i++)
		if (o->inputs[i].kind == INPUT_FILE)
			r->names[files++] = (char *)o->inputs[i].path;
	r->name_count = n > files ? n : files;
}

static enum sheet_kind kind(const struct options *o) {
	return o->results ? sheet_kind(o->results) : SHEET_NONE;
}

/*
 * --retry-failed: the run is one of the commands in the log, whatever the command line says. Without a log, or with an
 * empty one, it is an ordinary run.
 */
int outputs_again(struct run *r, struct err *err) {
	struct options *o = &r->o;
	int rc;

	if (!o->retry_failed || !o->joblog || r->mode == RUN_MEASURE)
		return 0;
	rc = resume_read(&r->resume, o->joblog, true, err);
	o->resume = RESUME_FAILED;
	if (rc || !resume_last(r->resume))
		return rc;
	o->command_count = 0;
	o->inputs = &r->none; /* nothing is read from stdin */
	o->input_count = 1;
	o->pipe = o->pipepart = o->cat = o->quote = false;
	o->colsep = o->header = NULL;
	o->many = MANY_NO;
	r->again = true;
	return 0;
}

static bool on_path(const char *program, size_t n) {
	const char *path = getenv("PATH");
	char file[4096];

	for (const char *end; path; path = end ? end + 1 : NULL) {
		size_t dir;

		end = strchr(path, ':');
		dir = end ? (size_t)(end - path) : strlen(path);
		if (snprintf(file, sizeof(file), "%.*s/%.*s", (int)dir, path, (int)n, program) < (int)sizeof(file) && !access(file, X_OK))
			return true;
	}
	return false;
}

/* What compresses result files; NULL when nothing does. */
static const char *compress_program(const struct options *o) {
	static const char *const known[] = { "zstd -qc", "gzip -c", "bzip2 -c", "xz -c" };

	if (!o->compress || o->compress_program)
		return o->compress_program;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (on_path(known[i], strcspn(known[i], " ")))
			return known[i];
	err_say("warning: there is none of zstd, gzip, bzip2 and xz: result files are not compressed");
	return NULL;
}

/*
 * With expressions in the name it is only known late whether a task's results are there: then the executor asks, and not the feed.
 */
bool outputs_ask_late(const struct run *r) {
	return r->results && r->o.resume == RESUME_DONE && r->inputs.results && template_asks(r->inputs.results);
}

/* Result files are the executor's; a dry run makes none, and without a name of their own tasks that print directly have none. */
int outputs_files(struct run *r, struct exec_spec *spec, struct err *err) {
	const struct options *o = &r->o;
	bool named = o->results && !kind(o);
	struct results_spec rs = { .tmpdir = o->tmpdir, .no_values = o->pipe || o->pipepart };
	int rc;

	if (r->mode == RUN_MEASURE || o->dry_run || o->shellquote || (!named && (!o->files || o->order == ORDER_NONE)))
		return 0;
	if (named && template_replaces(r->inputs.results))
		rs.file = r->inputs.results;
	else if (named)
		rs.name = o->results;
	name_columns(r);
	rs.names = r->names;
	rs.name_count = r->name_count;
	rc = results_new(&r->results, &rs, err);
	spec->results = r->results;
	spec->file = rs.file;
	spec->skip_done = outputs_ask_late(r);
	spec->compress = compress_program(o);
	spec->say_file = !rc && (o->files || o->sql || o->order == ORDER_LINE || o->order == ORDER_LINE_KEEP) && o->order != ORDER_NONE;
	return rc;
}

static int open_sheet(struct run *r, bool out_closed, struct err *err) {
	const struct options *o = &r->o;
	struct sheet_spec spec = { .kind = kind(o), .path = o->results, .tagged = o->tag || o->tagstring, .files = o->files,
				   .out_closed = out_closed, .no_values = o->pipe || o->pipepart };

	if (!o->joblog && o->resume != RESUME_NO)
		err_say("warning: '%s' is not read back: --resume needs --joblog with it", o->results);
	name_columns(r);
	spec.names = r->names;
	spec.name_count = r->name_count;
	return sink_sheet_new(&r->sheet, &spec, err);
}

static int open_terminal(struct run *r, bool out_closed, struct err *err) {
	const struct options *o = &r->o;
	struct color_spec color = { .all = o->color, .failed = o->color_failed,
				    .by_line = o->order == ORDER_LINE || o->order == ORDER_LINE_KEEP };
	bool colors = o->color || o->color_failed;
	int rc;

	if (o->latest_line && o->order == ORDER_LINE)
		return sink_latest_new(&r->terminal, out_closed, err);
	rc = sink_terminal_new(&r->terminal, (o->tag || o->tagstring) && !colors, out_closed, err);
	if (rc || !colors)
		return rc;
	color.to = r->terminal;
	sink_color_new(&r->terminal, &color);
	return 0;
}

/* What goes into a record is printed as well only while it comes, line by line, or when it is the name of a file. */
static bool prints(const struct options *o) {
	if (o->sql && o->results && !kind(o) && !o->files && o->order != ORDER_LINE && o->order != ORDER_LINE_KEEP)
		return false; /* the names are for the table */
	if (!kind(o) || o->dry_run)
		return true;
	return o->results[0] != '-' && (o->files || o->order == ORDER_LINE || o->order == ORDER_LINE_KEEP);
}

int outputs_sinks(struct run *r, struct err *err) {
	const struct options *o = &r->o;
	struct joblog_spec log = { .path = o->joblog, .append = o->joblog_append, .resume = o->resume != RESUME_NO };
	bool out_closed = proc_world_closed(r->host->world, 1);
	int rc = 0;

	if (r->mode == RUN_MEASURE)
		return sink_measure_new(&r->measure, r->host->measured, err);
	if (o->order == ORDER_NONE && out_closed && (!o->results || kind(o)))
		return err_sys(err, EBADF, "cannot write to standard output");
	if (prints(o))
		rc = open_terminal(r, out_closed, err);
	if (!rc && kind(o) && !o->dry_run)
		rc = open_sheet(r, out_closed, err);
	if (!rc && o->joblog && !o->dry_run)
		rc = sink_joblog_new(&r->joblog, &log, err);
	return rc;
}
