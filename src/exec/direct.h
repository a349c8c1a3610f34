/* SPDX-License-Identifier: MIT */
/*
 * May this command be executed without a shell, and which file is it? Only when the result is the one the shell would give: a
 * simple command of plain words whose name is a program for that shell, not a function, a builtin or something unknown.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/sync.h"
#include "input/words.h"

/* What holds for all slots: decided once, and the last file that any of them found. */
struct direct_rules {
	bool allowed;        /* this shell, in this environment, does nothing behind our back */
	const char *search;  /* PATH */
	struct mutex mu;
	char *name;          /* guarded by mu, as is path */
	char path[PATH_MAX];
};

/* shell: path of the shell that would run the command. PATH and the environment are read now. */
void direct_rules_init(struct direct_rules *r, const char *shell);
void direct_rules_release(struct direct_rules *r);

/* One for each slot. */
struct direct {
	struct direct_rules *rules;
	char *name;          /* the last name looked up, and where it was found */
	char path[PATH_MAX];
};

void direct_init(struct direct *d, struct direct_rules *rules);
void direct_release(struct direct *d);

/* The file to execute for these words, valid until the next call; NULL = leave it to the shell. */
const char *direct_find(struct direct *d, const struct words *w);

/* True when the words' own values may turn the command from direct to shell (echo with an option, ...). */
bool direct_depends_on_values(const char *name);
