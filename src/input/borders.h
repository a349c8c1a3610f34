/* SPDX-License-Identifier: MIT */
/*
 * Where records of a byte stream may be cut: --recend, --recstart, --regexp, and lines as records (-L). A cut is an
 * offset behind an end and before a start; a start at offset 0 is no cut.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/options.h"

struct borders;

int borders_new(struct borders **ret, const struct options *o, struct err *err);
void borders_free(struct borders *b);

/*
 * --group-by: records are lines with the same key. Takes the keys over. Their names must be known before a border is looked for.
 * borders_end: no bytes will follow, so the last line is complete without its end.
 */
struct keys;
void borders_by_key(struct borders *b, struct keys *keys);
void borders_end(struct borders *b);

/* Any offset is a cut (both ends empty). */
bool borders_anywhere(const struct borders *b);

/* A record has no end of its own, only its successor's start tells (--recstart alone). */
bool borders_by_start(const struct borders *b);

/* Expressions tell (--regexp). */
bool borders_by_regex(const struct borders *b);

/*
 * A record is several lines (-L): the last, incomplete one of the input then is a block of its own, as GNU parallel
 * has it.
 */
bool borders_by_lines(const struct borders *b);

/* The last cut in p[0..len), 0 < *cut <= len. 1, 0 when there is none, or -errno. */
int borders_last(struct borders *b, const char *p, size_t len, size_t *cut, struct err *err);

/*
 * The first cut that ends a record beginning at `from` or later. 1, 0 when there is none yet, or -errno. A caller
 * that adds bytes goes on from *retry: no cut was before it.
 */
int borders_next(struct borders *b, const char *p, size_t len, size_t from, size_t *cut, size_t *retry, struct err *err);
/*
 * For who counts records (-N): where to look for the next border of a block that begins at `start` and has its last border at `cut`
 * (= start: none yet). As in GNU parallel a separator at the very start of the block ends nothing, and separators may overlap.
 */
size_t borders_from(const struct borders *b, size_t start, size_t cut);

/* Take the separators out of the n bytes at p (--rrs), in place; *n becomes the new length. 0 or -errno. */
int borders_strip(struct borders *b, char *p, size_t *n, struct err *err);

/* The head of the input (--header): `:` is one line, a number that many, else a regular expression. */
struct header;
int header_new(struct header **ret, const char *spec, struct err *err); /* *ret NULL when spec says none */
void header_free(struct header *h);
/*
 * Its length in p[0..len). 1 found (*n may be 0: there is no head), 0 more bytes are needed to know, or -errno.
 * `end`: no more will come. `enough`: look no further than that for a regular expression.
 */
int header_find(struct header *h, const char *p, size_t len, bool end, size_t enough, size_t *n, struct err *err);
