/* SPDX-License-Identifier: MIT */
/* Pure: bytes in, pieces out. What a function prints is never gathered here; a piece points into what was read. */
#include "config.h"

#include "exec/frame.h"

#include <errno.h>
#include <string.h>

#define MAGIC 0x50414d50u /* "PMAP" */

static void put(unsigned char *to, uint64_t v, size_t bytes) {
	for (size_t i = 0; i < bytes; i++)
		to[i] = (unsigned char)(v >> (8 * i));
}

static uint64_t get(const void *from, size_t bytes) {
	const unsigned char *p = from;
	uint64_t v = 0;

	for (size_t i = 0; i < bytes; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

void frame_head(unsigned char head[FRAME_HEAD], enum frame_type type, size_t len) {
	put(head, len, 4);
	head[4] = (unsigned char)type;
	head[5] = head[6] = head[7] = 0;
}

static bool known(unsigned char type) {
	return type && strchr("HTBOEX", type);
}

static int open_frame(struct frame_reader *r) {
	r->left = (size_t)get(r->head, 4);
	if (!known(r->head[4]) || r->head[5] || r->head[6] || r->head[7] || r->left > FRAME_MAX)
		return -EPROTO;
	r->type = (enum frame_type)r->head[4];
	r->open = true;
	return 0;
}

int frame_next(struct frame_reader *r, const char **p, size_t *n, struct frame_piece *ret) {
	bool first = !r->open;

	if (first) {
		size_t take = FRAME_HEAD - r->have < *n ? FRAME_HEAD - r->have : *n;

		if (take)
			memcpy(r->head + r->have, *p, take);
		r->have += take;
		*p += take;
		*n -= take;
		if (r->have < FRAME_HEAD)
			return 0;
		if (open_frame(r))
			return -EPROTO;
	}
	if (r->left && !*n) {
		/* Only a head so far. The frame's first piece is told when it has come. */
		r->open = !first;
		return 0;
	}
	*ret = (struct frame_piece){ .type = r->type, .p = *p, .n = r->left < *n ? r->left : *n, .first = first };
	*p += ret->n;
	*n -= ret->n;
	r->left -= ret->n;
	ret->last = !r->left;
	r->open = r->left;
	if (ret->last)
		r->have = 0;
	return 1;
}

bool frame_between(const struct frame_reader *r) {
	return !r->open && !r->have;
}

void frame_hello_put(unsigned char to[FRAME_HELLO_BYTES], const struct frame_hello *h) {
	put(to, MAGIC, 4);
	put(to + 4, h->version, 4);
	put(to + 8, h->abi, 4);
}

int frame_hello_get(struct frame_hello *ret, const void *p, size_t n) {
	const unsigned char *b = p;

	if (n != FRAME_HELLO_BYTES || get(b, 4) != MAGIC)
		return -EPROTO;
	ret->version = (uint32_t)get(b + 4, 4);
	ret->abi = (uint32_t)get(b + 8, 4);
	return 0;
}

enum { HAS_BODY = 1, MEASURE = 2 };

void frame_task_put(unsigned char to[FRAME_TASK_BYTES], const struct frame_task *t) {
	put(to, t->seq, 8);
	put(to + 8, t->body, 8);
	put(to + 16, t->output_limit, 8);
	put(to + 24, (t->has_body ? HAS_BODY : 0) | (t->measure ? MEASURE : 0), 4);
	put(to + 28, t->helpers, 4);
}

int frame_task_get(struct frame_task *ret, const void *p, size_t n) {
	const unsigned char *b = p;
	uint64_t flags;

	if (n < FRAME_TASK_BYTES)
		return -EPROTO;
	flags = get(b + 24, 4);
	*ret = (struct frame_task){ .seq = get(b, 8), .body = get(b + 8, 8), .output_limit = get(b + 16, 8),
				    .has_body = flags & HAS_BODY, .measure = flags & MEASURE, .helpers = (uint32_t)get(b + 28, 4) };
	return flags & ~(uint64_t)(HAS_BODY | MEASURE) || (ret->body && !ret->has_body) || ret->body > SIZE_MAX / 2 ? -EPROTO : 0;
}

void frame_exit_put(unsigned char to[FRAME_EXIT_BYTES], const struct frame_exit *e) {
	const int64_t v[] = { e->status, e->user, e->system, e->maxrss, e->minflt, e->majflt, e->nvcsw, e->nivcsw, e->on_cpu, e->queued };

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++)
		put(to + 8 * i, (uint64_t)v[i], 8);
}

int frame_exit_get(struct frame_exit *ret, const void *p, size_t n) {
	const unsigned char *b = p;
	int64_t v[10];

	if (n != FRAME_EXIT_BYTES)
		return -EPROTO;
	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++)
		v[i] = (int64_t)get(b + 8 * i, 8);
	if (v[0] < -1 || v[0] > 255)
		return -EPROTO;
	*ret = (struct frame_exit){ .status = (int32_t)v[0], .user = v[1], .system = v[2], .maxrss = v[3], .minflt = v[4], .majflt = v[5],
				    .nvcsw = v[6], .nivcsw = v[7], .on_cpu = v[8], .queued = v[9] };
	return 0;
}
