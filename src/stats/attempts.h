/* SPDX-License-Identifier: MIT */
/* What became of an attempt of the history, in one word for a report. */
#pragma once

#include <stdbool.h>

#include "stats/history.h"

static inline bool attempt_failed(const struct attempt *a) {
	return (a->outcome == OUTCOME_EXIT && a->code != 0) || a->outcome == OUTCOME_SIGNAL || a->outcome == OUTCOME_TIMEOUT || a->outcome == OUTCOME_NOSTART;
}
/* Ended by us because the run was stopped. */
static inline bool attempt_cancelled(const struct attempt *a) {
	return a->outcome == OUTCOME_KILLED;
}

struct attempt_words {
	char s[40];
};
/* "ok", "exit 1", "signal 9", "timed out", "not started (127)", "cancelled". */
struct attempt_words attempt_outcome(enum outcome outcome, int code);
