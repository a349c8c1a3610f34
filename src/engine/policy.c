/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/policy.h"

bool policy_retries(const struct options *o, const struct task *t) {
	return task_failed(t) && t->result.outcome != OUTCOME_REFUSED && t->result.attempt < o->retries;
}

int policy_status(const struct score *s) {
	return s->failed > 100 ? 101 : (int)s->failed;
}

/* Rounded up. */
static int percentage(const struct score *s) {
	return s->total && s->total != UINT64_MAX ? (int)((s->failed * 100 + s->total - 1) / s->total) : policy_status(s);
}

int policy_end_status(const struct options *o, const struct score *s) {
	if ((o->onall || o->nonall) && !o->login_count)
		return s->failed != 0; /* hosts are counted, and there is one */
	return o->halt.when != HALT_NEVER && o->halt.percent ? percentage(s) : policy_status(s);
}

/* The status a halt gives the run (gnu-parallel(1), EXIT STATUS with --halt). */
static int halt_status(const struct halt *h, double wanted, const struct score *s, const struct task *t) {
	if (h->count < 1)
		return 0; /* of fail=0, which the first failure fulfils */
	if (h->why == HALT_SUCCESS)
		return 0;
	if (h->percent && wanted != 1)
		return percentage(s);
	if (wanted <= 1) /* the one task that was waited for */
		return t->result.outcome == OUTCOME_TIMEOUT ? 255 : task_status(t);
	return policy_status(s);
}

struct verdict policy_judge(const struct options *o, const struct score *now, const struct task *t) {
	const struct halt *h = &o->halt;
	struct verdict v = { .stop = STOP_NO };
	bool failed = task_failed(t);
	double seen, wanted;

	v.retry = policy_retries(o, t);
	if (v.retry || h->when == HALT_NEVER || t->result.outcome == OUTCOME_KILLED || t->result.outcome == OUTCOME_SKIPPED)
		return v;
	if ((h->why == HALT_FAIL && !failed) || (h->why == HALT_SUCCESS && failed))
		return v;
	v.announce = !o->semaphore; /* there the halt only gives the run its task's status */
	seen = (double)(h->why == HALT_FAIL ? now->failed : h->why == HALT_SUCCESS ? now->ok : now->ok + now->failed);
	wanted = h->percent ? h->count * (double)now->total / 100 : h->count;
	if (h->percent && now->total == UINT64_MAX)
		return v;
	if (seen >= wanted) {
		v.stop = h->when == HALT_NOW ? STOP_NOW : STOP_SOON;
		v.status = o->onall || o->nonall ? policy_end_status(o, now) : halt_status(h, wanted, now, t);
	}
	return v;
}
