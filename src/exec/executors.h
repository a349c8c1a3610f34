/* SPDX-License-Identifier: MIT */
/* The ways to run a task. Each constructor borrows what its spec points to for the executor's life. */
#pragma once

#include <stdbool.h>

#include "base/clock.h"
#include "exec/guardian.h"
#include "exec/proc.h"
#include "exec/termseq.h"
#include "input/template.h"
#include "task/exec.h"

/* Deadlines that may depend on how long other tasks took; decided by the engine. NULL = none. */
struct limits {
	/* The longest a task may run, NSEC_NEVER = no limit (yet). Thread-safe. */
	nsec (*timeout)(const struct limits *);
};

struct exec_spec {
	const struct template *command;
	const struct template *tag;   /* --tagstring, rendered before the start; NULL = none */
	struct proc_world *world;
	struct guardian *guardian;
	const struct limits *limits;
	struct termseq termseq;
	const char *const *prefix;    /* words executed in front of the command's (a built-in's process); NULL = none */
	const char *shell;            /* runs what is not executed directly */
	const char *tmpdir;
	bool ungroup;                 /* tasks write to our stdout and stderr themselves */
	bool feed;                    /* the task's body or part is its stdin */
	bool cat;                     /* ... as a file named by {} */
	bool verbose, trace;          /* -v, -t */
	bool measure;                 /* read the run-queue delay */
};

/* Each task a child process. */
int exec_child_new(struct exec **ret, const struct exec_spec *spec, struct err *err);
/* The longest rendered command line that may be executed, in bytes. Asks for a sample of the command who will execute it. */
size_t exec_child_line_max(const struct exec_spec *spec);

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
