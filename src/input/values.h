/* SPDX-License-Identifier: MIT */
/*
 * The records of all input sources, combined: each step of the product is one record with the columns of every
 * source. The last source varies fastest; tied sources move together, with --link all do. The first source is read as it
 * comes, the others are kept.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sync.h"
#include "cli/options.h"
#include "input/columns.h"

struct values;

/* Open every source and take its header record when there is one: that may wait for input. */
int values_open(struct values **ret, const struct options *o, struct err *err);
void values_free(struct values *v);

/* Column names of --header in the order of the columns; NULL when there are none. Valid as long as v. */
char *const *values_names(const struct values *v, size_t *count);

/*
 * The next record's columns, valid until the next call. 1, 0 at the end, -ECANCELED (may be called again), or -errno.
 */
int values_next(struct values *v, const struct value **ret, size_t *n, const struct gate *stop, struct err *err);
/* Record i of values_total; only when everything is loaded. 1 or -errno. */
int values_at(struct values *v, uint64_t i, const struct value **ret, size_t *n, struct err *err);
/* --hostgroups: the groups that the record at hand asks for, without the @; len 0 = none. Valid as long as the record. */
struct value values_groups(const struct values *v);
/* True when values_next would not wait. Ends the validity of what values_next gave. */
bool values_ready(struct values *v);
/* True when there is no further record; may look for the end of a single source, never waits. */
bool values_at_end(struct values *v);

/* Read everything into memory; from then on values_total is known and values_rewind allowed. 0 or -errno. */
int values_load(struct values *v, struct err *err);
bool values_loaded(const struct values *v);
void values_rewind(struct values *v);
/* Number of records, UINT64_MAX when not known. */
uint64_t values_total(const struct values *v);
