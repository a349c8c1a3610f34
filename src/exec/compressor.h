/* SPDX-License-Identifier: MIT */
/* A program that a task's output passes on its way into a file (--compress-program with --results or --files). */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/sync.h"
#include "exec/guardian.h"
#include "exec/proc.h"

struct compressor {
	bool on;
	struct proc proc;
	struct guard_slot guard; /* of no table: the program ends when its input does */
	const char *program;
	int file;
};

struct compressor_spec {
	const struct proc_world *world;
	const char *shell, *shell_name;
	const char *program;     /* a command for that shell */
	char *const *envp;
};

/* Start the program with *fd, a file, as its output; *fd becomes the pipe into it. 0, or -errno with *fd as it was. */
int compressor_open(struct compressor *f, const struct compressor_spec *how, int *fd, struct err *err);
/* Close the pipe, wait for the program's end and make *fd the file again. When gates->kill closes the program is ended. 0 or -errno. */
int compressor_close(struct compressor *f, int *fd, const struct gates *gates, struct err *err);
