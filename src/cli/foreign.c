/* SPDX-License-Identifier: MIT */
/*
 * The options that GNU parallel 20221122 only has to say what took their place. They are known so that they are refused by name
 * instead of being guessed at, and so that an abbreviation that is ambiguous there is ambiguous here.
 */
#include "cli/set.h"
#include "cli/table.h"

#define GONE(letters_, names_, arg_, now) \
	{ .letters = letters_, .names = names_, .arg = arg_, .set = set_retired, .help = now, .hidden = true }

const struct opt opt_foreign[] = {
	GONE("D", "debug", ARG_VALUE, "it shows how GNU parallel works inside"),
	/* retired there too */
	GONE("g", NULL, ARG_NONE, "use --group"), GONE("B", NULL, ARG_VALUE, "use --basefile"),
	GONE("T", NULL, ARG_NONE, "use --tty"),
	GONE("U", NULL, ARG_VALUE, "use --extensionreplace"),
	GONE("W", NULL, ARG_VALUE, "use --workdir"), GONE("Y", NULL, ARG_NONE, "use --shebang"),
	GONE("H", NULL, ARG_VALUE, NULL), GONE(NULL, "sql", ARG_VALUE, "use --sql-master"),
	GONE(NULL, "ctrl-c", ARG_NONE, NULL), GONE(NULL, "no-ctrl-c", ARG_NONE, NULL),
	GONE(NULL, "tollef", ARG_NONE, NULL),
};

const size_t opt_foreign_count = sizeof(opt_foreign) / sizeof(opt_foreign[0]);
