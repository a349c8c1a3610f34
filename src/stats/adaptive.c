/* SPDX-License-Identifier: MIT */
/* The steps of a ramp are in the YAML form only: the text tells what was found out, and what followed from it. */
#include "stats/adaptive.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "stats/show.h"

void adaptive_note(struct adaptive *a, const struct adaptive_step *step) {
	a->step[a->steps < ADAPTIVE_STEPS ? a->steps : ADAPTIVE_STEPS - 1] = *step;
	a->steps++;
}

static unsigned kept(const struct adaptive *a) {
	return a->steps < ADAPTIVE_STEPS ? a->steps : ADAPTIVE_STEPS;
}

static const char *const words[] = {
	[ADAPTIVE_MODEL] = "model", [ADAPTIVE_RAMP] = "ramp", [ADAPTIVE_MEMORY] = "memory", [ADAPTIVE_CPU] = "cpu", [ADAPTIVE_FAILURES] = "failures",
	[ADAPTIVE_TRY] = "try", [ADAPTIVE_GAIN] = "gain", [ADAPTIVE_NO_GAIN] = "no_gain", [ADAPTIVE_FEWER] = "fewer",
};

/* What tasks did with their time, in a sentence. */
void adaptive_seen(struct page *p, const struct share *s) {
	page_add(p, "%" PRIu64 " task%s, %s CPU, %s blocked, %s queueing for a CPU", s->tasks, s->tasks == 1 ? "" : "s",
		show_duration(clock_seconds(s->cpu)).s, show_duration(clock_seconds(s->blocked)).s, show_duration(clock_seconds(s->queued)).s);
	if (s->by_switches)
		page_add(p, " (%" PRIu64 " of them judged by the kind of their switches)", s->by_switches);
}

static void add_why(struct page *p, const struct adaptive_step *t) {
	switch (t->why) {
	case ADAPTIVE_MODEL:
		page_add(p, "%s work (%s CPU): ", share_word(share_kind(share_cpu(&t->seen))), show_percent(share_cpu(&t->seen), 0).s);
		adaptive_seen(p, &t->seen);
		break;
	case ADAPTIVE_RAMP: page_add(p, "on the way to %.0f", t->wanted); break;
	case ADAPTIVE_MEMORY: page_add(p, "memory is short (pressure %s)", show_percent(t->memory, 0).s); break;
	case ADAPTIVE_CPU: page_add(p, "tasks queue for CPUs"); break;
	case ADAPTIVE_FAILURES: page_add(p, "more tasks failed than before"); break;
	case ADAPTIVE_TRY: page_add(p, "to see whether more tasks get done than %.3g a second", t->rate); break;
	case ADAPTIVE_GAIN: page_add(p, "more slots got more done: %.3g tasks a second", t->rate); break;
	case ADAPTIVE_NO_GAIN: page_add(p, "%.3g tasks a second: not worth the change", t->rate); break;
	case ADAPTIVE_FEWER: page_add(p, "more slots got no more done (%.3g tasks a second): do fewer do?", t->rate); break;
	}
	page_add(p, "\n");
}

static void add_step(struct page *p, const struct adaptive_step *t) {
	char what[64], when[48];

	snprintf(when, sizeof(when), "after %s", show_duration(clock_seconds(t->at)).s);
	if (t->why == ADAPTIVE_MODEL)
		snprintf(what, sizeof(what), "%.0f wanted", t->wanted);
	else
		snprintf(what, sizeof(what), "%u slots", t->slots);
	page_add(p, "    %-26s %-12s ", when, what);
	add_why(p, t);
}

void adaptive_text(struct page *p, const struct adaptive *a, const struct share *all, unsigned cpus) {
	char range[32];

	if (!a->max)
		return;
	if (a->min == a->max)
		snprintf(range, sizeof(range), "%u", a->max);
	else
		snprintf(range, sizeof(range), "%u to %u", a->min, a->max);
	if (a->fixed)
		page_add(p, "  %-28s %-12s --hint %s; --jobs says how many\n", "Slots", range, a->hint);
	else
		page_add(p, "  %-28s %-12s %s, at most %u; %.1f on average, %u CPU%s\n", "Slots", range,
			a->jobs_auto ? "--jobs auto" : a->hint[0] == 'i' ? "--hint io" : "--hint auto", a->most, a->mean, cpus, cpus == 1 ? "" : "s");
	for (unsigned i = 0; i < kept(a); i++)
		if (a->step[i].why != ADAPTIVE_RAMP)
			add_step(p, &a->step[i]);
	if (a->steps > ADAPTIVE_STEPS)
		page_add(p, "    (%u more decisions, before the last one)\n", a->steps - ADAPTIVE_STEPS);
	if (!all->tasks)
		return page_add(p, "    no task could be measured\n");
	page_add(p, "    %-26s %-12s %s work (%s CPU): ", "all in all", "", share_word(share_kind(share_cpu(all))),
		show_percent(share_cpu(all), 0).s);
	adaptive_seen(p, all);
	page_add(p, "\n");
}

static void add_share(struct tree *t, const struct share *s) {
	tree_real(t, "cpu_share", share_cpu(s));
	tree_word(t, "kind", share_word(share_kind(share_cpu(s))));
	tree_int(t, "tasks", s->tasks);
	tree_int(t, "by_switches", s->by_switches);
	tree_int(t, "multi_threaded", s->threaded);
	tree_real(t, "wall", clock_seconds(s->wall));
	tree_real(t, "cpu", clock_seconds(s->cpu));
	tree_real(t, "queued", clock_seconds(s->queued));
	tree_real(t, "blocked", clock_seconds(s->blocked));
}

void adaptive_tree(struct tree *t, const struct adaptive *a) {
	tree_list(t, "adaptive");
	for (unsigned i = 0; i < kept(a); i++) {
		const struct adaptive_step *s = &a->step[i];

		tree_map(t, NULL);
		tree_real(t, "at", clock_seconds(s->at));
		tree_int(t, "slots", s->slots);
		tree_word(t, "why", words[s->why]);
		tree_real(t, "wanted", s->wanted);
		if (s->why == ADAPTIVE_MODEL)
			add_share(t, &s->seen);
		tree_real(t, "cpu_pressure", s->cpu);
		tree_real(t, "memory_pressure", s->memory);
		tree_real(t, "rate", s->rate);
		tree_map_end(t);
	}
	tree_list_end(t);
}
