/* SPDX-License-Identifier: MIT */
/* The block of a task under a name, which the task finds in $PARALLEL_TMP: a temporary file (--cat) or a named pipe (--fifo). */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/sync.h"
#include "task/task.h"

/*
 * Make it in dir. *entry becomes "PARALLEL_TMP=PATH", NUL-terminated. A file holds head, body and part of the task when this returns; a
 * pipe is only made. 0 or -errno; then there is no file.
 */
int block_make(const char *dir, bool fifo, const struct task *t, struct buf *entry);
/* The path in the entry. */
const char *block_path(const struct buf *entry);
/*
 * Append what comes by the task's flow, to its end or until a gate closes (then it ends there), and say in its result how much
 * is in the file. 0 or -errno.
 */
int block_append(const struct buf *entry, struct task *t, const struct gates *gates);
/* Remove the file and forget its name. Does nothing when there is none. */
void block_remove(struct buf *entry);

/*
 * The writing end of a named pipe. Opening it takes as long as nobody opens it for reading, so a thread does that: it is the only way
 * that needs neither a poll of the file system nor more than POSIX.
 */
struct fifo;
/* Begin to open. NULL with errno in *rc. */
struct fifo *fifo_open(const char *path, int *rc);
/* Polls readable when fifo_take has an answer. */
int fifo_news(const struct fifo *f);
/* The descriptor, O_NONBLOCK, now the caller's; -1: nobody has opened the pipe yet; otherwise -errno. */
int fifo_take(struct fifo *f);
/* Give up waiting. Does not block. */
void fifo_close(struct fifo *f);
