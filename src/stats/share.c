/* SPDX-License-Identifier: MIT */
/*
 * The kernel's run-queue delay (schedstat) counts the main thread of the process that we started. When another one did the work (a shell
 * in front, threads) it tells nothing about that; then the switches do, which are counted for all of them: who gives up the CPU by
 * itself waits for something, from whom it is taken queues for it. A task that computes for 50 ms through a shell has 4 of the
 * former and 15 to 60 of the latter; one that sleeps has 5 and 2.
 */
#include "stats/share.h"

#include <math.h>

#define COVERED 0.9  /* of the CPU time that the delay must be known for */
#define THREADED 1.1

static nsec cpu_of(const struct rusage *ru) {
	return clock_of(ru->ru_utime) + clock_of(ru->ru_stime);
}

static nsec within(nsec t, nsec most) {
	return t < 0 ? 0 : t < most ? t : most;
}

static bool ran(const struct result *r) {
	return (r->outcome == OUTCOME_EXIT || r->outcome == OUTCOME_SIGNAL || r->outcome == OUTCOME_TIMEOUT) && r->start > 0 && r->end >= r->start;
}

void share_add(struct share *s, const struct result *r) {
	nsec wall = r->end - r->start, cpu = cpu_of(&r->ru), outside, queued = r->queued;
	bool switched = r->ru.ru_nvcsw || r->ru.ru_nivcsw;

	if (!ran(r) || (!cpu && queued < 0 && !switched))
		return;
	outside = cpu < wall ? wall - cpu : 0;
	queued = within(queued, outside);
	if (r->queued < 0 || (double)r->on_cpu < COVERED * (double)cpu) {
		if (switched) {
			s->by_switches++;
			if (r->ru.ru_nivcsw > r->ru.ru_nvcsw)
				queued = outside;
		} else if (r->queued < 0) {
			return;
		}
	}
	s->tasks++;
	s->threaded += (double)cpu > THREADED * (double)(wall - queued);
	s->wall += wall;
	s->cpu += cpu;
	s->queued += queued;
	s->blocked += outside - queued;
}

void share_merge(struct share *to, const struct share *from) {
	to->tasks += from->tasks;
	to->by_switches += from->by_switches;
	to->threaded += from->threaded;
	to->wall += from->wall;
	to->cpu += from->cpu;
	to->queued += from->queued;
	to->blocked += from->blocked;
}

double share_cpu(const struct share *s) {
	nsec all = s->cpu + s->blocked;

	return all > 0 ? (double)s->cpu / (double)all : NAN;
}

enum work_kind share_kind(double cpu_share) {
	if (!isfinite(cpu_share))
		return WORK_UNKNOWN;
	return cpu_share >= 0.75 ? WORK_CPU : cpu_share <= 0.25 ? WORK_IO : WORK_MIXED;
}

const char *share_word(enum work_kind kind) {
	static const char *const words[] = { [WORK_CPU] = "cpu", [WORK_IO] = "io", [WORK_MIXED] = "mixed" };

	return words[kind];
}

unsigned share_slots(double cpu_share, unsigned cpus, unsigned most) {
	enum work_kind kind = share_kind(cpu_share);
	double n = cpus;
	unsigned whole;

	if (kind == WORK_IO || kind == WORK_MIXED)
		n = cpu_share > 0 ? cpus / cpu_share : most;
	if (n >= most)
		return most ? most : 1;
	whole = (unsigned)n;
	return whole + (n - whole > 1e-9 || !whole);
}
