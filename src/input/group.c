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
#include "input/ahead.h"
#include "input/hostgroups.h"

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
	size_t groups_before;    /* length of the task's groups without those of this record */
	struct ahead *ahead;     /* where rows come from when the length of a line depends on expressions; else NULL */
	const size_t *asked;     /* ... and the lengths for this row */
	uint64_t *starts;        /* numbered: the first record of each job and the end of the last one; NULL = a record each */
	size_t starts_cap;

	size_t *sizes;           /* spread: values of each record of the task at hand */
	size_t sizes_cap;
	struct rest rest;
	struct buf scratch;
};

static int no_memory(struct err *err) {
	return err_sys(err, ENOMEM, "cannot gather the arguments of a job");
}

/* --hostgroups: the record at hand can only run where one of its groups is. 1 or -EINVAL. */
static int check_groups(struct group *g, struct err *err) {
	struct value groups = values_groups(g->values);

	if (!groups.len || hostgroups_known(g->o, groups.p, groups.len))
		return 1;
	return err_set(err, EINVAL, "--hostgroups: no host is in the group '%.*s' that '%.*s' asks for",
		       (int)(groups.len < 100 ? groups.len : 100),
		groups.p, (int)(g->n && g->row->len < 100 ? g->row->len : 0), g->n ? g->row->p : "");
}

/* The next record into row. 1, 0 or -errno. */
static int next_row(struct group *g, const struct gate *stop, struct err *err) {
	int rc;

	if (g->pending) {
		g->pending = false;
		return 1;
	}
	if (g->ahead)
		rc = ahead_next(g->ahead, g->seq, &g->row, &g->n, &g->asked, stop, err);
	else
		rc = values_next(g->values, &g->row, &g->n, stop, err);
	return rc == 1 ? check_groups(g, err) : rc;
}

/* The first record of a task that asks for groups asks for all of it. */
static int add_groups(struct group *g, struct task *t) {
	struct value groups = g->o->hostgroups ? values_groups(g->values) : (struct value){0};

	g->groups_before = t->groups.len;
	return t->groups.len || !groups.len ? 0 : buf_add(&t->groups, groups.p, groups.len);
}

