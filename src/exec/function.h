/* SPDX-License-Identifier: MIT */
/* A function inside pmap, built in or from a library: found once for a run, called for each task, wherever that is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/err.h"
#include "builtin/builtin.h"
#include "input/words.h"

struct function;

/* Find "NAME ..." (up to a blank; without @), loading its library. 0, or -EINVAL with a sentence that knows what there is. */
int function_open(struct function **ret, const char *name, struct err *err);
void function_close(struct function *f);

/* Several calls may run in one process at the same time. */
bool function_threads(const struct function *f);
/* Before the first call in this process. 0 or -EINVAL. */
int function_begin(struct function *f, struct err *err);

/* What one thread needs to call it. Zero it to begin. */
struct function_slot {
	struct words words;
	struct builtin_kept kept;
};
void function_slot_release(struct function_slot *s);

struct function_end {
	bool refused;        /* it never ran: call.err says why */
	int status;
	struct rusage ru;    /* of this thread, of this call; zero unless measured */
	nsec on_cpu, queued; /* -1 = not known */
};

/*
 * Call it with the words of a command line. The caller has filled what `call` needs but argv, argc and kept. measure: what it used
 * is wanted. call->err says why in words when the status is not 0.
 */
void function_call(struct function *f, struct function_slot *s, const char *line, size_t len, struct builtin_call *call, bool measure,
		   struct function_end *ret);
/* The same for a process that does nothing else: argv is filled. Returns the status. */
int function_run(struct function *f, struct builtin_call *call);
