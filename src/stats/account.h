/* SPDX-License-Identifier: MIT */
/*
 * The ledger of a run for its reports: all slot-time there was, each second of it under one heading, and the part that each has in the serial
 * fraction of Karp and Flatt. Seconds; NAN = not known.
 */
#pragma once

#include <stdbool.h>

#include "stats/stats.h"

enum account_kind {
	ACCOUNT_USEFUL,    /* task times without queueing for a CPU (as far as that is known), and without the next three */
	ACCOUNT_QUEUE,     /* queueing for a CPU */
	ACCOUNT_STARTING,  /* of the task times: until their programs began */
	ACCOUNT_REPEATED,  /* attempts that were followed by another one, without queueing */
	ACCOUNT_STARVED,   /* waiting for input */
	ACCOUNT_THROTTLED, /* --delay, --load, --memfree ... */
	ACCOUNT_OUTPUT,    /* handing over what tasks printed; or nobody takes it, and the budgets are full */
	ACCOUNT_TOKEN,     /* waiting for a token of a jobserver */
	ACCOUNT_DISPATCH,  /* pmap's own work between tasks */
	ACCOUNT_TAIL,      /* no task left for the slot, others have some */
	ACCOUNT_STARTUP,   /* before the first task */
	ACCOUNT_FINISH,    /* after the last one */
	ACCOUNT_KINDS,
};

struct account {
	bool known;                   /* false: the run was not accounted for, everything is NAN */
	double slots;                 /* N T: the sum of all kinds */
	double seconds[ACCOUNT_KINDS];
	/*
	 * The serial fraction (N T - T1) / (T1 (N - 1)) by its causes, which sum to it: what of each kind one slot would not have needed,
	 * divided by T1 (N - 1). NAN without an estimated T1. What is part of task times but queueing is 0.
	 */
	double fraction[ACCOUNT_KINDS];
};

/* pre, post: before the first and after the last task, without waiting for input. n: slots, N. */
struct account account_of(const struct run_report *r, double n, double pre, double post);
/* Work out the fractions for that serial time, of which `waiting` was waiting for input. */
void account_split(struct account *a, double n, double serial, double pre, double post, double waiting);

/* The key in files ("useful"), and what people read ("useful work"). */
const char *account_key(enum account_kind kind);
const char *account_words(enum account_kind kind);
