/* SPDX-License-Identifier: MIT */
/*
 * A library of functions for the tests: well-behaved ones, and all kinds that are not. Built several times: ABI, FLAGS and SIZE say what its
 * descriptor claims.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "builtin/pmap.h"

#ifndef ABI
#define ABI PMAP_ABI
#endif
#ifndef FLAGS
#define FLAGS PMAP_THREADS
#endif

#define FUNCTION(name) static int name(void *state, const struct pmap_in *in, struct pmap_call *call)
#define UNUSED() (void)state, (void)in, (void)call

struct counter {
	unsigned long calls;
};

/* Its words, one a line, and the block. */
FUNCTION(echo) {
	UNUSED();
	for (size_t i = 1; i < in->argc; i++)
		if (pmap_write(call, in->argv[i], strlen(in->argv[i])) || pmap_write(call, "\n", 1))
			return 1;
	return in->data ? pmap_write(call, in->data, in->len) : 0;
}

FUNCTION(nothing) {
	UNUSED();
	return 0;
}

static int number(struct pmap_call *call, unsigned long n) {
	char text[32];
	int len = snprintf(text, sizeof(text), "%lu\n", n);

	return pmap_write(call, text, (size_t)len);
}

FUNCTION(pid) {
	UNUSED();
	return number(call, (unsigned long)getpid());
}

FUNCTION(seq) {
	UNUSED();
	return number(call, (unsigned long)in->seq);
}

/* How often the state of this worker was used. */
FUNCTION(calls) {
	UNUSED();
	return number(call, ++((struct counter *)state)->calls);
}

/* Fails with its second word as its status and a message. */
FUNCTION(fail) {
	UNUSED();
	pmap_error(call, "no luck with '%s'", in->argc > 1 ? in->argv[1] : "");
	return in->argc > 2 ? atoi(in->argv[2]) : 1;
}

/* "crash SIGNAL [ONLY-FOR]": raise it, for the task whose word is ONLY-FOR if that is given. Prints its first word otherwise, and before. */
FUNCTION(crash) {
	int sig = in->argc > 1 ? atoi(in->argv[1]) : SIGSEGV;

	UNUSED();
	if (in->argc > 2 && (pmap_write(call, in->argv[2], strlen(in->argv[2])) || pmap_write(call, "\n", 1)))
		return 1;
	if (in->argc > 3 && strcmp(in->argv[2], in->argv[3]))
		return 0;
	if (sig == SIGSEGV)
		*(volatile char *)(size_t)(in->argc > 99 ? 4096 : 16) = 1; /* a true fault, not a signal that is sent */
	if (sig == SIGABRT)
		abort();
	raise(sig);
	return 0;
}

/* "once FILE SIGNAL": the first one that can make FILE dies. */
FUNCTION(once) {
	FILE *f;

	UNUSED();
	f = fopen(in->argv[1], "wx");
	if (!f)
		return pmap_write(call, "again\n", 6);
	fclose(f);
	raise(atoi(in->argv[2]));
	return 0;
}

FUNCTION(leave) {
	UNUSED();
	exit(in->argc > 1 ? atoi(in->argv[1]) : 0);
}

/* Compute for ever. */
FUNCTION(spin) {
	volatile unsigned long n = 0;

	UNUSED();
	while (!(n & 0xffff) || !pmap_cancelled(call))
		n++;
	return 1;
}

static long thread_ms(void) {
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (long)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* "work MS": compute for so long, by the clock of this thread; then the process's number. */
FUNCTION(work) {
	long ms = in->argc > 1 ? atol(in->argv[1]) : 0, begin = thread_ms();
	volatile unsigned long n = 0;

	UNUSED();
	while (thread_ms() - begin < ms)
		for (int i = 0; i < 20000; i++)
			n++;
	return number(call, (unsigned long)getpid());
}

/* "rest MS": wait for so long; then the same. */
FUNCTION(rest) {
	long ms = in->argc > 1 ? atol(in->argv[1]) : 0;
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	UNUSED();
	nanosleep(&ts, NULL);
	return number(call, (unsigned long)getpid());
}

/* Say its number and wait until the run is stopped. */
FUNCTION(hang) {
	UNUSED();
	if (number(call, (unsigned long)getpid()))
		return 1;
	for (;;)
		pause();
}

/* "hog MEGABYTES" */
FUNCTION(hog) {
	size_t n = (in->argc > 1 ? strtoul(in->argv[1], NULL, 10) : 64) << 20;
	char *p = malloc(n);

	UNUSED();
	if (!p) {
		pmap_error(call, "cannot get %zu bytes", n);
		return 1;
	}
	memset(p, 1, n);
	number(call, (unsigned long)p[n - 1]);
	free(p);
	return 0;
}

/* Prints by itself what should have gone through pmap_write. */
FUNCTION(chatter) {
	UNUSED();
	printf("on stdout\n");
	fflush(stdout);
	fprintf(stderr, "on stderr\n");
	return pmap_write(call, "result\n", 7);
}

/* "fill BYTES": so many of them, in pieces of many sizes. */
FUNCTION(fill) {
	size_t n = in->argc > 1 ? strtoul(in->argv[1], NULL, 10) : 0, size = 1;
	char *p = malloc(3u << 20);

	UNUSED();
	if (!p)
		return 1;
	for (size_t i = 0; i < 3u << 20; i++)
		p[i] = (char)(i * 2654435761u >> 13);
	while (n) {
		size_t now = n < size ? n : size;

		if (pmap_write(call, p + n % 97, now))
			break;
		n -= now;
		size = size * 3 < 2u << 20 ? size * 3 : 1;
	}
	free(p);
	return n != 0;
}

/* Is its input there? "gone" when the library's init was not called first. */
static int begun;

FUNCTION(ready) {
	UNUSED();
	return begun ? pmap_write(call, "ready\n", 6) : pmap_write(call, "gone\n", 5);
}

static int init(const struct pmap_host *host) {
	begun = host->abi == PMAP_ABI && host->size >= sizeof(*host);
	return getenv("PLUGIN_INIT_FAILS") ? 7 : 0;
}

static void *worker_init(void) {
	return calloc(1, sizeof(struct counter));
}

static void worker_fini(void *state) {
	const char *log = getenv("PLUGIN_LOG");
	FILE *f = log ? fopen(log, "a") : NULL;

	if (f) {
		fprintf(f, "%lu\n", ((struct counter *)state)->calls);
		fclose(f);
	}
	free(state);
}

static const struct pmap_function functions[] = {
	{ "echo", echo }, { "nothing", nothing }, { "pid", pid }, { "seq", seq }, { "calls", calls }, { "fail", fail }, { "crash", crash },
	{ "once", once }, { "leave", leave }, { "spin", spin }, { "hang", hang }, { "hog", hog }, { "chatter", chatter }, { "fill", fill },
	{ "ready", ready }, { "work", work }, { "rest", rest }, { "empty", NULL }, { NULL, NULL },
};

extern const struct pmap_plugin pmap_plugin;
const struct pmap_plugin pmap_plugin = {
	.abi = ABI, .size = sizeof(pmap_plugin), .name = "tests", .flags = FLAGS, .functions = functions, .init = init,
	.worker_init = worker_init, .worker_fini = worker_fini,
};
