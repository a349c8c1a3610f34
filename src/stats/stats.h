/* SPDX-License-Identifier: MIT */
/*
 * What one run measured. One struct tally for each slot (no lock, no sharing); merged at the end. Seconds in reports, nsec here.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "stats/adaptive.h"
#include "stats/calibrate.h"
#include "stats/history.h"
#include "stats/ledger.h"
#include "stats/notes.h"
#include "stats/surroundings.h"
#include "task/task.h"

struct tally {
	uint64_t ok, failed, timed_out, cached, skipped, cancelled; /* tasks, final outcome */
	uint64_t flaky;         /* part of ok: after a retry */
	int failed_how;         /* task_status of one that failed, the last of the slot; 0 = none did */
	uint64_t attempts;
	nsec wall;              /* sum of attempts' wall times */
	nsec cpu;               /* sum of user + system of reaped subtrees */
	nsec starting;          /* part of wall: until the programs of the attempts began */
	nsec repeated;          /* part of wall: attempts that were followed by another one */
	nsec handing;           /* slot-time spent with handing over what tasks printed */
	nsec queued;            /* sum of known run-queue delays */
	nsec on_cpu;            /* schedstat CPU of the same attempts: queue coverage = on_cpu / cpu */
	uint64_t queue_known;   /* attempts whose run-queue delay is known */
	nsec user, system;      /* cpu in its two parts */
	uint64_t voluntary, involuntary; /* context switches */
	struct share share;     /* what the attempts did with their time */
	nsec longest;           /* longest single attempt */
	uint64_t longest_seq;
	nsec longest_alone;     /* longest single attempt without its run-queue delay */
	uint64_t longest_alone_seq;
	nsec first_start, last_end; /* monotonic; 0 = none */
	uint64_t out_bytes;
	long max_rss;           /* kB */
};

struct run_report {
	struct tally sum;
	uint64_t read;          /* tasks read */
	uint64_t not_started;
	nsec begin, end;        /* monotonic, of the run */
	unsigned slots;
	unsigned cpus;
	double busy;            /* CPU seconds of all programs on our CPUs during the run (load_busy); 0 = not known */
	int exit;
	struct surroundings around; /* {0} = not looked at */
	struct ledger ledger;   /* all 0 = not measured */
	struct history history; /* {0} = not kept; the report's: report_release */
	struct notes notes;     /* likewise; only for --report */
	int argc;
	char **argv;
	nsec wall_begin;        /* since 1970 */
	struct calibrate calibrate; /* wanted 0 = the run was not calibrated */
	struct adaptive adaptive; /* what a hint or -j auto made of it; max 0 = the number of slots was fixed */
};

/* Free what a report holds. */
static inline void report_release(struct run_report *r) {
	history_release(&r->history);
	notes_release(&r->notes);
}

/*
 * Add one attempt (every attempt counts in times), and the final outcome when `final`. A task that never ran
 * (OUTCOME_NONE) is in no class here: the caller counts it as not started.
 */
void tally_add(struct tally *t, const struct task *task, int final);
/* Add the final outcome alone: what became of the task. */
void tally_outcome(struct tally *t, const struct task *task);
void tally_merge(struct tally *to, const struct tally *from);

/* What the name of a file asks for: NULL, "-" and "full" for text, else by the suffix; STATS_NONE: it is none of them. */
enum stats_form { STATS_NONE, STATS_TEXT, STATS_YAML, STATS_JSON, STATS_CSV, STATS_MARKDOWN };
enum stats_form stats_form(const char *file);
/* Is `file` "full", the long text? Only that one wants the commands of the slowest tasks (notes.h). */
bool stats_is_full(const char *file);
/* Whether stats_write can write `file`, judged by its name: to be asked before the run. 0 or -EINVAL. */
int stats_check(const char *file, struct err *err);

/* Write b where `file` says; a regular file appears complete or not at all. May block on the output. 0 or -errno. */
int stats_store(const char *file, const struct buf *b, struct err *err);

/*
 * The summary as text (`file` NULL: on stderr, "full": more of it, "-": on stdout) or in the form the suffix of `file` names (.json, .yaml,
 * .yml, .csv, .md); a file appears complete or not at all. May block on the output. 0 or -errno.
 */
int stats_write(const struct run_report *r, const char *file, struct err *err);
