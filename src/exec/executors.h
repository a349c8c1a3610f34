/* SPDX-License-Identifier: MIT */
/* The ways to run a task. Each constructor borrows what its spec points to for the executor's life. */
#pragma once

#include <stdbool.h>

#include "base/clock.h"
#include "exec/guardian.h"
#include "exec/launch.h"
#include "exec/proc.h"
#include "exec/termseq.h"
#include "input/files.h"
#include "input/template.h"
#include "output/results.h"
#include "task/exec.h"

/* Deadlines that may depend on how long other tasks took; decided by the engine. NULL = none. */
struct limits {
	/* The longest a task may run, NSEC_NEVER = no limit (yet). Thread-safe. */
	nsec (*timeout)(const struct limits *);
};

struct exec_spec {
	const struct template *command;
	const struct template *tag;   /* --tagstring, rendered before the start; NULL = none */
	struct evaluator *evaluator;  /* of the expressions in them; NULL = none */
	struct template *const *filters; /* --filter: texts that `filter`, an expression, judges */
	size_t filter_count;
	int filter;
	struct proc_world *world;
	struct guardian *guardian;
	const struct limits *limits;
	struct termseq termseq;
	const char *const *prefix;    /* words executed in front of the command's (a built-in's process); NULL = none */
	const struct launcher *launcher; /* runs the shell somewhere else; NULL = no */
	const char *shell;            /* runs what is not executed directly */
	const struct buf *before;     /* definitions in front of every command for a shell; NULL or empty = none */
	const char *tmpdir;
	const struct template *workdir; /* where tasks run; NULL = where we do */
	bool workdir_private;         /* each in a directory of its own */
	bool nice_given;
	int nice;
	bool tty;                     /* the terminal is their stdin, and they stay in our process group */
	const char *slot_var;         /* variable with the slot number from 0; NULL = none */
	bool ungroup;                 /* tasks write to our stdout and stderr themselves */
	bool own_stdin;               /* tasks have our stdin instead of /dev/null */
	bool feed;                    /* the task's body or part is its stdin */
	bool cat, fifo;               /* ... as a file, through a named pipe: in $PARALLEL_TMP */
	bool by_line;                 /* --line-buffer, where stderr counts as received, too, as in GNU parallel */
	const struct results *results; /* tasks write into files of their own; NULL = no */
	const struct template *file;  /* ... with this name; NULL = a tree, or temporary ones */
	bool skip_done;               /* ... and those that are complete are not made again */
	const char *compress;         /* program that what they write passes; NULL = none */
	bool say_file;                /* ... whose names they print */
	unsigned shellquote;          /* exec_dry: quote the line so many times */
	bool verbose, trace;          /* -v, -t */
	bool measure;                 /* read the run-queue delay */
};

/* Each task a child process. */
int exec_child_new(struct exec **ret, const struct exec_spec *spec, struct err *err);
/* The longest rendered command line that may be executed, in bytes. Asks for a sample of the command who will execute it. */
size_t exec_child_line_max(const struct exec_spec *spec);

/* --template: writes files made from each task's values before `inner`, which belongs to it from now on, prepares the task. */
struct files_spec {
	const struct file_template *list;
	size_t count;
	bool cleanup;                 /* remove them after the task */
};
struct exec *exec_files_new(struct exec *inner, const struct files_spec *spec);

/* Prints the command instead of running it. */
int exec_dry_new(struct exec **ret, const struct exec_spec *spec, struct err *err);

/* A function of src/builtin on the slot's own thread. */
int exec_thread_new(struct exec **ret, const struct exec_spec *spec, struct err *err);
/* The name of the built-in when these command words call one ("@name ..."), else NULL. */
const char *exec_builtin_name(char *const *words, size_t count);
/* 0, or -EINVAL with the names there are when `name` (up to a blank) is no built-in. */
int exec_builtin_check(const char *name, struct err *err);
/* Run one built-in with stdin, stdout and stderr of this process: what `--serve` does. Returns its exit status. */
int exec_builtin_main(char **argv, size_t argc);
