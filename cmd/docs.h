/* SPDX-License-Identifier: MIT */
/* The modes that print something and end: --help, --version, --generate, --number-of-cores and the like. */
#pragma once

#include <stdbool.h>

#include "cli/options.h"

/* True when o->mode is one of these. */
bool docs_mode(const struct options *o);

/* Print what was asked for. The exit status: 0, or 255 after a message. */
int docs_run(const struct options *o);

/* `@help` stands where the command does. */
bool docs_functions_wanted(const struct options *o);
/* The functions, on stdout. Returns the exit status. */
int docs_functions(void);
