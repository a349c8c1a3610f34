/* SPDX-License-Identifier: MIT */
/*
 * One input source and all that concerns it alone: the first line is dropped (--skip-first-line), lines are joined (-L, --csv),
 * the end is found (-E), blank records are dropped (-r).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/sync.h"
#include "cli/options.h"
#include "input/reader.h"
#include "input/records.h"

struct origin { /* fields are the origin's own, but for those marked */
	const struct options *o;
	struct delimiter d;
	const char *name;      /* for messages */
	struct reader *reader; /* NULL: words, or all is in `kept` */
	bool shared;           /* the reader is another's too */
	struct records words;  /* as given, until origin_settle */
	size_t word;
	struct records kept;
	size_t first, at;      /* kept records before `first` are header; the next one to give */
	bool remember;         /* the caller's: what is given from now on stays in `kept` */
	bool direct;           /* what the reader gives is what comes */
	bool skip;             /* the next record is the line to drop */
	bool joining, odd;     /* `join` is a record with no end yet; it has an open quote */
	bool over;             /* nothing will come from reader or words */
	bool pending;          /* a record was read ahead: p, len */
	const char *p;
	size_t len;
	struct buf join;
	struct err failed;     /* met while reading ahead */
	bool gave, done;       /* the caller's, for combining */
};

/*
 * Opens the file now. `standard`: the reader of standard input when another origin has it already, else NULL; one that is made
 * is shared from then on by whoever gets it, and belongs to the first. 0 or -errno.
 */
int origin_open(struct origin *s, const struct options *o, const struct input *in, struct reader *standard, struct err *err);
void origin_release(struct origin *s);

/* The header record. Before origin_settle; may wait for input. 1, 0 when there is none, or -errno. */
int origin_header(struct origin *s, const char **p, size_t *len, struct err *err);
/* The header is taken. */
int origin_settle(struct origin *s, struct err *err);

/* The next record, valid until the next call. 1, 0 at the end, -ECANCELED (may be called again), or -errno. */
int origin_next(struct origin *s, const char **p, size_t *len, const struct gate *stop, struct err *err);
/* What origin_next gave is given again. */
void origin_put_back(struct origin *s);

/* Move the rest into memory: what was given and not remembered is lost. As origin_next, 0 when done. */
int origin_keep(struct origin *s, const struct gate *stop, struct err *err);
static inline bool origin_kept(const struct origin *s) { return !s->reader; }
/* Records in memory, and one of them. */
static inline size_t origin_count(const struct origin *s) { return s->kept.count - s->first; }
const char *origin_get(const struct origin *s, size_t i, size_t *len);
void origin_rewind(struct origin *s);

/* True when origin_next would not wait. Ends the validity of what it gave. */
bool origin_ready(struct origin *s);
/* True when there is nothing more; may look for the end, never waits. */
bool origin_at_end(struct origin *s);
