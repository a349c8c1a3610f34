/* SPDX-License-Identifier: MIT */
/*
 * CPU time and run-queue delay of the processes that a task started. The kernel counts the delay for each process by itself, and the parent that
 * waits for it (a shell) gets the CPU time only; so they are looked at while they live, and what was seen last is kept. Linux; elsewhere nothing
 * is found.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "base/clock.h"

struct sampled {
	pid_t pid;
	nsec on_cpu, queued;
};

/* One for each slot; {0} is new. */
struct sampler {
	pid_t pid;            /* of the task */
	nsec begin;           /* when it began */
	nsec next;            /* when it should be looked at again; NSEC_NEVER = not at all */
	struct sampled *list;
	size_t count, cap;
};

/* A task has been started. It is looked at after 10 ms and then every 16th of its age, so that the cost stays below 1 % of its time. */
void sampler_begin(struct sampler *s, pid_t pid, nsec now);
/* Look at them now, and set `next`. Never blocks, never starts a program. */
void sampler_look(struct sampler *s, nsec now);
/* What was seen of all of them but the task's first process. */
struct sampled sampler_sum(const struct sampler *s);
/* Free the memory. */
void sampler_release(struct sampler *s);
