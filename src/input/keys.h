/* SPDX-License-Identifier: MIT */
/*
 * The key of a line for --shard, --bin and --group-by: a column, by number or by name, or the line; and what a Perl expression
 * makes of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "input/columns.h"
#include "input/evaluate.h"

struct keys;

/*
 * spec is `[COLUMN] [EXPRESSION]`; option names it in messages. colsep NULL: the line is its only column. perl is borrowed, and
 * only needed when there is an expression. 0 or -errno.
 */
int keys_new(struct keys **ret, const char *option, const char *spec, const char *colsep, struct evaluator *perl, struct err *err);
void keys_free(struct keys *k);

/* The column has a name: the first line of the input must tell where it is. */
bool keys_by_name(const struct keys *k);
/* This is that line. 0, or -EINVAL when it has no such column. */
int keys_names(struct keys *k, const char *line, size_t len, struct err *err);

/* Lines, with their newlines, which must stay until the keys are forgotten; then all their keys at once. 0 or -errno. */
int keys_add(struct keys *k, const char *line, size_t len, struct err *err);
int keys_find(struct keys *k, struct err *err);
struct value keys_get(const struct keys *k, size_t i);
bool keys_same(const struct keys *k, size_t i, size_t j);
void keys_forget(struct keys *k);

/* Which of n jobs gets a line with that key, from 0: by its number, as --bin has it, or by hash. */
unsigned keys_bin(struct value key, unsigned n);
unsigned keys_shard(struct value key, unsigned n);
