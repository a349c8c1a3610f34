/* SPDX-License-Identifier: MIT */
/*
 * Records with the lengths of what a template's expressions make of them. Many records are asked for in one round trip, so this
 * reads as far ahead as it can without waiting for input.
 */
#pragma once

#include <stddef.h>

#include "base/err.h"
#include "base/sync.h"
#include "input/template.h"
#include "input/values.h"

struct ahead;

enum { AHEAD_MOST = 128 };

/* Read at most `most` (up to AHEAD_MOST) records ahead. NULL = no memory. */
struct ahead *ahead_new(struct values *values, const struct template *t, size_t most);
void ahead_free(struct ahead *a);
/*
 * As values_next; *ret_asked has template_size_asked lengths for each of the columns, valid like them. `seq` is that of the task
 * which is being filled.
 */
int ahead_next(struct ahead *a, uint64_t seq, const struct value **ret, size_t *n, const size_t **ret_asked, const struct gate *stop,
	       struct err *err);
/* Records that were read and not given yet. */
size_t ahead_left(const struct ahead *a);
/* Forget what was read: the values begin again. */
void ahead_rewind(struct ahead *a);
