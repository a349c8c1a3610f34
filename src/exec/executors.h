/* SPDX-License-Identifier: MIT */
/* The ways to run a task. Each constructor borrows what its spec points to for the executor's life. */
#pragma once

#include <stdbool.h>

#include "base/clock.h"
#include "cli/options.h"
#include "builtin/crew.h"
#include "exec/guardian.h"
#include "exec/launch.h"
#include "exec/proc.h"
#include "exec/termseq.h"
#include "input/files.h"
#include "input/template.h"
#include "output/results.h"
#include "task/exec.h"

struct function;

/* Deadlines that may depend on how long other tasks took; decided by the engine. NULL = none. */
struct limits {
	/* The longest a task may run, NSEC_NEVER = no limit (yet). Thread-safe. */
	nsec (*timeout)(const struct limits *);
};

struct exec_spec {
	const struct template *command;
	const struct template *tag;   /* --tagstring, rendered before the start; NULL = none */
	struct evaluator *evaluator;  /* of the expressions in them; NULL = none */
	bool own_templates;           /* tasks may bring a command of their own (task.template) */
	struct template *const *filters; /* --filter: texts that `filter`, an expression, judges */
	size_t filter_count;
	int filter;
	struct proc_world *world;
	struct guardian *guardian;
	const struct limits *limits;
	struct termseq termseq;
	const char *const *prefix;    /* words executed in front of the command's (a built-in's process); NULL = none */
	const struct launcher *launcher; /* runs the shell somewhere else; NULL = no */
	struct function *function;    /* of ours, instead of a command; NULL = none */
	struct proc_limits resources; /* --mem-limit, --cpu-limit */
	struct crew *crew;            /* counts who computes, so that idle slots can help with a large input; NULL = nobody helps */
	uint64_t output_limit;        /* most bytes a function may make; 0 = no limit */
	enum framing framing;         /* how records and answers of a program that stays end */
	_Atomic unsigned *flaws;      /* counts what went wrong outside any task; NULL = nobody wants to know */
	unsigned tasks_per_worker;    /* then a new one is started; 0 = no limit */
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
	bool measure;                 /* read the run-queue delay and what goes with it */
	bool measure_some;            /* ... of short functions now and then only: what is learned counts, not the sums */
	bool sample;                  /* ... also of the processes that a task starts, while they live; only with measure */
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

/* spec->function on the slot's own thread. */
int exec_thread_new(struct exec **ret, const struct exec_spec *spec, struct err *err);
/* spec->function in a worker process for each slot, which stays. */
int exec_worker_new(struct exec **ret, const struct exec_spec *spec, struct err *err);
/* Either of two, which it takes over: the second for a task when `asks` says so before it. Never fails. */
struct exec *exec_choose_new(struct exec *first, struct exec *second, bool (*asks)(void *), void *arg);
/* A program that stays in each slot, one line for the shell (borrowed), asked for each task. spec->flaws is needed. */
int exec_persist_new(struct exec **ret, const struct exec_spec *spec, const char *line, struct err *err);
/* The name of the function when these command words call one ("@name ..."), else NULL. */
const char *exec_builtin_name(char *const *words, size_t count);
/* True when that function says of itself that it mostly waits. Loads its library for a moment. */
bool exec_function_waits(const char *name);
/*
 * What `--serve` does: with words, run that function with stdin, stdout and stderr of this process; without, be a
 * worker for whoever holds the other end of the socket that is stdin. Returns the exit status.
 */
int exec_serve(char **argv, size_t argc);
