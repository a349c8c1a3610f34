/* SPDX-License-Identifier: MIT */
/*
 * A viewer draws the value of a counter from its time to that of the next one. So a rate, which is only known at the end of its interval,
 * gets the time of its beginning: events of one name stay in order, and readers sort by time. Each curve is a counter of its own, because
 * those of one event are drawn on top of each other; the name that Perfetto shows is the counter's followed by the value's.
 */
#include "stats/trace_counters.h"

#include <math.h>
#include <stddef.h>

#include "base/meters.h"
#include "base/pressure.h"

#define MOMENT 1000000LL            /* 1 ms */
#define RATE_LEAST (20 * MOMENT)    /* the CPU counters tick at 10 ms */

static const char *const kinds[] = { "cpu", "memory", "io" };

void trace_sample_take(struct trace_sample *s, const char *root) {
	*s = (struct trace_sample){ .at = clock_mono(), .load = load_read(), .memory = UINT64_MAX };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		s->pressure[i] = pressure_some(root, kinds[i]);
	(void)meters_memory(root, &s->memory); /* untouched when it is not known */
}

static void tell(struct trace_counters *c, nsec at, const char *name, const char *what, int64_t value, unsigned places) {
	struct trace_record r;

	trace_record_open(&r, 'C', c->tid, at - c->begin);
	trace_record_word(&r, "cat", "counter");
	trace_record_word(&r, "name", name);
	trace_record_map(&r, "args");
	trace_record_fixed(&r, what, value, places);
	trace_record_end(&r, '}');
	trace_record_close(&r);
	trace_file_add(c->file, &r);
}

static void tell_share(struct trace_counters *c, nsec at, const char *name, const char *what, double share) {
	if (share >= 0) /* not NAN either */
		tell(c, at, name, what, (int64_t)((share < 1 ? share : 1) * 1000 + 0.5), 1);
}

/* The share of the CPUs we may use that anybody kept busy; NAN = not known. */
static double busy_share(const struct trace_sample *a, const struct trace_sample *b) {
	double seconds = (double)(b->at - a->at) / (double)NSEC_PER_SEC;

	if (!a->load.known || !b->load.known || !b->load.cpus || a->load.cpus != b->load.cpus)
		return NAN;
	return load_busy(&a->load, &b->load) / (seconds * b->load.cpus);
}

static void tell_queues(struct trace_counters *c, const struct trace_sample *s) {
	tell(c, s->at, "queued", "to start", (int64_t)s->queues.to_start, 0);
	tell(c, s->at, "finished", "to be written", (int64_t)s->queues.to_write, 0);
	if (s->memory != UINT64_MAX)
		tell(c, s->at, "memory", "available MiB", (int64_t)(s->memory >> 20), 0);
}

void trace_counters_begin(struct trace_counters *c, const struct trace_sample *first) {
	c->last = *first;
	c->told = c->changed = first->at;
	tell(c, first->at, "tasks", "running", 0, 0);
	tell_queues(c, first);
}

void trace_counters_sample(struct trace_counters *c, const struct trace_sample *s) {
	static const char *const names[] = { "pressure cpu", "pressure memory", "pressure io" };
	nsec apart = s->at - c->last.at;

	if (apart < RATE_LEAST)
		return;
	tell_share(c, c->last.at, "CPU", "busy %", busy_share(&c->last, s));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		tell_share(c, c->last.at, names[i], "some %", pressure_share(c->last.pressure[i], s->pressure[i], apart));
	tell_queues(c, s);
	c->last = *s;
}

void trace_counters_flush(struct trace_counters *c, nsec now, bool all) {
	if (!c->untold || (!all && now - c->changed < MOMENT && c->changed - c->told < MOMENT))
		return;
	tell(c, c->changed, "tasks", "running", c->running, 0);
	c->told = c->changed;
	c->untold = false;
}

void trace_counters_running(struct trace_counters *c, nsec now, int change) {
	trace_counters_flush(c, now, false);
	c->running += (unsigned)change;
	c->changed = now > c->changed ? now : c->changed;
	c->untold = true;
}

void trace_counters_slots(struct trace_counters *c, nsec now, unsigned slots) {
	tell(c, now, "slots", "allowed", slots, 0);
}
