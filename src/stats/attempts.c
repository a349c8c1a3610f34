/* SPDX-License-Identifier: MIT */
#include "stats/attempts.h"

#include <stdio.h>

struct attempt_words attempt_outcome(enum outcome outcome, int code) {
	struct attempt_words w = { "not run" };

	switch (outcome) {
	case OUTCOME_EXIT:
		snprintf(w.s, sizeof(w.s), "ok");
		if (code)
			snprintf(w.s, sizeof(w.s), "exit %d", code);
		break;
	case OUTCOME_SIGNAL:
		snprintf(w.s, sizeof(w.s), "signal %d", code);
		break;
	case OUTCOME_TIMEOUT:
		snprintf(w.s, sizeof(w.s), "timed out");
		break;
	case OUTCOME_NOSTART:
		snprintf(w.s, sizeof(w.s), "not started (%d)", code);
		break;
	case OUTCOME_KILLED:
	case OUTCOME_EVICTED:
		snprintf(w.s, sizeof(w.s), "cancelled");
		break;
	case OUTCOME_REFUSED:
		snprintf(w.s, sizeof(w.s), "refused");
		break;
	case OUTCOME_NONE:
	case OUTCOME_SKIPPED:
		break;
	}
	return w;
}
