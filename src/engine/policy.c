/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/policy.h"

bool policy_retries(const struct options *o, const struct task *t) {
	return task_failed(t) && t->result.attempt < o->retries;
}

int policy_status(const struct score *s) {
	return s->failed > 100 ? 101 : (int)s->failed;
}

/* Rounded up. */
static int percentage(const struct score *s) {
	return s->total && s->total != UINT64_MAX ? (int)((s->failed * 100 + s->total - 1) / s->total) : policy_status(s);
}

int policy_end_status(const struct options *o, const struct score *s) {
	return o->halt.when != HALT_NEVER && o->halt.percent ? percentage(s) : policy_status(s);
}

/* The status a halt gives the run (gnu-parallel(1), EXIT STATUS with --halt). */
static int halt_status(const struct halt *h, const struct score *s, const struct task *t) {
	if (h->why == HALT_SUCCESS)
		return 0;
	if (h->percent)
		return percentage(s);
	if (h->count <= 1 && h->why == HALT_FAIL)
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
	v.announce = true;
	seen = (double)(h->why == HALT_FAIL ? now->failed : h->why == HALT_SUCCESS ? now->ok : now->ok + now->failed);
	wanted = h->percent ? h->count / 100 * (double)now->total : h->count;
	if (h->percent && now->total == UINT64_MAX)
		return v;
	if (seen >= wanted) {
		v.stop = h->when == HALT_NOW ? STOP_NOW : STOP_SOON;
		v.status = halt_status(h, now, t);
	}
	return v;
}
