/* SPDX-License-Identifier: MIT */
/* The sinks there are. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "task/sink.h"

/*
 * stdout and stderr, in the order of the calls; with the task's tag before each line when `tagged`. out_closed: fd 1
 * was closed when we started.
 */
int sink_terminal_new(struct sink **ret, bool tagged, bool out_closed, struct err *err);

/* In front of a terminal sink that is not `tagged`, which belongs to it from now on: colours, and tags inside them. */
struct color_spec {
	struct sink *to;
	bool all;           /* each task in colours of its own */
	bool failed;        /* tasks that failed on red */
	bool by_line;       /* lines go out before it is known how their task ends */
};
void sink_color_new(struct sink **ret, const struct color_spec *spec);

/* --latest-line: of each task only the line it printed last. */
int sink_latest_new(struct sink **ret, bool out_closed, struct err *err);

/* The log of finished tasks (--joblog). */
struct joblog_spec {
	const char *path;   /* "-" = stdout */
	bool append;        /* keep what is there, write no header */
	bool resume;        /* keep what is there, cut a torn last record off; a header only into an empty file */
};
int sink_joblog_new(struct sink **ret, const struct joblog_spec *spec, struct err *err);
#define JOBLOG_HEADER "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n"

/* --results FILE.csv and the like: a record for each task with its output in it. */
enum sheet_kind { SHEET_NONE, SHEET_CSV, SHEET_TSV, SHEET_JSON };
struct sheet_spec {
	enum sheet_kind kind;
	const char *path;           /* "-.csv" and the like = stdout */
	char *const *names;         /* of the columns of values; NULL = V1, V2, ... */
	size_t name_count;
	bool no_values;             /* tasks have blocks of input instead */
	bool tagged;                /* with the task's tag before each line of its output */
	bool files;                 /* what tasks print is the name of a file */
	bool out_closed;            /* fd 1 was closed when we started */
};
/* What the end of the name says; SHEET_NONE for a directory or a template. */
enum sheet_kind sheet_kind(const char *name);
int sink_sheet_new(struct sink **ret, const struct sheet_spec *spec, struct err *err);

/* What the tasks of a run printed, for comparing it with other runs. Begin with {0}. */
struct measured {
	uint64_t *hashes;   /* of each task's stdout in the first run, by its place in the input; 0 = there was none */
	size_t count, room;
	uint64_t tasks;     /* of the first run */
	bool complete;      /* the first run is over: from now on runs are compared with it */
	bool differs;       /* a later run printed something else; its first such task: */
	uint64_t seq;
	uint64_t number;    /* as shown; 0 = there were more or fewer tasks */
	char command[160];  /* what it ran, for human eyes */
};
void measured_release(struct measured *m);

/* Output is thrown away, and compared: *m is filled by the first run and says what is different in a later one. NULL = nobody wants to know. */
int sink_measure_new(struct sink **ret, struct measured *m, struct err *err);
