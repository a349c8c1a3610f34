/* SPDX-License-Identifier: MIT */
#include "task/task.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"

/* Buffers that one huge task has grown are not kept for the next. */
#define KEEP_BYTES (4u << 20)

struct task *task_new(void) {
	struct task *t = sys_malloc(sizeof(*t));

	if (t)
		*t = (struct task){ .part_fd = -1 };
	return t;
}

static void recycle(struct buf *b) {
	if (b->cap > KEEP_BYTES)
		buf_release(b);
	b->len = 0;
}

void task_reset(struct task *t, struct spool_pool *pool) {
	spool_clear(&t->out, pool);
	spool_clear(&t->err, pool);
	recycle(&t->store);
	recycle(&t->groups);
	recycle(&t->body);
	recycle(&t->command);
	recycle(&t->tag);
	recycle(&t->file);
	recycle(&t->seen[0]);
	recycle(&t->seen[1]);
	recycle(&t->tail);
	t->tail_all = 0;
	t->argc = t->records = 0;
	t->skip = t->filtered = false;
	t->seq = t->number = t->input = 0;
	t->cost = 0;
	t->ready = t->waited = t->paused_since = 0;
	t->template = NULL;
	t->part_fd = -1;
	t->part_off = 0;
	t->part_len = 0;
	t->head = NULL;
	t->launch = NULL;
	t->launch_in = 0;
	flow_close(&t->flow);
	t->result = (struct result){ .queued = -1, .on_cpu = -1 };
	spool_clear(&t->partial[0], pool);
	spool_clear(&t->partial[1], pool);
	t->opened = t->hold = t->finished = t->pending = t->paused = t->flush_err = t->line_started = false;
	t->next = t->pending_next = t->paused_next = NULL;
}

void task_free(struct task *t, struct spool_pool *pool) {
	if (!t)
		return;
	flow_close(&t->flow);
	spool_clear(&t->out, pool);
	spool_clear(&t->err, pool);
	buf_release(&t->store);
	buf_release(&t->groups);
	buf_release(&t->body);
	buf_release(&t->command);
	buf_release(&t->tag);
	buf_release(&t->file);
	buf_release(&t->seen[0]);
	buf_release(&t->seen[1]);
	buf_release(&t->tail);
	spool_clear(&t->partial[0], pool);
	spool_clear(&t->partial[1], pool);
	free(t->argv);
	free(t->lens);
	free(t);
}

static int grow(struct task *t) {
	size_t cap = t->argv_cap ? t->argv_cap * 2 : 4;
	char **argv = sys_realloc(t->argv, cap * sizeof(*argv));
	size_t *lens;

	if (!argv)
		return -ENOMEM;
	t->argv = argv;
	lens = sys_realloc(t->lens, cap * sizeof(*lens));
	if (!lens)
		return -ENOMEM;
	t->lens = lens;
	t->argv_cap = cap;
	return 0;
}

int task_add(struct task *t, const char *value, size_t len) {
	struct buf *b = &t->store;

	if (t->argc == t->argv_cap && grow(t))
		return -ENOMEM;
	if (buf_reserve(b, len + 1))
		return -ENOMEM;
	memcpy(b->p + b->len, value, len);
	b->p[b->len + len] = '\0';
	b->len += len + 1;
	t->lens[t->argc++] = len;
	return 0;
}

/* The store moves while it grows, so the pointers are made in the end, from the lengths. */
int task_seal(struct task *t) {
	char *p = t->store.p;

	for (size_t i = 0; i < t->argc; i++) {
		t->argv[i] = p;
		p += t->lens[i] + 1;
	}
	return 0;
}

static int see_tagged(struct task *t, enum stream stream, const char *p, size_t n) {
	struct buf *b = &t->seen[stream];
	int rc = 0;

	while (n && !rc) {
		const char *nl = memchr(p, '\n', n);
		size_t line = nl ? (size_t)(nl + 1 - p) : n;

		if (!b->len || b->p[b->len - 1] == '\n')
			rc = buf_add(b, t->tag.p, t->tag.len);
		if (!rc)
			rc = buf_add(b, p, line);
		p += line;
		n -= line;
	}
	return rc;
}

int task_see(struct task *t, enum stream stream, const void *p, size_t n, bool tagged) {
	return tagged && t->tag.len ? see_tagged(t, stream, p, n) : buf_add(&t->seen[stream], p, n);
}

bool task_failed(const struct task *t) {
	switch (t->result.outcome) {
	case OUTCOME_EXIT:
		return t->result.code != 0;
	case OUTCOME_SIGNAL:
	case OUTCOME_TIMEOUT:
	case OUTCOME_NOSTART:
	case OUTCOME_REFUSED:
		return true;
	case OUTCOME_NONE:
	case OUTCOME_KILLED:
	case OUTCOME_SKIPPED:
	case OUTCOME_EVICTED:
		return false;
	}
	return true;
}

int task_status(const struct task *t) {
	switch (t->result.outcome) {
	case OUTCOME_SIGNAL:
	case OUTCOME_KILLED:
		return 128 + t->result.code;
	case OUTCOME_TIMEOUT:
		return -1;
	default:
		return t->result.code;
	}
}

size_t task_bytes(const struct task *t) {
	return sizeof(*t) + t->store.cap + t->command.cap + t->tag.cap + t->file.cap + t->body.cap +
	       t->argv_cap * (sizeof(*t->argv) + sizeof(*t->lens));
}
