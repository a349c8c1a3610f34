/* SPDX-License-Identifier: MIT */
/*
 * Starting, watching and reaping one child. The only place that makes processes (with guardian.c, which forks once before any
 * thread exists).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "base/clock.h"
#include "base/err.h"
#include "exec/guardian.h"

/* The world that pmap was started in, which its children get back. */
struct proc_world;

/*
 * Record dispositions, mask and limits; open /dev/null on missing descriptors 0 to 2; ignore SIGPIPE and SIGXFSZ here; make sure
 * that SIGCHLD is not ignored. Call once, first thing, before any thread. Never fails.
 */
struct proc_world *proc_world_new(void);
/*
 * From here on the watching thread takes the signals (engine/watch.h): they are blocked in this thread and those it
 * starts. Until then they do what they always do, so that a pmap which still waits for its first bytes of input can be
 * interrupted.
 */
void proc_world_take_signals(const struct proc_world *w);
/* Undo that in this thread: the signals do again what they always do. */
void proc_world_leave_signals(const struct proc_world *w);
void proc_world_free(struct proc_world *w);

/* True when the caller had the signal (one that we take or change) ignored: it then stays so, for us too. */
bool proc_world_ignored(const struct proc_world *w, int sig);
/* True when the caller started us with that descriptor (0 to 2) closed. */
bool proc_world_closed(const struct proc_world *w, int fd);
/* True when we have a terminal, so that a task might try to read from it. */
bool proc_world_terminal(const struct proc_world *w);
/* Put the default disposition back, unblock sig and raise it: the end of pmap. Returns if the signal is ignored or blocked. */
void proc_world_die(struct proc_world *w, int sig);
/* Raise our own soft limit of descriptors towards `wanted`; children keep the caller's. Returns the limit in force. */
rlim_t proc_world_files(struct proc_world *w, rlim_t wanted);

/* What one process may use; 0 = no limit. */
struct proc_limits {
	uint64_t memory;   /* bytes of data: heap, stacks and private maps (RLIMIT_DATA; elsewhere than on Linux RLIMIT_AS) */
	unsigned cpu;      /* seconds: SIGXCPU, a second later SIGKILL */
};

struct proc {
	pid_t pid;  /* = its process group, unless */
	bool together; /* it is in ours */
	int pidfd;  /* polls readable when it has ended; -1 where the kernel has none */
	struct guard_slot *guard;
};

struct proc_start {
	const struct proc_world *world;
	const char *path;         /* what is executed: no search */
	char *const *argv;
	char *const *envp;
	const char *dir;          /* where it runs; NULL = where we do */
	bool nice_given;
	int nice;                 /* its niceness, as far as we may */
	struct proc_limits limits;
	bool together;            /* it stays in our process group, for the terminal; only the process itself can be signalled then */
	int in, out, err;         /* become 0 to 2; above 2, close-on-exec; -1 = inherit ours */
	struct guard_slot *guard; /* of this slot */
};

/*
 * Start it in its own process group. Blocks until the child has executed (or could not). 0 or -errno of the step that failed: the
 * child then never ran. On success it must be reaped.
 */
int proc_start(struct proc *p, const struct proc_start *how);

/* From now on it may use so many more seconds of CPU. Does nothing where the system cannot do that to a running process. */
void proc_allow_cpu(const struct proc *p, unsigned seconds);

/* Signal the whole group (the process alone when it is in ours). Only between start and reap. */
void proc_signal(const struct proc *p, int sig);

struct proc_end {
	int status;      /* as waitpid gives it */
	int start_error; /* errno when it turned out late that it could not be executed */
	struct rusage ru;
	nsec on_cpu, queued; /* of its main thread; -1 = not known */
	bool wanted_terminal; /* guardian_end_stopped() ended it */
	bool group_left; /* other processes of its group are still there */
};

/* True when it has ended. Never blocks, never reaps. */
bool proc_ended(const struct proc *p);
/*
 * Reap it after its end was seen (without a pidfd: wait for that first). schedstat: read the run-queue delay of the
 * zombie first. Closes the pidfd.
 */
void proc_reap(struct proc *p, bool schedstat, struct proc_end *ret);
