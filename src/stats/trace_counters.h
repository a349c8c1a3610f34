/* SPDX-License-Identifier: MIT */
/* The curves of a trace: how many tasks run, and what the machine and pmap itself have to do. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "stats/load.h"
#include "stats/trace_file.h"

/* What the engine knows of tasks that were read and do not run. */
struct trace_queues {
	uint64_t to_start;  /* wait until a start is due and allowed */
	uint64_t to_write;  /* have ended; their output is not written yet */
};

/* One look at the machine. */
struct trace_sample {
	nsec at;
	struct load load;
	nsec pressure[3];   /* cpu, memory, io; as pressure_some() */
	uint64_t memory;    /* bytes; UINT64_MAX = not known */
	struct trace_queues queues;
};

struct trace_counters {
	struct trace_file *file;
	unsigned tid;
	nsec begin;                /* of the run */
	struct trace_sample last;
	unsigned running;          /* tasks, now */
	nsec changed;              /* since when */
	bool untold;               /* and that is not in the file yet */
	nsec told;                 /* when the value in the file was true */
};

/* Look now: reads some files of /proc below `root`. */
void trace_sample_take(struct trace_sample *s, const char *root);

/* All of the following put records into the file and never block; the caller sees to it that one thread at a time calls them. */

/* The first sample is what the next one is compared with. */
void trace_counters_begin(struct trace_counters *c, const struct trace_sample *first);
/* What is a rate is drawn from the sample before to this one, the others from now on. */
void trace_counters_sample(struct trace_counters *c, const struct trace_sample *s);
/* So many tasks more (+1) or less (-1) run. Changes that last for less than a millisecond are told at most once in that time. */
void trace_counters_running(struct trace_counters *c, nsec now, int change);
/* Tell what was kept back, if it has been so for a moment, or (all) in any case. */
void trace_counters_flush(struct trace_counters *c, nsec now, bool all);
void trace_counters_slots(struct trace_counters *c, nsec now, unsigned slots);
