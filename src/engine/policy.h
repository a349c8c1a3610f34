/* SPDX-License-Identifier: MIT */
/* Decisions: pure functions of what has happened. No I/O, no clock, no lock. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "cli/options.h"
#include "task/task.h"

/* Finished tasks so far (after the last permitted attempt). */
struct score {
	uint64_t ok, failed;
	uint64_t total;       /* of the run; UINT64_MAX = not known */
};

enum stop { STOP_NO, STOP_SOON, STOP_NOW };

struct verdict {
	bool retry;           /* another attempt */
	bool announce;        /* --halt watches for ends of this kind: tell the user */
	enum stop stop;
	int status;           /* with stop: the exit status of the run */
};

/* t has just ended. `now` includes it unless it is to be retried. */
struct verdict policy_judge(const struct options *o, const struct score *now, const struct task *t);

/* True when t will be tried again. */
bool policy_retries(const struct options *o, const struct task *t);

/* 0, the number of failed tasks, 101 for more than 100. */
int policy_status(const struct score *s);
/* Exit status of a run that no --halt ended: policy_status, or the percentage of failed tasks when --halt counts in percent. */
int policy_end_status(const struct options *o, const struct score *s);
