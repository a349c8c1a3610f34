/* SPDX-License-Identifier: MIT */
/*
 * Output may come in any number of pieces, so the opening quote is written with the first one, and the closing quote when another task
 * has its turn or it is done; one newline is held back until it is known whether more follows it. Tasks come in order, but
 * a task is only known to be done when output of later ones may have come: one that is passed over is an empty word.
 */
#include "config.h"

#include "output/quoted.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct quoted {
	struct sink sink;
	struct sink *inner;
	const char *kind;
	bool fish;
	bool keys;          /* order does not matter then, but each word needs its task */
	bool open;          /* the word of task `current` has begun */
	bool any;           /* there was a word before */
	uint64_t current;
	uint64_t next;      /* the first task without a word */
	bool newline;       /* held back */
	bool line_started;  /* for tags */
	struct buf out;
};

/* Bytes inside single quotes. */
static int add_bytes(struct quoted *q, const char *p, size_t n) {
	const char *escaped = q->fish ? "\\'" : "'\\''";
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++) {
		if (p[i] == '\'')
			rc = buf_adds(&q->out, escaped);
		else if (p[i] == '\\' && q->fish)
			rc = buf_adds(&q->out, "\\\\");
		else if (p[i])
			rc = buf_addc(&q->out, p[i]);
	}
	return rc;
}

static int add_key(struct quoted *q, const struct task *t) {
	bool keyed = !strcmp(q->kind, "keyed");
	int rc = buf_adds(&q->out, keyed ? "['" : "'");

	for (size_t i = 0; i < t->argc && !rc; i++) {
		if (i)
			rc = buf_addc(&q->out, ' ');
		if (!rc)
			rc = add_bytes(q, t->argv[i], t->lens[i]);
	}
	return rc ? rc : buf_adds(&q->out, keyed ? "']=" : "' ");
}

/* The end of the open word. */
static int end(struct quoted *q) {
	int rc = q->open ? buf_addc(&q->out, '\'') : 0;

	q->open = false;
	return rc;
}

static int begin(struct quoted *q, const struct task *t) {
	int rc = end(q);

	while (!rc && !q->keys && q->next < task_place(t)) {
		rc = buf_adds(&q->out, q->any ? " ''" : "''");
		q->any = true;
		q->next++;
	}
	if (!rc && q->any)
		rc = buf_addc(&q->out, ' ');
	if (!rc && q->keys)
		rc = add_key(q, t);
	if (!rc)
		rc = buf_addc(&q->out, '\'');
	q->any = q->open = true;
	q->newline = q->line_started = false;
	q->current = task_place(t);
	q->next = q->current + 1;
	return rc;
}

/* A piece of output, with the tag at the beginning of each line. */
static int add(struct quoted *q, const struct task *t, const char *p, size_t n) {
	int rc = 0;

	while (n && !rc) {
		const char *nl = memchr(p, '\n', n);
		size_t line = nl ? (size_t)(nl - p) : n;

		if (q->newline)
			rc = buf_addc(&q->out, '\n');
		q->newline = nl;
		if (!rc && !q->line_started)
			rc = add_bytes(q, t->tag.p, t->tag.len);
		if (!rc)
			rc = add_bytes(q, p, line);
		q->line_started = !nl;
		line += nl ? 1 : 0;
		p += line;
		n -= line;
	}
	return rc;
}

/* Hand on what was quoted. The tag is part of it. */
static int pass(struct quoted *q, struct task *t, struct err *err) {
	size_t tag = t->tag.len;
	int rc;

	t->tag.len = 0;
	rc = q->inner->ops->write(q->inner, t, STREAM_OUT, q->out.p, q->out.len, err);
	t->tag.len = tag;
	q->out.len = 0;
	return rc;
}

static int quoted_write(struct sink *s, struct task *t, enum stream stream, const void *p, size_t n, struct err *err) {
	struct quoted *q = (struct quoted *)s;
	int rc = 0;

	if (stream != STREAM_OUT)
		return q->inner->ops->write(q->inner, t, stream, p, n, err);
	if (!n)
		return 0;
	if (!q->open || q->current != task_place(t))
		rc = begin(q, t);
	if (!rc)
		rc = add(q, t, p, n);
	return rc ? err_sys(err, -rc, "cannot quote output") : pass(q, t, err);
}

static int quoted_done(struct sink *s, struct task *t, struct err *err) {
	struct quoted *q = (struct quoted *)s;
	int rc = 0;

	if (q->keys ? !t->result.received : task_place(t) >= q->next)
		rc = begin(q, t);
	if (!rc && q->current == task_place(t))
		rc = end(q);
	if (rc)
		return err_sys(err, -rc, "cannot quote output");
	rc = pass(q, t, err);
	return rc || !q->inner->ops->done ? rc : q->inner->ops->done(q->inner, t, err);
}

static int quoted_flush(struct sink *s, struct err *err) {
	struct sink *inner = ((struct quoted *)s)->inner;

	return inner->ops->flush ? inner->ops->flush(inner, err) : 0;
}

static int quoted_finish(struct sink *s, struct err *err) {
	struct sink *inner = ((struct quoted *)s)->inner;

	return inner->ops->finish ? inner->ops->finish(inner, err) : 0;
}

static void quoted_free(struct sink *s) {
	struct quoted *q = (struct quoted *)s;

	q->inner->ops->free(q->inner);
	buf_release(&q->out);
	free(q);
}

static const struct sink_ops quoted_ops = { quoted_write, quoted_done, quoted_flush, quoted_finish, quoted_free };

struct sink *sink_quoted_new(struct sink *inner, const char *kind) {
	struct quoted *q = xcalloc(1, sizeof(*q));

	*q = (struct quoted){ .sink = { &quoted_ops }, .inner = inner, .kind = kind, .fish = !strcmp(kind, "fish"),
			      .keys = !strcmp(kind, "keyed") || !strcmp(kind, "pairs") };
	return &q->sink;
}
