/* SPDX-License-Identifier: MIT */
/* Give a task its command line and its tag, once; a retry keeps them. */
#pragma once

#include "exec/executors.h"

/*
 * Fills t->command (NUL-terminated), t->tag (with its TAB; empty when there is none) and t->skip. 0, -ENOMEM (err is not set), or
 * -errno with err set: the run cannot go on. Expressions may block; when the run is stopped meanwhile the outcome is
 * OUTCOME_KILLED.
 */
int render_task(const struct exec_spec *spec, struct task *t, struct err *err);
/* EXEC_ARRIVE when tasks may need render_arrived, else 0. */
unsigned render_flags(const struct exec_spec *spec);
/* The same for a whole chain, when there are expressions: they see the tasks in their order. Errors are left to render_task. */
void render_arrived(const struct exec_spec *spec, struct task *chain);

/* A task that an expression has taken out: its result instead of a run. False when it is to be run. */
bool render_skipped(struct task *t);

/* -v: the command among the task's output. 0 or -errno. */
int render_verbose(struct task *t, struct outlet *o);

/* -t: the command on stderr, now. May block. */
void render_trace(const struct task *t);
