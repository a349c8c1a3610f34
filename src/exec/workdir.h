/* SPDX-License-Identifier: MIT */
/* The directory a task runs in (--workdir): made when it is missing, and, for a private one, removed afterwards. */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "exec/executors.h"

/* Where `t` runs by `spec`, made and put into `ret` (absolute, NUL-terminated); empty: where we do. 0 or -errno with err set. */
int workdir_enter(const struct exec_spec *spec, const struct task *t, struct buf *ret, struct err *err);

/* Make `dir` (parents too) and put its absolute path into `ret`, NUL-terminated. 0 or -errno with err set. */
int workdir_make(const char *dir, struct buf *ret, struct err *err);

/* A new directory for task `seq` of this run, under ~/.parallel/tmp. 0 or -errno with err set. */
int workdir_private(uint64_t seq, struct buf *ret, struct err *err);

/* Remove a directory and all that is in it; symbolic links are not followed. What cannot be removed stays. */
void workdir_remove(const char *dir);
