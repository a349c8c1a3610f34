/* SPDX-License-Identifier: MIT */
/*
 * Records are added to a task while they fit. The length is kept by template_size, which never says too little; where
 * it may say too much, a line that seems too long is rendered to be sure. With -X and -m what would be the last line
 * is divided over the slots: the surplus is taken out of the task again and kept in `rest` for the next ones.
 */
#include "input/group.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"

/* Records taken back from a task. */
struct rest {
	struct buf bytes;
	size_t *lens;         /* of the values */
	size_t *sizes;        /* values of each record */
	size_t values, value; /* how many, next */
	size_t records, record, byte;
	size_t each;          /* records for each job */
};

struct group {
	struct source base;
	const struct options *o;
	struct values *values;
	const struct template *t;
	size_t limit;
	size_t max;              /* records in a job; 0 = any number */
	bool spread;
	uint64_t seq;            /* of the next task, from 1 */
	bool ended;

	bool pending;            /* row was read and did not fit */
	const struct value *row; /* the record at hand */
	size_t n;
	struct value joined;     /* -L: it, made of several lines */
	struct buf line;

	size_t *sizes;           /* spread: values of each record of the task at hand */
	size_t sizes_cap;
	struct rest rest;
	struct buf scratch;
};

static int no_memory(struct err *err) {
	return err_sys(err, ENOMEM, "cannot gather the arguments of a job");
}

static bool ends_blank(const char *p, size_t len) {
	return len && (p[len - 1] == ' ' || p[len - 1] == '\t');
}

/* -L: a line that ends in a blank goes on in the next one. The record at hand becomes the joined line. */
static int join_lines(struct group *g, const struct gate *stop, struct err *err) {
	if (buf_add(&g->line, g->row->p, g->row->len))
		return no_memory(err);
	while (ends_blank(g->line.p, g->line.len)) {
		int rc = values_next(g->values, &g->row, &g->n, stop, err);

		if (rc < 0)
			return rc;
		if (rc == 0)
			break;
		if (buf_add(&g->line, g->row->p, g->row->len))
			return no_memory(err);
	}
	g->joined = (struct value){ g->line.p, g->line.len };
	g->row = &g->joined;
	g->n = 1;
	g->line.len = 0;
	return 1;
}

/* The next record into row. 1, 0 or -errno. */
static int next_row(struct group *g, const struct gate *stop, struct err *err) {
	int rc;

	if (g->pending) {
		g->pending = false;
		return 1;
	}
	rc = values_next(g->values, &g->row, &g->n, stop, err);
	if (rc == 1 && g->o->many == MANY_LINES && g->n == 1 && ends_blank(g->row->p, g->row->len))
		return join_lines(g, stop, err);
	return rc;
}

static int add_row(struct group *g, struct task *t) {
	for (size_t i = 0; i < g->n; i++)
		if (task_add(t, g->row[i].p, g->row[i].len))
			return -ENOMEM;
	t->records++;
	return 0;
}

static void take_out(struct group *g, struct task *t) {
	for (size_t i = 0; i < g->n; i++)
		t->store.len -= g->row[i].len + 1;
	t->argc -= g->n;
	t->records--;
}

/* The length of the command line as it is. 0 or -ENOMEM. */
static int measure(struct group *g, struct task *t, size_t *ret) {
	uint64_t seq = t->seq;
	int rc = task_seal(t);

	g->scratch.len = 0;
	t->seq = g->seq - 1;
	if (!rc)
		rc = template_render(g->t, t, g->o->slots, &g->scratch);
	t->seq = seq;
	*ret = g->scratch.len;
	return rc;
}

static int too_long(const struct group *g, size_t len, struct err *err) {
	const struct value none = { "", 0 }, *v = g->n ? g->row : &none;

	return err_set(err, E2BIG, "command line too long (%zu bytes, at most %zu are allowed) at input %" PRIu64 ": %.*s", len,
		g->limit, g->seq, (int)(v->len < 100 ? v->len : 100), v->p);
}

