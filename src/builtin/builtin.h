/* SPDX-License-Identifier: MIT */
/* The functions inside pmap, written @name: one table, one file each. */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/sync.h"

struct builtin_call {
	char **argv;        /* argv[0] is the name without @ */
	size_t argc;
	const void *body;   /* --pipe: the block; NULL = none */
	size_t body_len;
	const struct gate *cancel; /* leave soon when it closes */
	/* Take bytes of the result. 0, or -errno: stop and return 1. May block until there is room. */
	int (*write)(struct builtin_call *, const void *, size_t);
	struct err err;     /* why it failed, in words */
};

struct builtin {
	const char *name;
	const char *usage;  /* "FILE..." */
	const char *help;
	/* 0 = success, 1 = failed with call->err set (as the tool of that name exits). Thread-safe. */
	int (*run)(struct builtin_call *);
};

/* NULL when there is none of that name. */
const struct builtin *builtin_find(const char *name);
/* The i-th, NULL after the last. */
const struct builtin *builtin_at(size_t i);

int builtin_bunzip2(struct builtin_call *);
