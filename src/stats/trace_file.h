/* SPDX-License-Identifier: MIT */
/*
 * A file that is a JSON array of records and can be used at any time, whatever becomes of this process: what is in it is whole records, and
 * only the closing bracket may be missing. A name that ends in ".gz" makes it a gzip stream that can be unpacked as far as it was written.
 * Thread-safe.
 */
#pragma once

#include "base/clock.h"
#include "base/err.h"
#include "stats/trace_record.h"

struct trace_file;

struct trace_file_spec {
	const char *path;       /* borrowed */
	void (*wake)(void *);   /* trace_file_tick() has something to do, or will have; must not block */
	void *arg;
};

/*
 * Begin the file anew. It must be something that takes what is written without waiting: a regular file, or a device that is no
 * terminal. 0, or -errno with words in err.
 */
int trace_file_open(struct trace_file **ret, const struct trace_file_spec *spec, struct err *err);

/* Put a record behind the others. Does not write and does not block. One that is `over`, and all that come behind an error, are forgotten. */
void trace_file_add(struct trace_file *f, const struct trace_record *r);

/* Write what has been added, when it is a buffer full or a second old. Says the first error, so it may block on stderr. */
void trace_file_settle(struct trace_file *f, nsec now);

/* Write what is a second old. When to call again: NSEC_NEVER = spec.wake will be called. What went wrong is said by settle or finish. */
nsec trace_file_tick(struct trace_file *f);

/* Write all the rest and the end, and close. 0 or -errno of whatever has ever gone wrong; it has been said. */
int trace_file_finish(struct trace_file *f);
void trace_file_free(struct trace_file *f);
