/* SPDX-License-Identifier: MIT */
/*
 * Records from a descriptor: bytes up to a delimiter. Reads in large pieces, never waits when a whole record is
 * there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/sync.h"

struct reader;

struct delimiter {
	const char *p;  /* borrowed */
	size_t len;     /* 0: paragraphs, which are separated by empty lines (as Perl reads with an empty $/) */
};

/* path "-" = standard input. Opens now; a directory is refused. 0 or -errno with err naming the file. */
int reader_open(struct reader **ret, const char *path, struct delimiter d, struct err *err);
/* The same from a descriptor, which stays the caller's. `name` (borrowed) is for messages. */
int reader_new(struct reader **ret, int fd, const char *name, struct delimiter d, struct err *err);
void reader_free(struct reader *r);

/*
 * The next record without its delimiter, valid until the next call; p[n] may be overwritten by nobody. The last
 * record may lack its delimiter; an empty rest is no record. NUL bytes in a record come out as the two bytes \0, with
 * one warning on stderr, because no argument can hold them. 1, 0 at the end of input (for good), -ECANCELED when
 * `stop` closed (may be called again), or -errno with err set.
 */
int reader_next(struct reader *r, const char **p, size_t *n, const struct gate *stop, struct err *err);

/* True when reader_next would not wait for input. */
bool reader_ready(struct reader *r);
/* True when there is no further record; looks for the end of the input when nothing is buffered. Never waits. */
bool reader_at_end(struct reader *r);
