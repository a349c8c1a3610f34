/* SPDX-License-Identifier: MIT */
/* The options of a function, spelled as those of the program of that name. */
#pragma once

#include <stddef.h>

#include "base/err.h"

struct args_spec {
	/*
	 * The letters as for getopt(3): a ':' behind one takes a value, attached or the next word. '#' = numbers are options,
	 * too (-9, -19): take() is called with '#' and the digits.
	 */
	const char *letters;
	const char *longs;  /* "stdout=c output=o ..."; a value follows as --output=X or as the next word */
	/* Called for each option. 0, or -errno with err set. */
	int (*take)(void *arg, int letter, const char *value, struct err *err);
	void *arg;
};

/*
 * Read the options of argv[1..argc-1]; they may stand between the other words, "--" ends them, "-" is none. What is no option is moved to
 * argv[1..*count], in order. 0, or -EINVAL with err set.
 */
int args_parse(char **argv, size_t argc, const struct args_spec *spec, size_t *count, struct err *err);
