/* SPDX-License-Identifier: MIT */
#include "stats/warnings.h"

#include <inttypes.h>
#include <math.h>

#include "stats/show.h"

#define PRESSED 0.1 /* of the time somebody waited for a disk or memory */

/* Things that make the time of this run unlike that of another one. */
static void add_disturbed(struct page *p, const char *before, const struct run_report *r, const struct figures *f) {
	const struct surroundings *s = &r->around;

	if (!s->known)
		return;
	if (s->others > 0.1 * r->cpus)
		page_add(p, "%sother programs kept %.1f of the CPUs busy meanwhile: alone this run would have been faster.\n", before, s->others);
	if (s->throttled)
		page_add(p, "%sthe CPU quota was used up %" PRIu64 " time%s, and everything stood still until its next period.\n", before,
			s->throttled, show_plural(s->throttled));
	if (s->io > PRESSED || s->memory > PRESSED)
		page_add(p, "%stasks also waited for %s; the estimate is probably too high.\n", before,
			!(s->io > PRESSED) ? "memory" : s->memory > PRESSED ? "disk and memory" : "disk");
	if (fabs(s->clock_moved) > 1 && fabs(s->clock_moved) > 0.01 * f->wall)
		page_add(p, "%sthe system's clock was set during the run (by %+.0f s); the figures use another one that nobody sets.\n", before, s->clock_moved);
}

static void add_superlinear(struct page *p, const char *before, const struct run_report *r, const struct figures *f) {
	if (!(f->speedup > 0))
		return;
	if (f->speedup > 1.01 * f->slots)
		page_add(p, "%sa speed-up above the number of slots is an effect of caches, or of a disturbed run.\n", before);
	else if (f->work_kind == WORK_CPU && !r->sum.share.threaded && f->speedup > 1.1 * r->cpus)
		page_add(p, "%sa speed-up above the number of CPUs is not believable for tasks that compute.\n", before);
}

void warnings_add(struct page *p, const char *before, const struct run_report *r, const struct figures *f) {
	if (f->queue > 0.1 * f->work)
		page_add(p, "%stasks waited for CPUs: their wall times are inflated by %s of run-queue delay.\n", before, show_duration(f->queue).s);
	add_disturbed(p, before, r, f);
	if (r->sum.share.threaded)
		page_add(p, "%s%" PRIu64 " task%s used several CPUs at once: fewer slots may do as much.\n", before, r->sum.share.threaded,
			show_plural(r->sum.share.threaded));
	if (f->work_kind == WORK_CPU && r->around.cores && r->around.cores < r->cpus && f->slots > r->around.cores)
		page_add(p, "%s%u CPUs share %u cores (hyper-threads): the second one of a core adds less than the first.\n", before, r->cpus, r->around.cores);
	if (f->no_speedup)
		return;
	add_superlinear(p, before, r, f);
	if (r->sum.attempts < 3 * (uint64_t)r->slots)
		page_add(p, "%s%" PRIu64 " tasks are few for %u slots: the end of the run, where slots are idle, weighs much.\n", before,
			r->sum.attempts, r->slots);
	if (f->wall < 1)
		page_add(p, "%sthe run was shorter than 1 s: starting up weighs much.\n", before);
}
