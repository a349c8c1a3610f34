/* SPDX-License-Identifier: MIT */
/*
 * A run whose jobs go through a table (--sqlmaster, --sqlworker, --sqlandworker): a source round the source of the
 * values, which puts them into the table and takes jobs from it, and a sink that writes there what became of them.
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "input/template.h"
#include "task/sink.h"
#include "task/source.h"

struct ledger;

/* Tasks print their output, the name of a file that has their stdout, or that and there is one for stderr beside it. */
enum ledger_output { OUTPUT_ITSELF, OUTPUT_FILE, OUTPUT_TWO_FILES };

struct ledger_spec {
	const char *url;
	bool master;          /* puts jobs into the table */
	bool worker;          /* takes jobs from it */
	bool wait;            /* goes on until nobody has a job any more */
	const struct template_spec *command; /* borrowed only while ledger_open runs; what it points to lives longer */
	struct template_facts *facts;        /* a worker alone learns the number of jobs from the table */
	bool gathered;        /* another sink, called before, gathers the output of tasks */
	bool tagged;          /* output goes into the table with the task's tag before each line */
	enum ledger_output output;
};

/* Open the database, twice: each end has a connection of its own. All that can be wrong is met here. 0 or -errno. */
int ledger_open(struct ledger **ret, const struct ledger_spec *spec, struct err *err);
/* Jobs that were taken and have no result wait again. NULL is fine. */
void ledger_close(struct ledger *j);

/* `values` belongs to the result; NULL for a worker alone. The result is freed before ledger_close. */
struct source *ledger_source(struct ledger *j, struct source *values);
struct sink *ledger_sink(struct ledger *j);
