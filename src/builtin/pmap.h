/* SPDX-License-Identifier: MIT */
/*
 * Functions of your own inside pmap: `pmap @./lib.so:name ARGUMENTS ::: VALUES`.
 *
 *	cc -shared -fPIC -o lib.so lib.c
 *
 *	#include <pmap.h>
 *	static int hello(void *state, const struct pmap_in *in, struct pmap_call *call) {
 *		(void)state;
 *		return pmap_write(call, in->argv[1], 5) ? 1 : 0;
 *	}
 *	static const struct pmap_function functions[] = { { "hello", hello }, { 0 } };
 *	const struct pmap_plugin pmap_plugin = {
 *		.abi = PMAP_ABI, .size = sizeof(pmap_plugin), .name = "greetings", .flags = PMAP_THREADS, .functions = functions,
 *	};
 *
 * What is promised
 *
 *	Version   PMAP_ABI changes only when a plug-in must be built again; pmap refuses one of another version before any task starts.
 *	          Within a version structures grow at their ends: a plug-in may use what `size` covers.
 *	Memory    What pmap hands over (pmap_in, its words and bytes) stays pmap's and is valid until the function returns. What is
 *	          passed to pmap_write is taken at once; the buffer stays yours. `state` is yours from worker_init to worker_fini.
 *	          The descriptor, its names and its functions must stay where they are while the library is loaded.
 *	Threads   Without PMAP_THREADS a function never runs twice at a time in one process: it then runs in worker processes, one
 *	          call after another. With it, calls run at the same time on several threads, each with a state of its own; a state is
 *	          never used by two threads at once, and worker_init, calls and worker_fini of a state come from one thread.
 *	          pmap_write, pmap_error and pmap_cancelled belong to the thread that was called, and to the time of that call.
 *	Stack     256 KiB on a thread; a worker process has what the system gives.
 *	Process   In a worker process stdin is /dev/null, and what a function prints on stdout or stderr by itself comes among the
 *	          messages of its task: results go through pmap_write. Do not call exit(): it costs the worker, and the task fails.
 */
#ifndef PMAP_H
#define PMAP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PMAP_ABI 1u

enum {
	PMAP_THREADS = 1u << 0, /* calls may run at the same time in one process */
	PMAP_WAITS = 1u << 1,   /* it mostly waits (disk, network): as with --hint io */
	/* A flag among the upper sixteen that pmap does not know makes it refuse the plug-in; the lower ones may be ignored. */
};

struct pmap_call;

/* What a function may ask of pmap. Use the inline functions below. */
struct pmap_host {
	uint32_t abi, size;
	int (*write)(struct pmap_call *, const void *bytes, size_t n);
	void (*error)(struct pmap_call *, const char *format, ...);
	int (*cancelled)(const struct pmap_call *);
};

/* One call, as long as it lasts; what follows `host` is pmap's. */
struct pmap_call {
	const struct pmap_host *host;
};

/* The input of one task. */
struct pmap_in {
	uint32_t size;
	uint32_t reserved;
	uint64_t seq;            /* number of the task, from 0 */
	size_t argc;             /* the words of the command line */
	const char *const *argv; /* argv[0] is the function's name; argv[argc] is NULL */
	const void *data;        /* --pipe: the block, not NUL-terminated; NULL = there is none */
	size_t len;
};

struct pmap_function {
	const char *name;        /* NULL ends the list */
	/* One task. Returns its exit status, 0 to 255; with a nonzero one say why with pmap_error. */
	int (*map)(void *state, const struct pmap_in *in, struct pmap_call *call);
};

/* Exported under the name pmap_plugin. */
struct pmap_plugin {
	uint32_t abi;            /* PMAP_ABI */
	uint32_t size;           /* sizeof(struct pmap_plugin) */
	const char *name;        /* for messages */
	uint32_t flags;          /* PMAP_THREADS, PMAP_WAITS */
	uint32_t reserved;
	const struct pmap_function *functions;
	/* All of these may be NULL. */
	int (*init)(const struct pmap_host *);  /* once in each process, before anything else; nonzero = it cannot be used */
	void *(*worker_init)(void);             /* once for each slot, in its thread, before its first call; NULL = it failed */
	void (*worker_fini)(void *state);
	void (*fini)(void);                     /* once, at the end; not after a crash */
};

/* Add n bytes to the task's result. 0, or nonzero: nobody takes it any more; return soon. May block. */
static inline int pmap_write(struct pmap_call *call, const void *bytes, size_t n) {
	return call->host->write(call, bytes, n);
}

/* Say in words (one line, without its end) why the task fails; the last one counts. */
#define pmap_error(call, ...) ((call)->host->error((call), __VA_ARGS__))

/* Nonzero when the run is being stopped: a function that takes long should look now and then, and return. Never blocks. */
static inline int pmap_cancelled(const struct pmap_call *call) {
	return call->host->cancelled(call);
}

#ifdef __cplusplus
}
#endif

#endif
