/* SPDX-License-Identifier: MIT */
/* --interactive: ask the person at the terminal about each task. */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/sync.h"
#include "input/template.h"
#include "task/task.h"

struct ask;

/* command and stop are borrowed. 0, or -errno when there is no terminal to ask at. */
int ask_new(struct ask **ret, const struct template *command, const struct gate *stop, struct err *err);
void ask_free(struct ask *a);

/*
 * Show t's command on stderr and wait for a line from the terminal. True when it begins with y or Y, or `stop` closed; the end of the
 * terminal's input is a no. Without memory for the command the answer is no.
 */
bool ask_user(struct ask *a, struct task *t);
