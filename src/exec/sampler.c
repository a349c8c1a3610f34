/* SPDX-License-Identifier: MIT */
#include "exec/sampler.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/io.h"
#include "base/sys.h"

#define FIRST (10 * 1000000LL)
#define SLOWEST (500 * 1000000LL)
#define PART 16           /* of its age is a task's next step ... */
#define SLOWEST_ALONE (10 * SLOWEST)
#define PART_ALONE 4      /* ... and while it has started nothing, as most never do */
#define MOST 128 /* processes of one task */
#define DEEPEST 8

void sampler_begin(struct sampler *s, pid_t pid, nsec now) {
	s->pid = pid;
	s->begin = now;
	s->next = now + FIRST;
	s->count = 0;
}

/* The counters only grow, but the process's number may be another's now. */
static void keep(struct sampler *s, pid_t pid, nsec on_cpu, nsec queued) {
	struct sampled *p;

	for (size_t i = 0; i < s->count; i++) {
		p = &s->list[i];
		if (p->pid == pid && p->on_cpu <= on_cpu && p->queued <= queued) {
			*p = (struct sampled){ pid, on_cpu, queued };
			return;
		}
	}
	if (s->count == MOST)
		return;
	if (s->count == s->cap) {
		p = sys_realloc(s->list, (s->cap + 16) * sizeof(*p));
		if (!p)
			return;
		s->list = p;
		s->cap += 16;
	}
	s->list[s->count++] = (struct sampled){ pid, on_cpu, queued };
}

/* Documentation/scheduler/sched-stats.rst of Linux. */
static void look_at(struct sampler *s, pid_t pid) {
	char path[64], text[128];
	long long cpu, queued;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)pid);
	if (io_slurp(path, text, sizeof(text)) > 0 && sscanf(text, "%lld %lld", &cpu, &queued) == 2)
		keep(s, pid, cpu, queued);
}

/* Children of its main thread (proc_pid_task_children(5)). False when nobody can tell. */
static bool look_below(struct sampler *s, pid_t pid, unsigned depth) {
	char path[64], text[1024], *at = text, *end;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	if (io_slurp(path, text, sizeof(text)) < 0)
		return false;
	for (;;) {
		long child = strtol(at, &end, 10);

		if (end == at || child <= 0)
			return true;
		look_at(s, (pid_t)child);
		if (depth < DEEPEST)
			(void)look_below(s, (pid_t)child, depth + 1);
		at = end;
	}
}

void sampler_look(struct sampler *s, nsec now) {
	nsec age = now - s->begin, step, most;

	if (!look_below(s, s->pid, 0)) {
		s->next = NSEC_NEVER;
		return;
	}
	step = age / (s->count ? PART : PART_ALONE);
	most = s->count ? SLOWEST : SLOWEST_ALONE;
	step = step < FIRST ? FIRST : step > most ? most : step;
	s->next = now + step;
}

struct sampled sampler_sum(const struct sampler *s) {
	struct sampled sum = { .pid = s->pid };

	for (size_t i = 0; i < s->count; i++) {
		sum.on_cpu += s->list[i].on_cpu;
		sum.queued += s->list[i].queued;
	}
	return sum;
}

void sampler_release(struct sampler *s) {
	free(s->list);
	*s = (struct sampler){ 0 };
}
