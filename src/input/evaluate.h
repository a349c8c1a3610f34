/* SPDX-License-Identifier: MIT */
/*
 * Perl expressions: what {= =}, --rpl, --filter and the like ask for. The interpreter is behind struct evaluator
 * (exec/perl.h makes one); here is what asks it. One perl process serves the run; it is started by the first
 * evaluator_compile.
 *
 * How to use it:
 *	int id = evaluator_compile(e, "s/a/b/", 6, "{= =}", err);  before any task starts; < 0: -errno with err set
 *	struct evals b = {0};
 *	evals_job(&b, seq, slot, total, argv, lens, argc);        the job that the next calls belong to: @arg, seq(), ...
 *	evals_call(&b, id, i);                                    $_ = argv[i]; as many calls and jobs as you like
 *	rc = evals_run(&b, e);                                    one round trip for all of them
 *	struct eval r; evals_next(&b, &r); ...                    what $_ became, in the order of the calls
 *	bool skip = evals_end_job(&b);                            behind the results of each job
 *	evals_reset(&b); ... evals_release(&b);
 *
 * Every function that can fail returns 0 or -errno. A failing evals_run is final for the run: evaluator_error says why.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct evaluator;
struct evaluator_ops {
	/*
	 * Send a request (its bytes as evaluate.c frames them) and wait for the answer to it. 0 or -errno; then *err is set and
	 * every further call fails the same way. -ECANCELED when the run is being stopped. Thread-safe.
	 */
	int (*exchange)(struct evaluator *, const struct buf *request, struct buf *answer, struct err *err);
	void (*error)(struct evaluator *, struct err *ret);
	void (*free)(struct evaluator *);
};

struct evaluator {
	const struct evaluator_ops *ops;
};

/*
 * Compile an expression: its number, or -errno with err set (-ENOENT: no perl; -EINVAL: no expression, with perl's words).
 * `what` names it in messages: the option or string that holds it.
 */
int evaluator_compile(struct evaluator *e, const char *expr, size_t len, const char *what, struct err *err);
/* Why evals_run failed; err->code stays 0 when it did not. */
void evaluator_error(struct evaluator *e, struct err *ret);

struct evals {
	struct buf request, answer;
	struct buf calls;    /* of the job at hand */
	size_t job;          /* where its header is */
	size_t next;         /* in answer */
	size_t count;        /* calls so far */
};

struct eval {
	const char *p;       /* $_ afterwards; valid until evals_reset or the next evals_run */
	size_t len;
	bool bare;           /* uq() was called: not to be quoted */
};

int evals_job(struct evals *b, uint64_t seq, unsigned slot, uint64_t total, char *const *argv, const size_t *lens, size_t argc);
int evals_call(struct evals *b, int id, size_t value);
/* One more value for the job: one of @arg, when evals_job was given NULL for argv. */
int evals_value(struct evals *b, const char *p, size_t len);
/* As evals_call, but $_ is a text of its own. */
int evals_call_text(struct evals *b, int id, const char *p, size_t len);
int evals_run(struct evals *b, struct evaluator *e);
bool evals_next(struct evals *b, struct eval *ret);
/* After all results of a job were taken: did one of its expressions call skip()? Goes on to the next job. */
bool evals_end_job(struct evals *b);
void evals_reset(struct evals *b);
void evals_release(struct evals *b);
