/* SPDX-License-Identifier: MIT */
/* Give a task its command line and its tag, once; a retry keeps them. */
#pragma once

#include "exec/executors.h"

/* Fills t->command (NUL-terminated) and t->tag (with its TAB; empty when there is none). 0 or -ENOMEM. */
int render_task(const struct exec_spec *spec, struct task *t);

/* -t: the command on stderr, now. May block. */
void render_trace(const struct task *t);
