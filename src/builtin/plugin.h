/* SPDX-License-Identifier: MIT */
/* Functions in shared libraries: @./lib.so:name. pmap.h is what their authors see. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "builtin/builtin.h"

struct plugin;

/* True when a name (without @; n bytes) is written like a function in a library: it has a ':' and a '/' before it. */
bool plugin_named(const char *name, size_t n);

/*
 * Load the library of "PATH:FUNCTION" (n bytes) and check that its version, flags and function are such as we can use.
 * None of its functions is called. 0, or -EINVAL/-ENOENT with a sentence.
 */
int plugin_open(struct plugin **ret, const char *name, size_t n, struct err *err);
void plugin_close(struct plugin *p);

/* Calls may run on several threads at once. */
bool plugin_threads(const struct plugin *p);
/* It mostly waits. */
bool plugin_waits(const struct plugin *p);

/* Let it initialise itself for calls in this process; once, before the first call. 0 or -EINVAL. */
int plugin_begin(struct plugin *p, struct err *err);
/* One call, as struct builtin's run. The slot's state is in call->kept. */
int plugin_run(struct plugin *p, struct builtin_call *call);
