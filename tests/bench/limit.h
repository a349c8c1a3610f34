/* SPDX-License-Identifier: MIT */
/*
 * limit: programs that are nothing but a mechanism, so that pmap can be measured against what the system gives. Each runs
 * `jobs` threads; whatever goes wrong ends the program.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct pool {
	unsigned jobs;
	int (*one)(void *arg, size_t i); /* run item i, on any thread; 1 = there are no more */
	void *arg;
	size_t count;                    /* items; SIZE_MAX = until one() says so */
	size_t next;
};

/* Run the items of p on its threads, in order of their numbers. */
void pool_run(struct pool *p);

/* The file that execvp would run; found once. */
char *path_of(const char *program);

/* Start argv with stdin from `in` (-1 = ours). */
pid_t start(const char *path, char *const *argv, int in);
/* Wait for it. */
void finish(pid_t pid);

void *need_memory(size_t n);
void fail(const char *what) __attribute__((noreturn));

void limit_spawn(unsigned jobs, int argc, char **argv);  /* COUNT PROGRAM ARGUMENT...: @ is the number */
void limit_batch(unsigned jobs, int argc, char **argv);  /* PROGRAM ARGUMENT... < lines */
void limit_pipe(unsigned jobs, int argc, char **argv);   /* BYTES PROGRAM ARGUMENT... < pipe */
void limit_parts(unsigned jobs, int argc, char **argv);  /* FILE BYTES PROGRAM ARGUMENT... */
void limit_bz2(unsigned jobs, int argc, char **argv);    /* FILE... */
