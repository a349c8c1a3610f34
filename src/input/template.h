/* SPDX-License-Identifier: MIT */
/*
 * A command template: literal text with replacement strings, compiled once and rendered for each task. The rules are
 * GNU parallel's (man parallel, "Replacement strings"): values are shell-quoted when they are pasted in, text is not;
 * nothing is expanded twice.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/options.h"
#include "input/evaluate.h"
#include "input/quote.h"
#include "task/task.h"

struct template;

enum template_use {
	TEMPLATE_COMMAND, /* words joined by blanks; values quoted; " {}" appended when nothing is replaced */
	TEMPLATE_TEXT,    /* --tagstring: values unquoted, nothing appended */
};

/* What is only known when the run begins. */
struct template_facts {
	uint64_t total;            /* number of jobs; UINT64_MAX when not known */
	unsigned slots;
};

struct template_spec {
	enum template_use use;
	char *const *words;
	size_t count;
	const char *replace;       /* what stands for {}; NULL = "{}" */
	bool quote;                /* -q */
	bool no_values;            /* -n0: all values are empty, and -q leaves a word out of which nothing comes */
	bool repeat_context;       /* -X, -N: the word round a replacement string is repeated for each value */
	bool bare;                 /* values are pasted in unquoted */
	bool no_append;            /* --pipe: nothing is appended, {} is empty */
	char *const *names;        /* column or source names of --header, NULL = none */
	size_t name_count;
	const struct template_strings *strings; /* NULL = the usual ones */
	struct evaluator *evaluator;            /* for expressions; NULL = there are none */
	const struct template_facts *facts;     /* read when it is rendered; NULL = not known */
	enum quoting quoting;
	const char *what;          /* names it in messages; NULL = "the command" */
};

int template_compile(struct template **ret, const struct template_spec *spec, struct err *err);
void template_free(struct template *t);
/*
 * The command of spec as one text for a table of jobs, appended to *out, and a template made of such a text: spec then says what is known
 * about the run (evaluator, facts, quoting, -q, --plus, --rpl), and words and names are not looked at. 0 or -errno.
 */
int template_encode(struct buf *out, const struct template_spec *spec, struct err *err);
int template_decode(struct template **ret, const char *text, const struct template_spec *spec, struct err *err);
/* True when anything is replaced in it. */
bool template_replaces(const struct template *t);

/*
 * Append the text for `task` in slot `slot` (1-based). Not NUL-terminated. 0, -ENOMEM or, with expressions, what evals_run
 * says: evaluator_error then knows more. Thread-safe: the template is only read. Expressions may block, and what skip() wants
 * is not heard.
 */
int template_render(const struct template *t, const struct task *task, unsigned slot, struct buf *out);

/*
 * The same in three steps, so that the expressions of several templates and tasks are one round trip: ask for all of them,
 * evals_run, answer in the same order. *skip is set when the task is not to be run, otherwise left alone; it may be NULL.
 */
int template_ask(const struct template *t, const struct task *task, unsigned slot, struct evals *evals);
int template_answer(const struct template *t, const struct task *task, unsigned slot, struct evals *evals, struct buf *out, bool *skip);
/* Are there expressions in it at all? */
bool template_asks(const struct template *t);
/* Who answers them. */
struct evaluator *template_evaluator(const struct template *t);
/* Does it need facts->total? */
bool template_wants_total(const struct template *t);

/*
 * Bytes that the text has with no value at all, and that one more record of the given values adds: for -X, -m and -s.
 */
size_t template_base_len(const struct template *t);
size_t template_record_len(const struct template *t, char *const *argv, const size_t *lens, size_t argc);

/*
 * The length of a line while values are added to it, for filling lines: each call adds one value. template_size is
 * exact when template_size_exact says so (any number of {} and its forms), otherwise never less than the rendered
 * length.
 */
struct template_size {
	size_t values, bytes, longest, longest_special;
	unsigned seq_digits, slot_digits;
};
void template_size_begin(struct template_size *s, uint64_t seq, unsigned slots); /* seq and slot as they will be printed */
/* asked: the lengths that template_size_ask found for this value; NULL when the template has no expressions. */
void template_size_add(const struct template *t, struct template_size *s, const char *v, size_t len, const size_t *asked);
/* How many there are of them for each value, and how to get them: ask for a value, evals_run, then take its lengths. */
size_t template_size_asked(const struct template *t);
int template_size_ask(const struct template *t, struct evals *evals, size_t value);
void template_size_answer(const struct template *t, struct evals *evals, size_t *ret);
size_t template_size(const struct template *t, const struct template_size *s);
bool template_size_exact(const struct template *t);
/* When the line was measured: bytes that may be taken off template_size now and for all values to come. */
size_t template_size_excess(const struct template *t, const struct template_size *s, size_t measured);
