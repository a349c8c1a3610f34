/* SPDX-License-Identifier: MIT */
/*
 * Adding an option: a row in the file of its section in rows/, a field in struct options, a test, and `make regen`. Rows stand
 * in the order in which help and man page show them; texts are plain words (see table.h for the little markup there is).
 */
#include "cli/table.h"

#include "cli/set.h"

#define AT(field) .at = offsetof(struct options, field)

const struct section_info opt_sections[SECTIONS] = {
	[SECTION_INPUT] = { "input", "Input" },
	[SECTION_COMMAND] = { "command", "Building the command" },
	[SECTION_POOL] = { "pool", "How many at once" },
	[SECTION_OUTPUT] = { "output", "Output" },
	[SECTION_PIPE] = { "pipe", "Blocks of input (--pipe)" },
	[SECTION_FAILURE] = { "failure", "Failures, limits and going on" },
	[SECTION_SEMAPHORE] = { "semaphore", "Semaphores" },
	[SECTION_HOSTS] = { "hosts", "Other machines, terminals" },
	[SECTION_FIGURES] = { "figures", "Figures" },
	[SECTION_OTHER] = { "other", "Other" },
};

const struct opt opt_table[] = {
#include "cli/rows/input.h"
#include "cli/rows/command.h"
#include "cli/rows/pool.h"
#include "cli/rows/output.h"
#include "cli/rows/pipe.h"
#include "cli/rows/failure.h"
#include "cli/rows/semaphore.h"
#include "cli/rows/hosts.h"
#include "cli/rows/figures.h"
#include "cli/rows/environment.h"
#include "cli/rows/other.h"
};

const size_t opt_count = sizeof(opt_table) / sizeof(opt_table[0]);
