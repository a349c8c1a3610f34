/* SPDX-License-Identifier: MIT */
/*
 * SQLite as far as it is needed, from the system's libsqlite3, which is loaded when the first database is opened: a
 * program that uses none neither needs it nor pays for it. A connection is used by one thread at a time. Functions
 * return -errno with err set, in words that name the file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct sqlite;
struct statement;

/* create: make the file when there is none. Whoever holds the database is waited for, no longer than timeout_ms each time. */
int sqlite_open(struct sqlite **ret, const char *file, bool create, unsigned timeout_ms, struct err *err);
void sqlite_close(struct sqlite *s);

/* Run a statement without values and without rows. */
int sqlite_do(struct sqlite *s, const char *sql, struct err *err);
/* Rows that the last statement changed. */
int sqlite_changed(struct sqlite *s);

int sqlite_prepare(struct sqlite *s, struct statement **ret, const char *sql, struct err *err);
void statement_free(struct statement *t);
/* Values from 1; copied nowhere: they live until the statement is reset. p may be NULL. Complaints come from statement_step. */
void statement_int(struct statement *t, int at, int64_t value);
void statement_double(struct statement *t, int at, double value);
void statement_text(struct statement *t, int at, const char *p, size_t n);
/* 1 = a row, 0 = done. */
int statement_step(struct statement *t, struct err *err);
void statement_reset(struct statement *t);
/* The row, columns from 0; what a pointer points to is valid until the next step or reset. NULL for SQL's NULL; NUL-terminated. */
int statement_columns(struct statement *t);
const char *statement_name(struct statement *t, int column);
int64_t statement_get_int(struct statement *t, int column);
const char *statement_get_text(struct statement *t, int column, size_t *len);