static int note_size(struct group *g, size_t record) {
	if (record >= g->sizes_cap) {
		size_t cap = g->sizes_cap ? g->sizes_cap * 2 : 64;
		size_t *sizes = sys_realloc(g->sizes, cap * sizeof(*sizes));

		if (!sizes)
			return -ENOMEM;
		g->sizes = sizes;
		g->sizes_cap = cap;
	}
	g->sizes[record] = g->n;
	return 0;
}

/* The length of the line being filled: an estimate, less what the last measuring showed it to say too much. */
struct length {
	struct template_size size;
	size_t excess;
};

/* Add the record at hand. 1 added, 0 it does not fit, or -errno. */
static int try_row(struct group *g, struct task *t, struct length *l, struct err *err) {
	struct template_size before = l->size;
	size_t len;

	if (g->spread && note_size(g, t->records))
		return no_memory(err);
	for (size_t i = 0; i < g->n; i++)
		template_size_add(g->t, &l->size, g->row[i].p, g->row[i].len);
	len = template_size(g->t, &l->size) - l->excess;
	if (len <= g->limit)
		return add_row(g, t) ? no_memory(err) : 1;
	if (!template_size_exact(g->t)) {
		if (add_row(g, t) || measure(g, t, &len))
			return no_memory(err);
		l->excess = template_size_excess(g->t, &l->size, len);
		if (len <= g->limit)
			return 1;
		take_out(g, t);
	}
	l->size = before;
	return t->records ? 0 : too_long(g, len, err);
}

/* Fill t to the limit. 1 something is in it, 0 nothing came, or -errno. */
static int fill(struct group *g, struct task *t, const struct gate *stop, struct err *err) {
	struct length l = {0};

	template_size_begin(&l.size, g->seq, g->o->slots);
	while (!g->ended && (!g->max || t->records < g->max)) {
		int rc = next_row(g, stop, err);

		if (rc < 0)
			return rc;
		if (rc == 0) {
			g->ended = true;
			break;
		}
		rc = try_row(g, t, &l, err);
		if (rc < 0)
			return rc;
		if (rc == 0) {
			g->pending = true;
			break;
		}
	}
	if (g->spread && !g->ended && !g->pending) { /* full by number: was that all? */
		int rc = next_row(g, stop, err);

		if (rc < 0)
			return rc;
		g->ended = !rc;
		g->pending = rc;
	}
	return t->records > 0;
}

/* The input has ended in t: leave it its share and keep the rest. */
static int share(struct group *g, struct task *t) {
	struct rest *r = &g->rest;
	size_t keep = 0, bytes = 0;

	r->each = (t->records + g->o->slots - 1) / g->o->slots;
	if (r->each >= t->records)
		return 0;
	for (size_t i = 0; i < r->each; i++)
		keep += g->sizes[i];
	for (size_t i = 0; i < keep; i++)
		bytes += t->lens[i] + 1;
	r->values = t->argc - keep;
	r->records = t->records - r->each;
	r->lens = sys_malloc((r->values ? r->values : 1) * sizeof(*r->lens));
	if (!r->lens || buf_add(&r->bytes, t->store.p + bytes, t->store.len - bytes))
		return -ENOMEM;
	if (r->values)
		memcpy(r->lens, t->lens + keep, r->values * sizeof(*r->lens));
	r->sizes = g->sizes + r->each;
	t->argc = keep;
	t->store.len = bytes;
	t->records = r->each;
	return 0;
}

static int from_rest(struct group *g, struct task *t) {
	struct rest *r = &g->rest;

	for (; t->records < r->each && r->record < r->records; t->records++)
		for (size_t i = r->sizes[r->record++]; i; i--) {
			size_t len = r->lens[r->value++];

			if (task_add(t, r->bytes.p + r->byte, len))
				return -ENOMEM;
			r->byte += len + 1;
		}
	return 0;
}

bool group_blanks(const struct options *o) {
	return o->max_args == 0 && (o->many == MANY_N || o->many == MANY_NREPLACE);
}

static int seal(struct group *g, struct task *t, struct err *err) {
	if (task_seal(t))
		return no_memory(err);
	g->seq++;
	return 1;
}

