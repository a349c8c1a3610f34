/* SPDX-License-Identifier: MIT */
/* The files that a task writes into instead of pipes, with what compresses them in between: of one slot. */
#pragma once

#include "exec/compressor.h"
#include "exec/executors.h"

struct outfiles {
	struct result_files to;    /* the descriptors are the child's stdout and stderr; -1 = a pipe of ours */
	struct compressor compressor[2];
};

/* Begin and end of a slot. */
void outfiles_init(struct outfiles *f);
void outfiles_release(struct outfiles *f);

/* Open them for an attempt of t. 0, or -errno: the run cannot go on. shell_name: argv[0] of spec->shell. */
int outfiles_open(struct outfiles *f, const struct exec_spec *spec, const char *shell_name, char *const *envp, struct task *t,
		  const struct gates *g, struct err *err);
/* The attempt is over: close them, and print the name of the file where that is wanted. Waits for what compresses. 0 or -errno. */
int outfiles_close(struct outfiles *f, const struct exec_spec *spec, struct task *t, struct outlet *o, const struct gates *g,
		   struct err *err);
