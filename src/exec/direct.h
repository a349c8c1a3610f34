/* SPDX-License-Identifier: MIT */
/*
 * May this command be executed without a shell, and which file is it? Only when the result is the one the shell would give: a
 * simple command of plain words whose name is a program for that shell, not a function, a builtin or something unknown.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "input/words.h"

struct direct {
	bool allowed;        /* this shell, in this environment, does nothing behind our back */
	const char *search;  /* PATH */
	char *name;          /* the last name looked up, and where it was found */
	char path[PATH_MAX];
};

/* shell: path of the shell that would run the command. search and environment are read now. */
void direct_init(struct direct *d, const char *shell);
void direct_release(struct direct *d);

/* The file to execute for these words, valid until the next call; NULL = leave it to the shell. Not thread-safe: one for each slot. */
const char *direct_find(struct direct *d, const struct words *w);

/* True when the words' own values may turn the command from direct to shell (echo with an option, ...). */
bool direct_depends_on_values(const char *name);
