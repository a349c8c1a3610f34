/* SPDX-License-Identifier: MIT */
/*
 * A table of jobs in a database, with the columns of GNU parallel: Seq, Host, Starttime, JobRuntime, Send, Receive,
 * Exitval, _Signal, Command, V1, V2, ..., Stdout, Stderr. Exitval is -1000 for a job that waits and -1220 for one
 * that somebody has; Stdout then names who. One connection: used by one thread at a time. Functions may block on
 * whoever holds the database, and return 0 or -errno with err set.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/dburl.h"
#include "task/task.h"

struct jobtable;

/* make: the file is made when it is not there. */
int jobtable_open(struct jobtable **ret, const struct dburl *url, bool make, struct err *err);
/* Gives back what was taken and not finished by this process, when `taken` says that there may be such jobs. */
void jobtable_close(struct jobtable *j, bool taken);

/* Is there such a table? -EINVAL when it is not a table of jobs. */
int jobtable_exists(struct jobtable *j, bool *ret, struct err *err);
/* Can it be written, now? */
int jobtable_writable(struct jobtable *j, struct err *err);

/* Between begin and end nobody else writes. keep: what was done in between stays; else it never was. */
int jobtable_begin(struct jobtable *j, struct err *err);
int jobtable_end(struct jobtable *j, bool keep, struct err *err);

/* A new table with `values` columns V in the place of an old one. */
int jobtable_make(struct jobtable *j, size_t values, struct err *err);
/* Put a job behind the others, with the values of t; columns that it lacks are added. */
int jobtable_add(struct jobtable *j, const char *command, const struct task *t, struct err *err);

/* Take the first job that waits: values, number and place go to t, the command to *command (NUL-terminated). 1, 0 = there is none. */
int jobtable_take(struct jobtable *j, struct task *t, struct buf *command, struct err *err);
/* A task that was taken is over; *kept is false when its row is no longer there for us. */
struct jobtable_output {
	const char *p;
	size_t len;
};
int jobtable_finish(struct jobtable *j, const struct task *t, const struct jobtable_output out[2], bool *kept, struct err *err);

/* Jobs of processes that are gone wait again. 1 when there were some. */
int jobtable_revive(struct jobtable *j, struct err *err);
/* 1 when a job waits or is held by another process. */
int jobtable_pending(struct jobtable *j, struct err *err);
int jobtable_count(struct jobtable *j, uint64_t *ret, struct err *err);
