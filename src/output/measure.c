/* SPDX-License-Identifier: MIT */
/*
 * For timing: what tasks print is not shown, but whether two runs print the same must be known, task by task. So the
 * first run leaves a 64-bit XXH3 of each task's stdout behind, and the others are compared with it; bytes are not
 * kept.
 */
#include "config.h"

#define XXH_INLINE_ALL
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/sys.h"
#include "output/sinks.h"

#define ALIGN 64 /* of a state, for the vector instructions that work on it */

struct measure {
	struct sink sink;
	struct measured *m;
	uint64_t seen; /* tasks of this run */
};

/* Its place in the task, which keeps the memory for the next one. */
static XXH3_state_t *state_of(struct task *t) {
	struct buf *b = &t->seen[STREAM_OUT];

	return (XXH3_state_t *)(void *)(((uintptr_t)b->p + ALIGN - 1) & ~(uintptr_t)(ALIGN - 1));
}

static int begin(struct task *t, struct err *err) {
	struct buf *b = &t->seen[STREAM_OUT];

	if (b->len)
		return 0;
	if (buf_reserve(b, sizeof(XXH3_state_t) + ALIGN))
		return err_sys(err, ENOMEM, "cannot compare the output of task %llu", (unsigned long long)task_number(t));
	b->len = sizeof(XXH3_state_t) + ALIGN;
	XXH3_INITSTATE(state_of(t));
	XXH3_64bits_reset(state_of(t));
	return 0;
}

static int measure_write(struct sink *s, struct task *t, enum stream stream, const void *p, size_t n, struct err *err) {
	if (stream != STREAM_OUT || !((struct measure *)s)->m)
		return 0;
	if (begin(t, err))
		return -ENOMEM;
	XXH3_64bits_update(state_of(t), p, n);
	return 0;
}

/* Never 0, which says that there was no such task. */
static uint64_t hash_of(struct task *t) {
	uint64_t h = t->seen[STREAM_OUT].len ? XXH3_64bits_digest(state_of(t)) : XXH3_64bits(NULL, 0);

	return h ? h : 1;
}

static int note(struct measured *m, struct task *t, uint64_t hash, struct err *err) {
	if (task_place(t) >= m->room) {
		size_t room = task_place(t) + 1024 + task_place(t) / 2;
		uint64_t *more = task_place(t) < SIZE_MAX / 2 / sizeof(*more) ? sys_realloc(m->hashes, room * sizeof(*more)) : NULL;

		if (!more)
			return err_sys(err, ENOMEM, "cannot keep what %llu tasks printed", (unsigned long long)task_place(t) + 1);
		memset(more + m->room, 0, (room - m->room) * sizeof(*more));
		m->hashes = more;
		m->room = room;
	}
	m->hashes[task_place(t)] = hash;
	if (task_place(t) >= m->count)
		m->count = task_place(t) + 1;
	return 0;
}

/* The first task in the order of the input that differs; what it was, as far as it is known here. */
static void differs(struct measured *m, struct task *t) {
	const char *what = t->command.len && !buf_terminate(&t->command) ? t->command.p : t->argc ? t->argv[0] : "";

	if (m->differs && task_place(t) >= m->seq)
		return;
	m->differs = true;
	m->seq = task_place(t);
	m->number = task_number(t);
	(void)err_show(m->command, sizeof(m->command), what);
}

static int measure_done(struct sink *s, struct task *t, struct err *err) {
	struct measure *measure = (struct measure *)s;
	struct measured *m = measure->m;
	uint64_t hash;

	if (!m)
		return 0;
	hash = hash_of(t);
	measure->seen++;
	if (!m->complete)
		return note(m, t, hash, err);
	if (task_place(t) >= m->count || m->hashes[task_place(t)] != hash)
		differs(m, t);
	return 0;
}

/* As many tasks as before, of which none differs, are the same tasks. */
static int measure_finish(struct sink *s, struct err *err) {
	struct measure *measure = (struct measure *)s;
	struct measured *m = measure->m;

	(void)err;
	if (!m)
		return 0;
	if (m->complete && measure->seen != m->tasks && !m->differs)
		m->differs = true;
	if (!m->complete)
		m->tasks = measure->seen;
	m->complete = true;
	return 0;
}

static void measure_free(struct sink *s) {
	free(s);
}

static const struct sink_ops measure_ops = { measure_write, measure_done, NULL, measure_finish, measure_free };

int sink_measure_new(struct sink **ret, struct measured *m, struct err *err) {
	struct measure *s = xcalloc(1, sizeof(*s));

	(void)err;
	s->sink.ops = &measure_ops;
	s->m = m;
	*ret = &s->sink;
	return 0;
}

void measured_release(struct measured *m) {
	free(m->hashes);
	*m = (struct measured){ 0 };
}
