/* SPDX-License-Identifier: MIT */
/*
 * When a function on one of our threads crashes the process is lost. Before it dies a signal handler names the task: it runs on a
 * stack of its own, touches nothing but what is described here, and lets the signal do what it does.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of each thread that calls functions. */
struct crash_thread {
	stack_t stack;            /* where the handler runs; ss_sp NULL = on the thread's own */
	uint64_t seq;
	const char *line;         /* the command; NULL = nothing runs */
	size_t len;
};

/* Take the signals of crashes from now on, in this process, unless somebody else does. Once, before the threads. */
void crash_watch(void);

/* In the thread. A stack that cannot be had is done without. */
void crash_thread_open(struct crash_thread *c);
void crash_thread_close(struct crash_thread *c);

/* Between these the thread runs that task. line is borrowed until crash_end. */
void crash_begin(struct crash_thread *c, uint64_t seq, const char *line, size_t len);
void crash_end(struct crash_thread *c);
