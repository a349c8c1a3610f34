/* SPDX-License-Identifier: MIT */
/*
 * Where the slots' time went. slots = the integral of the allowed slots over the run; it is the sum of the attempts' wall times
 * (struct tally), of `handing`, of `dispatch` and of all `idle`: pmap's own share (dispatch) is what is left of the time at work.
 */
#pragma once

#include "base/clock.h"

/* Why a slot had no task, the first that is true. */
enum idle_why {
	IDLE_STARVED,   /* the input is open and nothing of it is ready */
	IDLE_THROTTLED, /* a start is not due yet (--delay), or a rule forbids it (--load, --memfree, ...) */
	IDLE_OUTPUT,    /* finished output that nobody takes fills the budgets */
	IDLE_TOKEN,     /* a jobserver has no token */
	IDLE_DISPATCH,  /* a task is ready: the slot is just about to take it */
	IDLE_TAIL,      /* the input is at its end, other slots still have tasks */
	IDLE_STARTUP,   /* before the run asked for its first task */
	IDLE_FINISH,    /* after the last task */
	IDLE_KINDS,
};

struct ledger {
	nsec slots;             /* slot-time there was */
	nsec busy;              /* ... and what of it slots spent with tasks, from having it in hand until it was handed over */
	nsec idle[IDLE_KINDS];  /* the rest, by reason: slots = busy + sum of idle */
	nsec single;            /* time in which at most one slot was busy, while more were allowed */
	nsec before;            /* IDLE_STARVED time (of one slot) before anything had been read: the input's, not start-up */
	nsec reading;           /* time in which a slot was at the source */
	nsec over, over_waited; /* monotonic: when the source said that nothing more comes (0 = it has not), and how long it was asked for */
};
