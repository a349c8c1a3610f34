/* SPDX-License-Identifier: MIT */
/* One input in pieces, worked on by several threads, delivered in order. */
#pragma once

#include "base/buf.h"
#include "builtin/builtin.h"
#include "builtin/memory.h"

struct piece {
	struct buf in, out;
	uint64_t at, len;     /* for the use of the job */
	int kind;             /* likewise */
	int rc;               /* of work */
	size_t held;          /* the gang's: bytes of out that are counted */
	enum { PIECE_FREE, PIECE_READY, PIECE_TAKEN, PIECE_DONE } state; /* the gang's, guarded by its mutex */
};

struct gang_job {
	/* Cut the next piece off. 1, 0 when there is none, or -errno with call->err set. Only in the caller's thread, in order. */
	int (*cut)(struct gang_job *, struct piece *);
	/* Fill p->out from p->in. Any thread, any order; `memory` is that thread's. What it returns is in p->rc for put(). */
	int (*work)(struct gang_job *, struct piece *, struct memory *memory);
	/* Deliver. 0, or -errno with call->err set. Only in the caller's thread, in order. */
	int (*put)(struct gang_job *, struct piece *);
	struct builtin_call *call;
};

/*
 * Do the job in this thread and as many helpers as the crew of its call has places for, at any moment. Returns when all is done and no
 * helper is left: 0, or the first -errno of cut or put. Memory: some pieces for each slot, fewer when what they give is large.
 */
int gang_run(struct gang_job *job);
