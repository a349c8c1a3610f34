/* SPDX-License-Identifier: MIT */
/* Fields of a CSV record (RFC 4180): a field in double quotes may hold separators, newlines and quotes, which are doubled. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "input/columns.h"

/* The number of double quotes is odd: a quoted field that begins here or has begun before goes on behind the end. */
bool csv_odd(const char *p, size_t len);

/* Bytes that fields needed a place of their own for. Zero-initialise. */
struct csv_room {
	struct csv_block *blocks;
};
void csv_room_release(struct csv_room *r);

/*
 * Append the fields of a record; they point into it, or into `room` where quotes were doubled. A CR before its end is no part
 * of the record. 0, -EINVAL when it is no CSV, or -ENOMEM.
 */
int csv_split(const char *sep, size_t sep_len, const char *p, size_t len, unsigned trim, struct value_list *to, struct csv_room *room,
	struct err *err);
