/* SPDX-License-Identifier: MIT */
/*
 * Slots tell of attempts, each at the moment it ended; the writing thread tells of output, when it leaves. What a task printed is only known to be
 * worth keeping when the task is done, so the end of it travels in the task until then.
 */
#include "stats/notes.h"

#include <stdlib.h>
#include <string.h>

#include "base/sync.h"
#include "base/sys.h"

struct notes_keeper {
	struct observer observer; /* first */
	struct sink sink;
	const char *no_tail;
	struct mutex mu;
	struct note slowest[NOTES_SLOWEST]; /* guarded by mu, with its count: the longest first */
	size_t slowest_count;
	struct note failed[NOTES_FAILED];   /* the writing thread's, with the next two */
	size_t failed_count;
	uint64_t failed_more;
};

static struct notes_keeper *of_sink(struct sink *s) {
	return (struct notes_keeper *)((char *)s - offsetof(struct notes_keeper, sink));
}

static nsec duration(const struct note *n) {
	return n->result.end - n->result.start;
}

/* n bytes and a NUL; NULL without memory. */
static char *copy(const char *p, size_t n) {
	char *to = sys_malloc(n + 1);

	if (to) {
		if (n)
			memcpy(to, p, n);
		to[n] = '\0';
	}
	return to;
}

static struct note note_of(const struct task *t) {
	size_t len = t->command.len < NOTES_COMMAND ? t->command.len : NOTES_COMMAND;
	struct note n = { .number = task_number(t), .result = t->result, .command = copy(t->command.p, len), .command_len = len, .command_all = t->command.len };

	n.result.host = NULL;
	if (!n.command)
		n.command_len = 0;
	return n;
}

static void release(struct note *n) {
	free(n->command);
	free(n->tail);
}

static void see_attempt(struct observer *o, const struct task *t, bool again) {
	struct notes_keeper *k = (struct notes_keeper *)o;
	nsec d = t->result.end - t->result.start;
	size_t at;

	(void)again;
	if (!result_ran(&t->result))
		return;
	mutex_lock(&k->mu);
	at = k->slowest_count;
	if (at == NOTES_SLOWEST && d > duration(&k->slowest[at - 1]))
		release(&k->slowest[--at]);
	if (at < NOTES_SLOWEST) {
		for (; at > 0 && duration(&k->slowest[at - 1]) < d; at--)
			k->slowest[at] = k->slowest[at - 1];
		k->slowest[at] = note_of(t);
		if (k->slowest_count < NOTES_SLOWEST)
			k->slowest_count++;
	}
	mutex_unlock(&k->mu);
}

/* Without memory the tail is shorter; a run does not fail for it. */
static int see_output(struct sink *s, struct task *t, enum stream stream, const void *p, size_t n, struct err *err) {
	const char *end = (const char *)p + n;
	size_t take = n < NOTES_TAIL ? n : NOTES_TAIL;

	(void)s, (void)err;
	if (stream != STREAM_ERR)
		return 0;
	t->tail_all += n;
	if (t->tail.len + take > 2 * NOTES_TAIL) {
		memmove(t->tail.p, t->tail.p + t->tail.len - NOTES_TAIL, NOTES_TAIL);
		t->tail.len = NOTES_TAIL;
	}
	(void)buf_add(&t->tail, end - take, take);
	return 0;
}

static int see_done(struct sink *s, struct task *t, struct err *err) {
	struct notes_keeper *k = of_sink(s);
	struct note *n;

	(void)err;
	if (!task_failed(t))
		return 0;
	if (k->failed_count == NOTES_FAILED) {
		k->failed_more++;
		return 0;
	}
	n = &k->failed[k->failed_count++];
	*n = note_of(t);
	n->tail_len = t->tail.len < NOTES_TAIL ? t->tail.len : NOTES_TAIL;
	n->tail = n->tail_len ? copy(t->tail.p + t->tail.len - n->tail_len, n->tail_len) : NULL;
	if (!n->tail)
		n->tail_len = 0;
	n->tail_all = t->tail_all;
	return 0;
}

static void sink_free(struct sink *s) {
	(void)s; /* the keeper's */
}

static void keeper_free(struct observer *o) {
	struct notes_keeper *k = (struct notes_keeper *)o;

	for (size_t i = 0; i < k->slowest_count; i++)
		release(&k->slowest[i]);
	for (size_t i = 0; i < k->failed_count; i++)
		release(&k->failed[i]);
	mutex_release(&k->mu);
	free(k);
}

static const struct observer_ops observer_ops = { .attempt = see_attempt, .free = keeper_free };
static const struct sink_ops sink_ops = { .write = see_output, .done = see_done, .free = sink_free };

struct notes_keeper *notes_new(const char *no_tail) {
	struct notes_keeper *k = sys_malloc(sizeof(*k));

	if (!k)
		return NULL;
	*k = (struct notes_keeper){ .observer = { .ops = &observer_ops }, .sink = { &sink_ops }, .no_tail = no_tail };
	mutex_init(&k->mu);
	return k;
}

struct observer *notes_observer(struct notes_keeper *k) {
	return &k->observer;
}

struct sink *notes_sink(struct notes_keeper *k) {
	return &k->sink;
}

/* Move the list to memory of its own. Without memory there is none. */
static struct note *move(struct note *list, size_t *count) {
	struct note *to = *count ? sys_malloc(*count * sizeof(*to)) : NULL;

	if (to) {
		memcpy(to, list, *count * sizeof(*to));
		*count = 0;
	}
	return to;
}

struct notes notes_take(struct notes_keeper *k) {
	struct notes n = { 0 };

	if (!k)
		return n;
	n.no_tail = k->no_tail;
	n.failed_more = k->failed_more;
	n.slowest_count = k->slowest_count;
	n.slowest = move(k->slowest, &k->slowest_count);
	n.failed_count = k->failed_count;
	n.failed = move(k->failed, &k->failed_count);
	if (!n.slowest)
		n.slowest_count = 0;
	if (!n.failed) {
		n.failed_more += n.failed_count;
		n.failed_count = 0;
	}
	return n;
}

static void release_list(struct note *list, size_t count) {
	for (size_t i = 0; i < count; i++)
		release(&list[i]);
	free(list);
}

void notes_release(struct notes *n) {
	release_list(n->slowest, n->slowest_count);
	release_list(n->failed, n->failed_count);
	*n = (struct notes){ 0 };
}
