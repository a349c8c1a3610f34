/* SPDX-License-Identifier: MIT */
/* The text of a job log: its header, and one record a line. Only a whole record counts: nine columns, sane numbers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct logline {
	uint64_t seq;        /* from 1 */
	double runtime;      /* s; negative when the column is no number */
	bool failed;
	const char *command; /* to the end of the line; in it newlines are NULs */
};

/* One line without its newline, which stands at end. False when it is no record. What ret points to is the line's. */
bool logline_read(const char *line, const char *end, struct logline *ret);
bool logline_is_header(const char *line, const char *end);
/* Is what stands in p..end a job log: does it begin with a header, a record (a log begun with +FILE has no header), or the torn beginning of one? */
bool logline_is_log(const char *p, const char *end);
int logline_not_a_log(const char *path, struct err *err); /* -EINVAL, in words */

/* The whole file. A missing one is an error, or (optional) empty. 0 or -errno. */
int logline_slurp(const char *path, bool optional, struct buf *ret, struct err *err);
