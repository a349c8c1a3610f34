/* SPDX-License-Identifier: MIT */
/* The directory a task runs in (--workdir): made when it is missing, and, for a private one, removed afterwards. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "exec/executors.h"

/* Where `t` runs by `spec`, made and put into `ret` (absolute, NUL-terminated); empty: where we do. 0 or -errno with err set. */
int workdir_enter(const struct exec_spec *spec, const struct task *t, struct buf *ret, struct err *err);

/* Append the name of t's own directory, below the home directory of wherever it runs. 0 or -ENOMEM. */
int workdir_name(const struct task *t, struct buf *ret);

/* Remove a directory and all that is in it; symbolic links are not followed. What cannot be removed stays. */
void workdir_remove(const char *dir);
