/* SPDX-License-Identifier: MIT */
/*
 * One event of a trace as text: a JSON object of the Trace Event Format (Google, "Trace Event Format", the document to which
 * chrome://tracing and ui.perfetto.dev refer), of bounded length, on the caller's stack. Nothing here blocks or allocates.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

#define TRACE_RECORD 4000 /* bytes; with what goes between two records still less than a page */
#define TRACE_PID 1

struct trace_record {
	size_t len;
	bool over;      /* something did not fit: it must not be used */
	char text[TRACE_RECORD];
};

/* Begin with the fields that each event has; at = nanoseconds since the start of the run. */
void trace_record_open(struct trace_record *r, char phase, unsigned tid, nsec at);
void trace_record_close(struct trace_record *r);

/*
 * key: any text as a string of at most `most` bytes (three more for the mark that it goes on). Printable ASCII and valid UTF-8 as they are;
 * newline, tabulator and carriage return as JSON has them; other control bytes and what is not UTF-8 as \xHH in letters, because there are
 * readers of this format that know no \u. A NULL key is for elements of a list.
 */
void trace_record_text(struct trace_record *r, const char *key, const char *p, size_t n, size_t most);
/* The same of words that are known to need no escape. */
void trace_record_word(struct trace_record *r, const char *key, const char *s);
void trace_record_number(struct trace_record *r, const char *key, int64_t value);
/* value / 10^places, places 0 to 3, all of them shown. */
void trace_record_fixed(struct trace_record *r, const char *key, int64_t value, unsigned places);
void trace_record_true(struct trace_record *r, const char *key);
/* An object or (list) an array, until trace_record_end. */
void trace_record_map(struct trace_record *r, const char *key);
void trace_record_list(struct trace_record *r, const char *key);
void trace_record_end(struct trace_record *r, char bracket);

/* What trace_record_text writes between the quotes, NUL-terminated; size bytes are room for size - 4. Returns the length. */
size_t trace_record_show(char *to, size_t size, const char *p, size_t n);
