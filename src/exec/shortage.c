/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/shortage.h"

#include <errno.h>

#define FIRST 2000000LL
#define MOST 200000000LL
/* A build for tests of failing calls gives up soon. */
#ifdef PMAP_FAULTS
#define GIVE_UP (NSEC_PER_SEC / 20)
#else
#define GIVE_UP (5 * NSEC_PER_SEC)
#endif

bool shortage_is(int rc) {
	return rc == -EAGAIN || rc == -EMFILE || rc == -ENFILE || rc == -ENOMEM;
}

int shortage_wait(struct shortage *s, unsigned running, const struct gates *g) {
	nsec now = clock_mono();

	s->pause = s->pause ? s->pause * 2 : FIRST;
	if (s->pause > MOST)
		s->pause = MOST;
	if (running)
		s->since = 0;
	else if (!s->since)
		s->since = now;
	else if (now - s->since > GIVE_UP)
		return -ETIME;
	gates_linger(g);
	return gate_wait(&g->kill, now + s->pause) ? -ECANCELED : 0;
}
