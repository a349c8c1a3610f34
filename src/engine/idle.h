/* SPDX-License-Identifier: MIT */
/* The clock behind the ledger: each change of how many slots are allowed and at work, and of why the others are not, is told here. */
#pragma once

#include "stats/ledger.h"

struct idle {
	nsec last;            /* since when what follows is true; 0 = the run has not begun */
	unsigned slots, busy;
	enum idle_why why;
	struct ledger sum;
};

/* The run begins: that many slots are allowed, nothing has been asked for. */
void idle_begin(struct idle *m, nsec now, unsigned slots);
/* From `now` on that many slots are allowed and busy, and the others idle for that reason. */
void idle_change(struct idle *m, nsec now, unsigned slots, unsigned busy, enum idle_why why);
