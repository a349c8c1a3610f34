/* SPDX-License-Identifier: MIT */
/*
 * struct task: what travels from source to sink. Whoever holds the pointer owns it; handing it on ends the right to touch
 * it. Tasks are recycled through the feed's free list, so their buffers keep their memory.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/clock.h"
#include "task/spool.h"
#include "task/flow.h"

struct template;

enum stream { STREAM_OUT, STREAM_ERR };

enum outcome {
	OUTCOME_NONE,    /* not run */
	OUTCOME_EXIT,    /* ended by itself; code = exit status */
	OUTCOME_SIGNAL,  /* ended by a signal; code = signal */
	OUTCOME_TIMEOUT, /* passed its deadline; code = the signal that ended it */
	OUTCOME_NOSTART, /* could not be started; code = 126 or 127 */
	OUTCOME_KILLED,  /* ended by us because the run was stopped; code = signal */
	OUTCOME_SKIPPED, /* not run on purpose (resume) */
	OUTCOME_REFUSED, /* not run because somebody said no to it (--interactive); counts as failed; code = -2 */
	OUTCOME_EVICTED, /* ended by us to make room: it is run again, so nobody behind the slots sees this */
};

struct result {
	enum outcome outcome;
	int code;
	unsigned attempt;      /* 1 for the first */
	unsigned slot;         /* 1..j, as {%} */
	nsec start, end;       /* monotonic; of the last attempt */
	nsec started;          /* ... when its program began; not after start: nobody wanted to know, or it is a function */
	nsec wall_start;       /* wall clock at start */
	nsec queued;           /* run-queue delay; -1 = not known */
	nsec on_cpu;           /* CPU time of the main thread by the same counter as queued; -1 = not known */
	struct rusage ru;      /* of the reaped subtree, last attempt */
	uint64_t sent;         /* bytes the task got on stdin */
	uint64_t received;     /* bytes of stdout */
	const char *host;      /* where it ran, as -S calls it; NULL = here */
};

struct task {
	uint64_t seq;          /* order in which they are read from the source, from 0, set by feed */
	uint64_t input;        /* place in the input from 1, from a source that gives another order (--order); 0 = seq + 1 */
	double cost;           /* how long it should take, in any unit; 0 = not known */
	uint64_t number;       /* what {#} and its kin show, from a source that has numbers of its own; 0 = its place in the input */
	const struct template *template; /* of its command, the source's; NULL = that of the run */
	struct {               /* where in a table of jobs it is; its source's and its sink's own */
		int64_t row;
		uint64_t turn;
	} place;

	/*
	 * The values, as read, unquoted and NUL-terminated: all values of the job one after the other. A job made of one
	 * record has the record's columns (or one value for each source). With -n, -N, -X or -m it holds several records;
	 * record i begins at argv[i * columns] when every record has the same number of columns.
	 */
	char **argv;
	size_t *lens;          /* strlen of each, so nobody counts again */
	size_t argc;
	size_t records;        /* how many input records are in it, >= 1 (0 with -n0/-N0) */
	struct buf store;      /* the bytes argv points into */
	size_t argv_cap;

	nsec ready;            /* when its record had been read; 0 = nobody wanted to know */
	nsec waited;           /* ... and how long its slot was at the source for it */
	struct buf groups;     /* --hostgroups: of hosts, where it may run, with + between; empty = on any */
	struct buf body;       /* --pipe: the block that becomes stdin */
	int part_fd;           /* --pipepart: the file (owned by the source) and the range of it; -1 otherwise */
	off_t part_off;
	uint64_t part_len;
	struct flow *flow; /* what comes behind all that while the task runs; closed by its slot; NULL = nothing */
	const struct buf *head; /* --pipe/--pipepart --header: goes before the block; owned by the source; NULL = none */

	char *const *launch;   /* what is executed for it here, instead of its command line; the executor's; NULL = that itself */
	int launch_in;         /* ... and its stdin where it has none of its own; 0 = /dev/null */

	struct buf command;    /* the command line, rendered once; NUL-terminated. Empty until an executor renders it */
	bool skip;             /* skip() was called or --filter does not hold: not run, and failed with -2 */
	bool filtered;         /* a filter is asked about it right now; the renderer's own */
	struct buf tag;        /* --tag/--tagstring prefix with its TAB; empty when there is none */
	struct buf file;       /* --results with replacement strings: the name they gave; empty when there is none */
	struct spool out, err; /* what it printed and nobody has written yet */
	struct result result;

	/* Owned by collect: see there which lock guards them. */
	struct spool partial[2]; /* --line-buffer: the line that has no end yet; the slot's own */
	bool opened;           /* it runs where others can see it: its spools are guarded */
	bool hold;             /* its output may still be thrown away (retries) */
	bool finished;
	bool pending;          /* has something that may be written now */
	bool paused;           /* its slot waits for relief */
	nsec paused_since;     /* ... since then, where somebody wants to know; 0 = it does not */
	bool flush_err;        /* its stderr may not wait for its end */
	struct task *pending_next, *paused_next;
	int leash;             /* polls readable when this attempt is to be ended and run again (evicted); 0 = none; the slot's */
	bool line_started;     /* the tag of the line being written is out already; the sink's own */
	struct buf seen[2];    /* its output, where a record is made of it, or what is known of it; the sink's own */
	struct buf tail;       /* the end of its stderr, where a report wants it; the sink's own */
	uint64_t tail_all;     /* ... of so many bytes */
	struct task *next;
};

/* A fresh task or NULL; task_reset makes a used one as new but keeps its memory. */
struct task *task_new(void);
void task_reset(struct task *t, struct spool_pool *pool);
void task_free(struct task *t, struct spool_pool *pool);

/* Its place in the input, from 0: what the order of the output goes by. Dense, whatever the order in which tasks run. */
static inline uint64_t task_place(const struct task *t) {
	return t->input ? t->input - 1 : t->seq;
}

/* The number to show: {#}, PARALLEL_SEQ, the job log. */
static inline uint64_t task_number(const struct task *t) {
	return t->number ? t->number : task_place(t) + 1;
}

/* Was something run, and did it end without being told to make room? Only then its times mean something. */
static inline bool result_ran(const struct result *r) {
	return r->outcome != OUTCOME_NONE && r->outcome != OUTCOME_SKIPPED && r->outcome != OUTCOME_REFUSED && r->outcome != OUTCOME_EVICTED &&
	       r->start > 0 && r->end >= r->start;
}

/* Where it ran, for a log: as --sshlogin has it, ":" here. */
static inline const char *result_host(const struct result *r) {
	return r->host ? r->host : ":";
}

/* Append one value (copied). 0 or -ENOMEM. Pointers in argv are only valid after task_seal. */
int task_add(struct task *t, const char *value, size_t len);
/* Turn what was added into argv. Call once, after the last task_add. 0 or -ENOMEM. */
int task_seal(struct task *t);

/* Keep n bytes of output in t->seen; tagged: with the task's tag before each line, as on a terminal. 0 or -ENOMEM. */
int task_see(struct task *t, enum stream stream, const void *p, size_t n, bool tagged);

/* True when the outcome counts as failed in the exit status. */
bool task_failed(const struct task *t);
/* The status a shell would show: exit code, 128 + signal, 126 or 127; -1 for a timeout. */
int task_status(const struct task *t);
/* Approximate memory that the task holds beside its spools, in bytes. */
size_t task_bytes(const struct task *t);
