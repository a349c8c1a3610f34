/* SPDX-License-Identifier: MIT */
/* Which program is executed for a command, and with which words: the file itself, or a shell. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "exec/direct.h"
#include "exec/executors.h"
#include "input/words.h"

/* What holds for all slots. */
struct plan_rules {
	const struct exec_spec *spec; /* borrowed */
	struct direct_rules direct;
	bool may_direct;
	const char *shell_name;       /* argv[0] of the shell */
	size_t arg_one;               /* the longest argument that the system takes */
};

void plan_rules_init(struct plan_rules *r, const struct exec_spec *spec);
void plan_rules_release(struct plan_rules *r);

/* One for each slot; zeroed memory before planner_init. */
struct planner {
	struct plan_rules *rules;
	struct direct direct;
	struct words words;
	struct buf line;              /* what the shell gets when there is a payload */
	char **argv;                  /* prefix and words */
	size_t argv_cap;
	char dash_c[3];
};

void planner_init(struct planner *s, struct plan_rules *rules);
void planner_release(struct planner *s);

/* Valid until the planner makes the next one; the words may be t's own. */
struct plan {
	const char *path;
	char *const *argv;
	char *shell_argv[4];
};

/*
 * How to execute t's command. elsewhere: it runs in another directory than ours. shell: the file itself was tried in vain. 0, or -errno
 * (-E2BIG: the command is longer than a shell may be given).
 */
int plan_make(struct planner *s, const struct task *t, bool elsewhere, bool shell, struct plan *p);
