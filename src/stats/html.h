/* SPDX-License-Identifier: MIT */
/*
 * Text in a page for browsers (HTML or SVG). Whatever bytes it is made of, a browser shows them and does nothing else: markup is escaped;
 * control characters, marks that change the direction of text and bytes that are not UTF-8 are made visible.
 */
#pragma once

#include <stddef.h>

#include "stats/page.h"

enum html_kind {
	HTML_LINE,  /* newline and tab are shown as \n and \t */
	HTML_BLOCK, /* they stay: for <pre> */
};

/* Append markup as it is, of any length. */
void html_raw(struct page *p, const char *markup);

/* Append n bytes of text. */
void html_text(struct page *p, const char *s, size_t n, enum html_kind kind);
/* The same, NUL-terminated, HTML_LINE. NULL is nothing. */
void html_string(struct page *p, const char *s);

/* Where the longest end of the text begins that html_text makes no more than `most` bytes of: an offset, n = nothing fits. */
size_t html_tail(const char *s, size_t n, enum html_kind kind, size_t most);

/* Append JSON (of n bytes) for a <script> element: no byte of it can end that. */
void html_json(struct page *p, const char *json, size_t n);
