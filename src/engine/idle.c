/* SPDX-License-Identifier: MIT */
/* Sums are exact by construction: what is added to `slots` is what is added to `busy` and one of `idle`. */
#include "engine/idle.h"

void idle_begin(struct idle *m, nsec now, unsigned slots) {
	*m = (struct idle){ .last = now, .slots = slots, .why = IDLE_STARTUP };
}

void idle_change(struct idle *m, nsec now, unsigned slots, unsigned busy, enum idle_why why) {
	nsec d = now - m->last;

	if (d > 0) {
		/* More at work than allowed: their number has been lowered, and they are still there. */
		unsigned there = m->slots > m->busy ? m->slots : m->busy;

		m->sum.slots += d * there;
		m->sum.busy += d * m->busy;
		m->sum.idle[m->why] += d * (there - m->busy);
		if (m->busy <= 1 && there > 1)
			m->sum.single += d;
		m->last = now;
	}
	m->slots = slots;
	m->busy = busy;
	m->why = why;
}
