/* SPDX-License-Identifier: MIT */
/* The functions inside pmap, written @name: one table, one file for each kind. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sync.h"

struct crew;

/* What a function keeps for the next call on the same slot (a connection). Zero it to begin. */
struct builtin_kept {
	void *state;
	void (*release)(void *state); /* also tells whose state it is; NULL = nothing is kept */
};

/* Zeroed but for what is known. */
struct builtin_call {
	char **argv;        /* argv[0] is the name without @; the function may put the words in another order */
	size_t argc;
	const void *body;   /* --pipe: the block, also an empty one; NULL = none */
	size_t body_len;
	uint64_t seq;       /* of the task, from 0 */
	bool own_stdin;     /* without a body: descriptor 0 is this call's own input (a worker process) */
	const struct gate *cancel; /* leave soon when it closes */
	/* Take bytes of the result. 0, or -errno: stop and return 1. May block until there is room. */
	int (*write)(struct builtin_call *, const void *, size_t);
	uint64_t output_limit;     /* most bytes of the result, also in a file; 0 = no limit */
	struct crew *crew;         /* whose idle threads may help; NULL = nobody */
	struct builtin_kept *kept; /* the slot's; NULL = keep nothing */
	nsec helped_user, helped_system; /* filled: CPU time of the threads that helped */
	struct err err;     /* why it failed, in words */
};

struct builtin {
	const char *name;
	const char *usage;  /* "FILE..." */
	const char *help;
	/* 0 = success, 1 = failed with call->err set (as the tool of that name exits). Thread-safe. */
	int (*run)(struct builtin_call *);
	bool waits;         /* mostly, for a server or the clock: as with --hint io */
};

/* NULL when there is none of that name. */
const struct builtin *builtin_find(const char *name);
/* The i-th, NULL after the last. */
const struct builtin *builtin_at(size_t i);
/* The slot ends: what was kept is given back. */
void builtin_forget(struct builtin_kept *kept);

int builtin_bunzip2(struct builtin_call *);
int builtin_bzip2(struct builtin_call *);
int builtin_gunzip(struct builtin_call *);
int builtin_gzip(struct builtin_call *);
int builtin_unxz(struct builtin_call *);
int builtin_xz(struct builtin_call *);
int builtin_unzstd(struct builtin_call *);
int builtin_zstd(struct builtin_call *);
int builtin_cat(struct builtin_call *);
int builtin_wc(struct builtin_call *);
int builtin_sha256(struct builtin_call *);
int builtin_xxh3(struct builtin_call *);
int builtin_crc32(struct builtin_call *);
int builtin_stat(struct builtin_call *);
int builtin_sleep(struct builtin_call *);
int builtin_fetch(struct builtin_call *);
