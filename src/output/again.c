/* SPDX-License-Identifier: MIT */
/*
 * --retry-failed: the failed commands of a job log are the tasks. Numbers are the log's, so every number up to the last
 * one is a task here; those that need not run are skipped like those of --resume.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "output/resume.h"

struct again {
	struct source source;
	const struct resume_set *log;
	uint64_t seq;
};

/* A newline in a command is a NUL in the log. */
static int add_command(struct task *t, const char *p, size_t n) {
	struct buf b = {0};
	int rc = buf_add(&b, p, n) || buf_terminate(&b) ? -ENOMEM : 0;

	for (size_t i = 0; i < b.len; i++)
		if (!b.p[i])
			b.p[i] = '\n';
	rc = rc ? rc : task_add(t, b.p, b.len);
	buf_release(&b);
	return rc;
}

static int again_next(struct source *s, struct task *t, const struct gate *stop, struct err *err) {
	struct again *a = (struct again *)s;
	const char *command = "";
	size_t n = 0;

	(void)stop;
	if (a->seq >= a->source.total)
		return 0;
	(void)resume_command(a->log, a->seq++, &command, &n);
	t->records = 1;
	if (add_command(t, command, n) || task_seal(t))
		return err_sys(err, ENOMEM, "cannot hold another task");
	return 1;
}

static bool again_ready(struct source *s) {
	(void)s;
	return true;
}

static bool again_at_end(struct source *s) {
	struct again *a = (struct again *)s;

	return a->seq >= a->source.total;
}

static void again_free(struct source *s) {
	free(s);
}

static const struct source_ops again_ops = { .next = again_next, .ready = again_ready, .at_end = again_at_end, .free = again_free };

struct source *again_new(const struct resume_set *log) {
	struct again *a = xcalloc(1, sizeof(*a));

	*a = (struct again){ .source = { .ops = &again_ops, .total = resume_last(log) }, .log = log };
	return &a->source;
}
