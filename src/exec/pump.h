/* SPDX-License-Identifier: MIT */
/*
 * Watch one running child until it is over: feed its stdin, take its output, keep its deadline, end it when told. The slot's
 * thread is in poll(2) here and nowhere else while a child runs.
 */
#pragma once

#include "base/clock.h"
#include "exec/block.h"
#include "exec/proc.h"
#include "exec/sampler.h"
#include "exec/termseq.h"
#include "task/exec.h"

#define PUMP_BUFFER (64u << 10)

struct pump {
	/* Set by the caller. */
	struct proc *proc;
	struct task *task;
	struct outlet *outlet;
	const struct gates *gates;
	const struct termseq *termseq;
	int in, out, err;      /* our ends; -1 = none. Closed by pump_run */
	struct fifo *fifo;     /* instead of `in`: becomes it when the task has opened its named pipe. Closed by pump_run; NULL = none */
	struct sampler *sampler; /* begun for this task; NULL = nobody wants to know what its processes do */
	nsec deadline;         /* NSEC_NEVER = none */
	bool count_err;        /* stderr counts as received, too */
	char *buffer;          /* PUMP_BUFFER bytes */
	nsec brief;            /* kept from task to task: how long to wait for nothing but the end; 0 for the first */
	uint64_t output_limit; /* most bytes of stdout; what is above is dropped and the task ended; 0 = no limit */
	bool chatty;           /* kept from task to task: the last one printed so much that waiting for its end would stall it */

	/* Filled. */
	bool timed_out;        /* the deadline passed and the task was ended for it */
	bool killed;           /* ended because a gate closed */
	bool too_much;         /* it wrote more than output_limit */
	bool evicted;          /* ended because its leash was pulled (task/task.h) */
	int lost;              /* -errno: some of its output could not be kept */
};

/* Returns when the child has ended (not yet reaped) and what it had printed by then was taken. 0 or -errno of the feeding side. */
int pump_run(struct pump *p);