static int add_row(struct group *g, struct task *t) {
	if (add_groups(g, t))
		return -ENOMEM;
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
	t->groups.len = g->groups_before;
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

/* measure failed. */
static int unmeasured(const struct group *g, int rc, struct err *err) {
	if (rc == -ENOMEM || rc == -ECANCELED)
		return rc == -ENOMEM ? no_memory(err) : rc;
	evaluator_error(template_evaluator(g->t), err);
	return err && err->code ? -err->code : rc;
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
		template_size_add(g->t, &l->size, g->row[i].p, g->row[i].len,
				  g->ahead ? g->asked + i * template_size_asked(g->t) : NULL);
	len = template_size(g->t, &l->size) - l->excess;
	if (len <= g->limit)
		return add_row(g, t) ? no_memory(err) : 1;
	if (!template_size_exact(g->t)) {
		int rc = add_row(g, t);

		if (!rc)
			rc = measure(g, t, &len);
		if (rc)
			return unmeasured(g, rc, err);
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

/* Jobs are asked for by their number: all that is read is kept. */
static bool numbered(const struct options *o) {
	return o->shuf || o->longest || o->cost;
}

/* A record makes a job. */
static bool single(const struct options *o) {
	return o->many == MANY_NO || group_blanks(o);
}

static int seal(struct group *g, struct task *t, struct err *err) {
	if (task_seal(t))
		return no_memory(err);
	g->seq++;
	return 1;
}

/* Does the record at hand make a short line? Said without rendering it. */
static bool surely_fits(const struct group *g) {
	struct template_size size;

	if (template_asks(g->t) && !g->asked)
		return false;
	template_size_begin(&size, g->seq, g->o->slots);
	for (size_t i = 0; i < g->n; i++)
		template_size_add(g->t, &size, g->row[i].p, g->row[i].len, g->asked ? g->asked + i * template_size_asked(g->t) : NULL);
	return template_size(g->t, &size) <= g->limit;
}

/* One record at hand is the job. Only -s makes a limit here: what the system refuses, the executor reports. */
static int take_one(struct group *g, struct task *t, struct err *err) {
	if (add_row(g, t))
		return no_memory(err);
	if (g->o->max_chars && !surely_fits(g)) {
		size_t len;
		int rc = measure(g, t, &len);

		if (rc)
			return unmeasured(g, rc, err);
		if (len > g->limit)
			return too_long(g, len, err);
	}
	return seal(g, t, err);
}

/* -n0: the values of the record at hand are all empty. */
static int take_blank(struct group *g, struct task *t, struct err *err) {
	if (add_groups(g, t))
		return no_memory(err);
	for (size_t i = 0; i < g->n; i++)
		if (task_add(t, "", 0))
			return no_memory(err);
	t->records = 1;
	return seal(g, t, err);
}

static int group_next(struct source *s, struct task *t, const struct gate *stop, struct err *err) {
	struct group *g = (struct group *)s;
	int rc;

	if (single(g->o)) {
		rc = next_row(g, stop, err);
		if (rc <= 0)
			return rc;
		return group_blanks(g->o) ? take_blank(g, t, err) : take_one(g, t, err);
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

	if (g->ahead && (g->max || g->o->many == MANY_NO) && ahead_left(g->ahead) > g->max)
		return true;
	return g->o->many == MANY_NO ? values_ready(g->values) : values_loaded(g->values);
}

static bool group_at_end(struct source *s) {
	struct group *g = (struct group *)s;

	return g->o->many == MANY_NO && !(g->ahead && ahead_left(g->ahead)) && values_at_end(g->values);
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
	free(g->starts);
	buf_release(&g->scratch);
	ahead_free(g->ahead);
	free(g);
}

static const struct source_ops ops = { .next = group_next, .ready = group_ready, .at_end = group_at_end, .free = group_free };

static int note_start(struct group *g, size_t job, uint64_t record) {
	if (job >= g->starts_cap) {
		size_t cap = g->starts_cap ? g->starts_cap * 2 : 256;
		uint64_t *starts = sys_realloc(g->starts, cap * sizeof(*starts));

		if (!starts)
			return -ENOMEM;
		g->starts = starts;
		g->starts_cap = cap;
	}
	g->starts[job] = record;
	return 0;
}

/* Go through all of it once, with the values in memory, and begin again. `note`: where each job begins. */
static int count_tasks(struct group *g, bool note, struct err *err) {
	struct task *t = task_new();
	uint64_t n = 0, at = 0;
	int rc = 1;

	if (!t)
		return no_memory(err);
	for (;;) {
		if (note && note_start(g, (size_t)n, at)) {
			rc = no_memory(err);
			break;
		}
		rc = group_next(&g->base, t, NULL, err);
		if (rc <= 0)
			break;
		n++;
		at += t->records;
		task_reset(t, NULL);
	}
	task_free(t, NULL);
	values_rewind(g->values);
	if (g->ahead)
		ahead_rewind(g->ahead);
	forget_rest(g);
	g->ended = g->pending = false;
	g->seq = 1;
	if (rc < 0 && (note || rc != -E2BIG)) /* that one is met again, after the tasks before it have run */
		return rc;
	if (rc == -E2BIG && err)
		*err = (struct err){0};
	g->base.total = n;
	return 0;
}

int group_at(struct source *s, uint64_t i, struct task *t, struct err *err) {
	struct group *g = (struct group *)s;
	uint64_t from = g->starts ? g->starts[i] : i, to = g->starts ? g->starts[i + 1] : i + 1;

	if (t->input)
		g->seq = t->input;
	for (; from < to; from++) {
		int rc = values_at(g->values, from, &g->row, &g->n, err);

		g->asked = NULL;
		if (rc == 1)
			rc = check_groups(g, err);
		if (rc < 0)
			return rc;
		if (single(g->o))
			return group_blanks(g->o) ? take_blank(g, t, err) : take_one(g, t, err);
		if (add_row(g, t))
			return no_memory(err);
	}
	return seal(g, t, err);
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
	if (template_asks(command) && (!single(o) || o->max_chars)) {
		g->ahead = ahead_new(values, command, o->hostgroups ? 1 : AHEAD_MOST);
		if (!g->ahead)
			rc = no_memory(err);
	}
	if (!rc && (count || numbered(o)))
		rc = values_load(values, err);
	if (!rc && single(o))
		g->base.total = values_total(values);
	else if (!rc && (count || numbered(o)))
		rc = count_tasks(g, numbered(o), err);
	if (rc) {
		group_free(&g->base);
		return rc;
	}
	*ret = &g->base;
	return 0;
}
