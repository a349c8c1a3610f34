/* SPDX-License-Identifier: MIT */
/* The perl behind input/evaluate.h: one process, started when the first expression is compiled, ended with the run. */
#pragma once

#include "base/sync.h"
#include "exec/guardian.h"
#include "exec/proc.h"
#include "input/evaluate.h"
#include "input/quote.h"

struct perl_spec {
	const struct proc_world *world;
	struct guardian *guardian;
	const struct gates *gates; /* may not be open yet: a closed kill gate ends every wait */
	enum quoting quoting;      /* what Q() does */
	unsigned slots;            /* $Global::max_jobs_running */
	const char *colsep;        /* $opt::colsep */
};

/* Starts nothing. Never fails. The spec's pointers outlive the evaluator. */
struct evaluator *perl_new(const struct perl_spec *spec);
/* Ends the process: at once when it is at work, else when it has run its END blocks (for a second at most). */
void perl_free(struct evaluator *e);
