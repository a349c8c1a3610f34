/* SPDX-License-Identifier: MIT */
/* Files that go to a task's host before it and come back behind it. */
#pragma once

#include "base/err.h"
#include "exec/remote_hosts.h"
#include "input/inputs.h"
#include "task/task.h"

struct transfer;

struct transfer_spec {
	const struct options *options;
	const struct inputs *inputs;     /* what the names are made of */
	struct remote_hosts *hosts;
	const struct proc_world *world;
	struct guardian *guardian;
};

/* *ret stays NULL when no files travel. 0 or -errno. */
int transfer_new(struct transfer **ret, const struct transfer_spec *spec, struct err *err);
/* --basefile: to each host, into `dir` there (NULL = home). A host that does not take them leaves. Blocks. 0 or -errno. */
int transfer_base(struct transfer *x, const char *dir, struct err *err);
/* ... to one that has come later, behind that call. 0, -errno, or the status of what failed, which is then said on stderr. */
int transfer_base_host(struct transfer *x, struct remote_host *host);
/*
 * Put a script of this machine's round `words`, which run the task: it copies the files there first and back
 * afterwards, and ends with the task's status. With `chain` several tasks, linked by `next`, are one. *ret gets the
 * words to execute instead, kept in `room`, which is the slot's: zeroed at first, transfer_room_release at the end. 0
 * or -errno.
 */
struct transfer_room {
	struct buf script, name;
	const char *words[4];
};
int transfer_wrap(struct transfer *x, const struct remote_host *host, const struct task *tasks, bool chain, const char *dir,
		  const char *const *words, struct transfer_room *room, char *const **ret);
void transfer_room_release(struct transfer_room *room);
/* --cleanup removes the base files. */
void transfer_free(struct transfer *x);
