/* SPDX-License-Identifier: MIT */
/*
 * Do tasks compute, or do they wait for something else than a CPU? Blocked time is what is left of a task's wall time when its CPU time
 * and the time that it waited for a CPU are taken off, so the answer is the same on an idle and on a crowded machine.
 */
#pragma once

#include <stdint.h>

#include "task/task.h"

enum work_kind { WORK_UNKNOWN, WORK_CPU, WORK_IO, WORK_MIXED };

/* Sums over finished attempts. {0} is empty. */
struct share {
	uint64_t tasks;       /* that could be measured */
	uint64_t by_switches; /* of these: the run-queue delay of most of the CPU time was not known, so the kinds of switches decided */
	uint64_t threaded;    /* of these: used more than 1.1 CPUs on average */
	nsec wall, cpu;
	nsec queued;          /* waiting for a CPU */
	nsec blocked;         /* waiting for something else */
};

/* Add one attempt. One whose CPU time nobody knows (no rusage, no schedstat), or that did not run, is left out. */
void share_add(struct share *s, const struct result *r);
void share_merge(struct share *to, const struct share *from);

/* CPU / (CPU + blocked), 0..1: what part of a CPU a task keeps busy while it does not queue for one. NAN when nothing was measured. */
double share_cpu(const struct share *s);
/* What such work is called: at least 0.75 is cpu, at most 0.25 io. */
enum work_kind share_kind(double cpu_share);
/* "cpu", "io", "mixed"; NULL for WORK_UNKNOWN. */
const char *share_word(enum work_kind kind);
/* So many slots keep `cpus` CPUs busy: cpus / share, and cpus for work that computes. 1 .. most. */
unsigned share_slots(double cpu_share, unsigned cpus, unsigned most);
