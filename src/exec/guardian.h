/* SPDX-License-Identifier: MIT */
/*
 * The guardian: a tiny process that ends the running tasks when pmap is gone, even by SIGKILL.
 *
 * It shares one page table of process groups with us and waits for the end of a pipe whose write end only we (and children
 * that have not executed yet) hold. A child enters its group in the table by itself, before it executes and so before the
 * pipe can end: there is no moment in which a task runs and the guardian does not know.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

#define GUARD_SLOTS 65536

struct guard_slot {
	_Atomic pid_t pgid; /* 0 = nothing runs here; negative = one process, which is in our own group */
	_Atomic int error;  /* errno of a child that could not execute */
	_Atomic bool wants_terminal; /* it was ended because it waited for the terminal */
};

struct guardian;

/*
 * Fork it. Call before any thread exists. NULL with err set: the run goes on without. `hold` (-1 = none) is a descriptor that
 * it keeps open, so that what ends with its last copy ends after the tasks.
 */
struct guardian *guardian_new(int hold, struct err *err);

/*
 * Return when it has left our process group and session, or has gone: until then a signal to our group would take it along, and
 * what was started meanwhile would outlive us. Call before the first task is started; by then it has mostly happened.
 */
void guardian_await(struct guardian *g);

/* The table entry of slot n (from 0). */
struct guard_slot *guardian_slot(struct guardian *g, unsigned n);

/* Signal every running group (job control). */
void guardian_signal(struct guardian *g, int sig);

/* Signal what runs in slot n (from 0), if anything does. */
void guardian_signal_slot(struct guardian *g, unsigned n, int sig);

/*
 * The leader of a running group has stopped because it wants the terminal, in whose background it is: nobody would ever answer it. End
 * the group; its slot learns why. Nothing happens when `pid` leads none of ours.
 */
void guardian_end_stopped(struct guardian *g, pid_t pid);

/* A group that outlives its leader: it is ended when pmap ends. Thread-safe. */
void guardian_leftover(struct guardian *g);

/* No task will run any more: the guardian may go already when there are no leftovers to look after. Thread-safe before dismiss. */
void guardian_relax(struct guardian *g);
/* No task will run any more: end leftover groups of this run (found by their environment) and tell the guardian to go. */
void guardian_dismiss(struct guardian *g);
/* The same if need be, then reap it. */
void guardian_free(struct guardian *g);