/* A record a job. Only -s makes a limit here: what the system refuses, the executor reports. */
static int next_one(struct group *g, struct task *t, const struct gate *stop, struct err *err) {
	int rc = next_row(g, stop, err);

	if (rc <= 0)
		return rc;
	if (add_row(g, t))
		return no_memory(err);
	if (g->o->max_chars) {
		size_t len;

		if (measure(g, t, &len))
			return no_memory(err);
		if (len > g->limit)
			return too_long(g, len, err);
	}
	return seal(g, t, err);
}

static int group_next(struct source *s, struct task *t, const struct gate *stop, struct err *err) {
	struct group *g = (struct group *)s;
	int rc;

	if (g->o->many == MANY_NO)
		return next_one(g, t, stop, err);
	if (group_blanks(g->o)) {
		rc = next_row(g, stop, err);
		for (size_t i = 0; i < g->n && rc > 0; i++)
			if (task_add(t, "", 0))
				return no_memory(err);
		t->records = rc > 0;
		return rc <= 0 ? rc : seal(g, t, err);
	}
	if (g->rest.record < g->rest.records)
		return from_rest(g, t) ? no_memory(err) : seal(g, t, err);
	rc = fill(g, t, stop, err);
	if (rc <= 0)
		return rc;
	if (g->ended && g->spread && share(g, t))
		return no_memory(err);
	return seal(g, t, err);
}

/* Several records make a job: only when all input is there, nothing is waited for. */
static bool group_ready(struct source *s) {
	struct group *g = (struct group *)s;

	return g->o->many == MANY_NO ? values_ready(g->values) : values_loaded(g->values);
}

static bool group_at_end(struct source *s) {
	struct group *g = (struct group *)s;

	return g->o->many == MANY_NO && values_at_end(g->values);
}

static void forget_rest(struct group *g) {
	buf_release(&g->rest.bytes);
	free(g->rest.lens);
	g->rest = (struct rest){0};
}

static void group_free(struct source *s) {
	struct group *g = (struct group *)s;

	if (!g)
		return;
	forget_rest(g);
	free(g->sizes);
	buf_release(&g->line);
	buf_release(&g->scratch);
	free(g);
}

static const struct source_ops ops = { .next = group_next, .ready = group_ready, .at_end = group_at_end, .free = group_free };

/* Go through all of it once, with the values in memory, and begin again. */
static int count_tasks(struct group *g, struct err *err) {
	struct task *t = task_new();
	uint64_t n = 0;
	int rc;

	if (!t)
		return no_memory(err);
	while ((rc = group_next(&g->base, t, NULL, err)) == 1) {
		n++;
		task_reset(t, NULL);
	}
	task_free(t, NULL);
	values_rewind(g->values);
	forget_rest(g);
	g->ended = g->pending = false;
	g->seq = 1;
	if (rc < 0 && rc != -E2BIG) /* that one is met again, after the tasks before it have run */
		return rc;
	if (rc == -E2BIG && err)
		*err = (struct err){0};
	g->base.total = n;
	return 0;
}

static void set_limits(struct group *g, size_t line_max) {
	const struct options *o = g->o;

	g->limit = line_max;
	if (o->max_chars && o->max_chars - 1 < g->limit)
		g->limit = (size_t)o->max_chars - 1;
	g->max = o->max_args;
	g->spread = (o->many == MANY_X || o->many == MANY_M) && o->slots > 0;
}

int group_new(struct source **ret, const struct options *o, struct values *values, const struct template *command,
	size_t line_max, bool count, struct err *err) {
	struct group *g = sys_malloc(sizeof(*g));
	int rc = 0;

	if (!g)
		return no_memory(err);
	*g = (struct group){ .base = { &ops, UINT64_MAX }, .o = o, .values = values, .t = command, .seq = 1 };
	set_limits(g, line_max);
	if (count)
		rc = values_load(values, err);
	if (!rc && (o->many == MANY_NO || group_blanks(o)))
		g->base.total = values_total(values);
	else if (!rc && count)
		rc = count_tasks(g, err);
	if (rc) {
		group_free(&g->base);
		return rc;
	}
	*ret = &g->base;
	return 0;
}
