/* SPDX-License-Identifier: MIT */
/*
 * The protocol between pmap and its worker processes (`pmap --serve`) on one stream socket: frames, each a head of eight bytes
 * (length of what follows, 4 bytes, least significant first; type; three zero bytes) and that many bytes. Both ends run on one
 * machine and nearly always are one program; HELLO says so before anything is believed.
 *
 *	worker to pmap: HELLO, then for each TASK any number of OUT and ERR, and one EXIT
 *	pmap to worker: TASK, followed by as many BODY as its block needs
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"

#define FRAME_HEAD 8
#define FRAME_MAX (256u << 20) /* longest frame; a longer one is a broken stream */
#define FRAME_VERSION 1u       /* of this protocol */

enum frame_type { FRAME_HELLO = 'H', FRAME_TASK = 'T', FRAME_BODY = 'B', FRAME_OUT = 'O', FRAME_ERR = 'E', FRAME_EXIT = 'X' };

void frame_head(unsigned char head[FRAME_HEAD], enum frame_type type, size_t len);

/* Zero it to begin. */
struct frame_reader {
	unsigned char head[FRAME_HEAD];
	size_t have;        /* bytes of the head */
	size_t left;        /* bytes of the frame that have not come yet */
	enum frame_type type;
	bool open;          /* in the middle of a frame */
};

struct frame_piece {
	enum frame_type type;
	const char *p;      /* into what was given */
	size_t n;
	bool first, last;   /* of its frame */
};

/*
 * Take the next piece from the *n bytes at *p, and move both. 1: there is one (an empty frame gives one empty piece); 0: all
 * bytes are taken; -EPROTO: this is no such stream (unknown type, nonzero padding, too long).
 */
int frame_next(struct frame_reader *r, const char **p, size_t *n, struct frame_piece *ret);
/* True between frames: an end of the stream here is no loss. */
bool frame_between(const struct frame_reader *r);

/* What the frames hold. Sizes that do not fit are -EPROTO. */
struct frame_hello {
	uint32_t version, abi;  /* of this protocol; of plug-ins */
};
#define FRAME_HELLO_BYTES 12
void frame_hello_put(unsigned char to[FRAME_HELLO_BYTES], const struct frame_hello *h);
int frame_hello_get(struct frame_hello *ret, const void *p, size_t n);

/* In front of the command line of a TASK. */
struct frame_task {
	uint64_t seq, body, output_limit;
	bool has_body;          /* it may be empty */
	bool measure;           /* what it used is wanted */
	uint32_t helpers;       /* threads that may help with a large input */
};
#define FRAME_TASK_BYTES 32
void frame_task_put(unsigned char to[FRAME_TASK_BYTES], const struct frame_task *t);
int frame_task_get(struct frame_task *ret, const void *p, size_t n);

struct frame_exit {
	int32_t status;         /* of the function; negative: it was refused and never ran */
	nsec user, system;      /* CPU time of the call */
	int64_t maxrss;         /* kB, of the worker so far */
	int64_t minflt, majflt, nvcsw, nivcsw;
	nsec on_cpu, queued;    /* -1 = not known */
};
#define FRAME_EXIT_BYTES 80
void frame_exit_put(unsigned char to[FRAME_EXIT_BYTES], const struct frame_exit *e);
int frame_exit_get(struct frame_exit *ret, const void *p, size_t n);
