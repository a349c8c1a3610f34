/* SPDX-License-Identifier: MIT */
/* Tasks on other hosts: an executor round the one that starts processes. */
#pragma once

#include "exec/executors.h"
#include "exec/remote_hosts.h"
#include "exec/transfer.h"
#include "input/inputs.h"

struct remote_spec {
	struct remote_hosts *hosts;      /* belong to the executor from now on */
	const struct options *options;
	struct exec_spec render;         /* what the commands are rendered with */
	struct transfer *transfer;       /* NULL = no files travel; likewise */
	const struct buf *definitions;   /* $PARALLEL_ENV; empty = none */
};

/* `inner` starts what is in task->launch; it belongs to the executor from now on. */
struct exec *exec_remote_new(struct exec *inner, const struct remote_spec *spec);

/* --basefile: before the first task. Blocks. 0 or -errno. */
int exec_remote_base(struct exec *e, struct err *err);

/*
 * --onall, --nonall: a task for each of `hosts` hosts in the place of all those of `inner`, which belongs to it from now on. The executor
 * finds those through remote_all_tasks, in a chain.
 */
struct source *remote_all_new(struct source *inner, size_t hosts);
struct task *remote_all_tasks(struct source *all);
/* The executor runs all of that source's tasks on each host. */
void exec_remote_all(struct exec *e, struct source *all);
