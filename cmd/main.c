/* SPDX-License-Identifier: MIT */
/*
 * pmap: a parallel map for the command line.
 *
 * A map of the code, from the bottom up (ARCHITECTURE.md has the picture):
 *   src/base     errors, bytes, clock, locks and gates, reading and writing, what the machine has
 *   src/task     struct task, which travels from source to sink; spools; the interfaces source.h, exec.h, sink.h
 *   src/cli      the option table; parsing; what the options mean on this machine
 *   src/input    where tasks come from: records, columns, products, blocks; templates and quoting
 *   src/builtin  functions that run inside pmap
 *   src/output   sinks: terminal, job log; resume; progress
 *   src/store    tables of jobs in a database
 *   src/stats    what a run measured and what follows from it
 *   src/exec     how a task runs: processes and their guardian, executors
 *   src/engine   the loop: feed -> slots -> collect, and the run that puts the parts together
 *   cmd          this file, and one for each mode
 */
#include "config.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "cli/options.h"
#include "compare.h"
#include "docs.h"
#include "engine/run.h"
#include "exec/executors.h"
#include "parcat.h"
#include "probe.h"
#include "procps.h"
#include "sem.h"
#include "stats/report.h"

#define STATUS_OWN_ERROR 255
#define FEWEST_FILES 13

static int fail(const struct err *err) {
	err_say("%s", err->msg);
	return STATUS_OWN_ERROR;
}

/* A function may know what it mostly does; who types the command knows better. */
static void hint_of_function(struct options *o) {
	const char *name = exec_builtin_name(o->command, o->command_count);

	if (name && o->hint == HINT_NONE && exec_function_waits(name))
		o->hint = HINT_IO;
}

static int run(struct run_host *host, struct options *o, struct err *err) {
	struct run_result result = {0};
	int rc = options_resolve(o, UINT64_MAX, err);

	if (!rc && o->stats)
		rc = stats_check(o->stats_file, err);
	if (!rc && o->report_file)
		rc = report_check(o->report_file, err);
	if (!rc)
		rc = run_tasks(host, o, o->slots, RUN_NORMAL, &result, err);
	if (o->stats && result.report.end) {
		struct err stats = {0};

		if (stats_write(&result.report, o->stats_file, &stats))
			rc = fail(&stats);
	}
	if (o->report_file && result.report.end) {
		struct err page = {0};

		if (report_write(&result.report, o->report_file, &page))
			rc = fail(&page);
	}
	report_release(&result.report);
	return rc ? STATUS_OWN_ERROR : result.status;
}

static int compare(struct run_host *host, struct options *o, struct err *err) {
	int rc = options_resolve(o, UINT64_MAX, err);

	if (!rc)
		rc = compare_main(host, o, err);
	return rc < 0 ? STATUS_OWN_ERROR : rc;
}

static int probe(struct run_host *host, struct options *o, struct err *err) {
	int rc = options_resolve(o, UINT64_MAX, err);

	if (!rc)
		rc = probe_main(host, o, err);
	return rc < 0 ? STATUS_OWN_ERROR : rc;
}

/* Is the list of tasks what a person types? Then say that we wait for it. */
static void hint_terminal(const struct options *o) {
	bool from_stdin = o->input_count == 0 && !o->pipepart;

	for (size_t i = 0; i < o->input_count; i++)
		from_stdin = from_stdin || (o->inputs[i].kind == INPUT_FILE && !strcmp(o->inputs[i].path, "-"));
	if (from_stdin && isatty(0))
		err_say("reading the input from the terminal; Ctrl-D ends it");
}

/* With fewer nothing runs, and which of our parts notices that first would be chance. */
static int check_files(const struct run_host *host, struct err *err) {
	rlim_t have = proc_world_files(host->world, FEWEST_FILES);

	if (have >= FEWEST_FILES)
		return 0;
	return err_set(err, EMFILE, "a run needs %d open files and more, and the limit is %llu: raise it (ulimit -n)", FEWEST_FILES,
		       (unsigned long long)have);
}

/* Modes that run tasks: they need the guardian, and end by the signal that ended them. */
static int with_tasks(struct run_host *host, struct options *o) {
	struct err err = {0}, guard = {0};
	int status;

	if (check_files(host, &err))
		return fail(&err);
	if (o->semaphore && o->mode == MODE_RUN && !sem_enter(&host->place, o, &status))
		return status;
	host->guardian = guardian_new(semaphore_fd(host->place), &guard);
	if (guard.code)
		err_say("warning: %s", guard.msg);
	if (!host->guardian)
		return STATUS_OWN_ERROR;
	if (!o->once)
		hint_terminal(o);
	hint_of_function(o);
	status = o->mode == MODE_COMPARE ? compare(host, o, &err) : o->mode == MODE_PROBE ? probe(host, o, &err) : run(host, o, &err);
	guardian_free(host->guardian);
	semaphore_free(host->place);
	if (err.code && !(host->signal == SIGPIPE && err.code == EPIPE))
		fail(&err);
	if (host->signal) {
		proc_world_die(host->world, host->signal);
		/* Still here: the signal is ignored, so words and the status must say it. */
		if (host->signal != SIGPIPE)
			return 128 + host->signal;
		return fail(&err);
	}
	return status;
}

int main(int argc, char **argv) {
	struct run_host host = { .argc = argc, .argv = argv };
	struct options o;
	struct err err = {0};
	int status;

#ifdef M_ARENA_MAX
	/* Slots hardly allocate; an arena for each of them would cost more than it saves. */
	mallopt(M_ARENA_MAX, 1);
#endif
	if (parcat_called(argv[0]))
		return parcat_main(argc, argv);
	if (procps_meant(argc, argv))
		return procps_become(argv);
	host.world = proc_world_new();
	options_init(&o);
	if (options_parse(&o, argc, argv, &err)) {
		status = fail(&err);
	} else if (argc == 1 && isatty(0)) {
		status = STATUS_OWN_ERROR;
		(void)options_help(stderr, "short", &err);
	} else if (docs_functions_wanted(&o)) {
		status = docs_functions();
	} else if (o.mode == MODE_RUN || o.mode == MODE_COMPARE || o.mode == MODE_PROBE) {
		status = with_tasks(&host, &o);
	} else if (o.mode == MODE_SERVE) {
		status = exec_serve(o.command, o.command_count);
	} else {
		status = docs_run(&o);
	}
	options_release(&o);
	proc_world_free(host.world);
	return status;
}
