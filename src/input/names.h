/* SPDX-License-Identifier: MIT */
/* Names of columns or sources (--header), in the order of the columns. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cli/options.h"

struct names { /* zero-initialise */
	char **v;
	size_t count;
};

int names_add(struct names *n, const char *p, size_t len); /* 0 or -ENOMEM */
/*
 * A name from a CSV header, without its quotes; with them when the command or the tag spells it so, as scripts for GNU parallel
 * must. 0 or -ENOMEM.
 */
int names_add_field(struct names *n, const struct options *o, const char *p, size_t len);
void names_release(struct names *n);
