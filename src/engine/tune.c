/* SPDX-License-Identifier: MIT */
/*
 * One thread at a time has the deciding role: it reads the kernel's counters without the lock, which takes some tens of microseconds.
 * Whoever finds the role taken goes on; what it added to the sums is seen by the next decision.
 */
#include "config.h"

#include "engine/tune.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/machine.h"
#include "base/meters.h"
#include "base/pressure.h"
#include "base/sync.h"

struct tune {
	struct tune_spec spec;
	struct mutex mu;
	/* All guarded by mu. */
	bool deciding;
	bool asked;              /* tune_next() had to be put off meanwhile */
	struct adapt adapt;
	struct adaptive report;
	nsec since;              /* when the number of slots changed last */
	double slot_time;        /* sum of slots x time before that */
	/* Of who has the deciding role. */
	struct pressure seen;
	nsec seen_at;
};

static enum adapt_kind kind_of(const struct options *o) {
	if (!o->slots_most)
		return ADAPT_FIXED;
	if (o->jobs.kind == JOBS_AUTO)
		return ADAPT_CLIMB;
	return o->hint == HINT_IO ? ADAPT_IO : ADAPT_MODEL;
}

struct tune *tune_new(const struct tune_spec *spec) {
	const struct options *o = spec->options;
	struct adapt_spec as = { .kind = kind_of(o), .slots = spec->slots, .most = spec->most };
	struct tune *t;

	if (o->dry_run || o->shellquote || (!o->slots_most && o->hint != HINT_AUTO))
		return NULL;
	as.begin = clock_mono();
	as.cpus = o->slots_most ? spec->slots : machine_cpus();
	if (as.most < as.slots)
		as.most = as.slots;
	as.memory_left = UINT64_MAX;
	(void)meters_memory(spec->root, &as.memory_left); /* where it is not known the rules that need it are off */
	t = xcalloc(1, sizeof(*t));
	t->spec = *spec;
	mutex_init(&t->mu);
	adapt_init(&t->adapt, &as);
	t->report = (struct adaptive){ .hint = o->hint == HINT_IO ? "io" : "auto", .jobs_auto = o->jobs.kind == JOBS_AUTO, .fixed = as.kind == ADAPT_FIXED,
				       .min = as.slots, .max = as.slots, .most = as.most };
	t->since = t->seen_at = as.begin;
	t->seen = pressure_read(spec->root);
	return t;
}

void tune_free(struct tune *t) {
	if (!t)
		return;
	mutex_release(&t->mu);
	free(t);
}

static struct adapt_signals signals(struct tune *t, nsec now) {
	struct pressure is = pressure_read(t->spec.root);
	nsec apart = now - t->seen_at;
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	struct adapt_signals s = { .cpu = pressure_share(t->seen.cpu, is.cpu, apart), .memory = pressure_share(t->seen.memory, is.memory, apart),
				   .memory_left = UINT64_MAX, .memory_total = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : 0 };

	(void)meters_memory(t->spec.root, &s.memory_left);
	s.running = t->spec.running(t->spec.arg);
	t->seen = is;
	t->seen_at = now;
	return s;
}

static void note_slots(struct tune *t, nsec now, unsigned before) {
	unsigned slots = t->adapt.slots;

	t->slot_time += (double)before * (double)(now - t->since);
	t->since = now;
	if (slots < t->report.min)
		t->report.min = slots;
	if (slots > t->report.max)
		t->report.max = slots;
}

/* With mu held; leaves it. Nobody else decides. */
static void decide(struct tune *t, nsec now) {
	struct adaptive_step step;
	struct adapt_signals s;
	unsigned before, slots;
	nsec next_before, next;
	bool wake;

	t->deciding = true;
	mutex_unlock(&t->mu);
	s = signals(t, now);
	mutex_lock(&t->mu);
	before = t->adapt.slots;
	next_before = t->adapt.next;
	if (adapt_decide(&t->adapt, now, &s, &step))
		adaptive_note(&t->report, &step);
	slots = t->adapt.slots;
	next = t->adapt.next;
	if (slots != before)
		note_slots(t, now, before);
	mutex_unlock(&t->mu);
	if (slots != before)
		t->spec.set(t->spec.arg, slots); /* still with the role: in the order of the decisions */
	mutex_lock(&t->mu);
	t->deciding = false;
	wake = next < next_before || (t->asked && next != NSEC_NEVER);
	t->asked = false;
	mutex_unlock(&t->mu);
	if (wake)
		t->spec.wake(t->spec.arg);
}

/* The machine had no room for one more process or thread, which is what too many slots lead to. */
static bool no_room(const struct task *task) {
	return task->result.outcome == OUTCOME_NOSTART && task->result.code != 127;
}

void tune_ended(struct tune *t, const struct task *task) {
	nsec now;

	if (!t)
		return;
	now = clock_mono();
	mutex_lock(&t->mu);
	adapt_ended(&t->adapt, now, &task->result, no_room(task) || task_failed(task));
	if (!t->deciding && adapt_due(&t->adapt, now))
		decide(t, now);
	else
		mutex_unlock(&t->mu);
}

nsec tune_next(struct tune *t) {
	nsec next;

	mutex_lock(&t->mu);
	next = t->deciding ? NSEC_NEVER : t->adapt.next; /* who decides will wake the caller */
	t->asked = t->asked || t->deciding;
	mutex_unlock(&t->mu);
	return next;
}

void tune_tick(struct tune *t) {
	nsec now = clock_mono();

	mutex_lock(&t->mu);
	if (!t->deciding && now >= t->adapt.next)
		decide(t, now);
	else
		mutex_unlock(&t->mu);
}

unsigned tune_slots(struct tune *t) {
	unsigned n;

	mutex_lock(&t->mu);
	n = t->adapt.slots;
	mutex_unlock(&t->mu);
	return n;
}

bool tune_computes(struct tune *t) {
	bool yes;

	mutex_lock(&t->mu);
	yes = t->adapt.computes;
	mutex_unlock(&t->mu);
	return yes;
}

void tune_report(struct tune *t, struct adaptive *ret) {
	nsec now = clock_mono(), begin = t->adapt.spec.begin;

	note_slots(t, now, t->adapt.slots);
	t->report.mean = now > begin ? t->slot_time / (double)(now - begin) : t->adapt.slots;
	*ret = t->report;
}
