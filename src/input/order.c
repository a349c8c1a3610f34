/* SPDX-License-Identifier: MIT */
/*
 * A source round another one that knows its jobs by number. Each job is made once to see what it should cost, and again when its turn has come:
 * kept are its number and its cost. With -k a job may have to come out of turn: when the output is held back for it and fills the budgets.
 */
#include "config.h"

#include "input/order.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/sys.h"
#include "input/evaluate.h"
#include "input/group.h"

#define LEAST 0.0005 /* a job log knows milliseconds */

struct job {
	double cost; /* negative = not known */
	uint64_t place;
};

struct sorted {
	struct source base;
	struct source *group;
	struct order_spec spec;
	struct job *jobs;  /* in the order in which they run */
	double *sums;
	uint64_t at, known;
	unsigned char *given; /* a bit for each place: came out of turn; NULL = none did */
	struct task *task;
	struct buf text;
};

static int no_memory(struct err *err) {
	return err_sys(err, ENOMEM, "cannot put the jobs in order");
}

/* Place `place` of the input into t. */
static int make(struct sorted *o, uint64_t place, struct task *t, struct err *err) {
	int rc;

	t->input = place + 1; /* so that {#} is right when the line is measured */
	rc = group_at(o->group, place, t, err);
	if (o->spec.options->dry_run || o->spec.options->shellquote) {
		t->input = 0;
		t->number = place + 1;
	}
	return rc;
}

/* A template as text, for a job that has not run. 0 or -errno. */
static int render(struct sorted *o, const struct template *template, struct err *err) {
	int rc;

	o->text.len = 0;
	rc = template_render(template, o->task, 1, &o->text);
	if (!rc)
		rc = buf_terminate(&o->text);
	if (rc == -ENOMEM)
		return no_memory(err);
	if (rc)
		evaluator_error(template_evaluator(template), err);
	return rc && err->code ? -err->code : rc;
}

/* --cost size: of the files that the values name. */
static double size_of(const struct task *t) {
	double sum = 0;
	bool any = false;
	struct stat st;

	for (size_t i = 0; i < t->argc; i++)
		if (!stat(t->argv[i], &st) && S_ISREG(st.st_mode)) {
			sum += (double)st.st_size;
			any = true;
		}
	return any ? sum : -1;
}

/* An empty text: not known. 0 or -EINVAL. */
static int number_of(const char *text, uint64_t place, double *ret, struct err *err) {
	size_t digits = strspn(text, "0123456789."), blanks = strspn(text + digits, " \t");
	char *end;

	*ret = -1;
	if (!*text)
		return 0;
	*ret = strtod(text, &end);
	if (digits && end == text + digits && !text[digits + blanks] && isfinite(*ret))
		return 0;
	return err_set(err, EINVAL, "--cost: '%.100s' is what job %llu should cost, and no number from 0 on", text, (unsigned long long)place + 1);
}

static int cost_of(struct sorted *o, uint64_t place, double *ret, struct err *err) {
	const struct options *opt = o->spec.options;
	int rc = 0;

	if (o->spec.cost) {
		rc = render(o, o->spec.cost, err);
		if (!rc)
			rc = number_of(o->text.p, place, ret, err);
	} else if (opt->cost) {
		*ret = size_of(o->task);
	} else {
		rc = render(o, o->spec.command, err);
		if (!rc)
			*ret = o->spec.known(o->spec.arg, o->text.p, o->text.len);
	}
	return rc;
}

/* What all jobs should cost, as far as is known. */
static int ask(struct sorted *o, struct err *err) {
	for (uint64_t i = 0; i < o->base.total; i++) {
		struct job *j = &o->jobs[i];
		int rc;

		task_reset(o->task, NULL);
		rc = make(o, i, o->task, err);
		if (rc < 0)
			return rc;
		j->place = i;
		rc = cost_of(o, i, &j->cost, err);
		if (rc)
			return rc;
		o->known += j->cost >= 0;
		j->cost = j->cost >= 0 && j->cost < LEAST ? LEAST : j->cost;
	}
	return 0;
}

/* The dearest first; what is equal stays as it is. */
static int dearest(const void *a, const void *b) {
	const struct job *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost > y->cost ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

static int by_place(const void *a, const void *b) {
	const struct job *x = a, *y = b;

	return (x->place > y->place) - (x->place < y->place);
}

/* The unknown are at the end after the first sort: the median is in the middle of what is before them. */
static void arrange(struct sorted *o) {
	size_t n = (size_t)o->base.total, known = (size_t)o->known;
	double median;

	if (!n)
		return;
	qsort(o->jobs, n, sizeof(*o->jobs), dearest);
	median = known ? (o->jobs[known / 2].cost + o->jobs[(known - 1) / 2].cost) / 2 : 0;
	for (size_t i = known; i < n; i++)
		o->jobs[i].cost = median;
	if (known < n || !o->spec.options->longest)
		qsort(o->jobs, n, sizeof(*o->jobs), o->spec.options->longest ? dearest : by_place);
	for (size_t i = 0; i < n; i++)
		o->sums[i + 1] = o->sums[i] + o->jobs[i].cost;
}

static bool is_given(const struct sorted *o, uint64_t place) {
	return o->given && o->given[place / 8] & 1u << place % 8;
}

/* The job that the output waits for, when it has not been given yet. */
static bool out_of_turn(struct sorted *o, uint64_t *place) {
	if (!o->spec.hole || !o->spec.hole(o->spec.arg, place) || *place >= o->base.total || is_given(o, *place))
		return false;
	if (!o->given) {
		size_t n = (size_t)(o->base.total / 8 + 1);

		o->given = sys_malloc(n);
		if (!o->given)
			return false; /* then it comes when its turn has come */
		memset(o->given, 0, n);
		for (uint64_t i = 0; i < o->at; i++)
			o->given[o->jobs[i].place / 8] |= (unsigned char)(1u << o->jobs[i].place % 8);
	}
	return !is_given(o, *place);
}

static void pass_given(struct sorted *o) {
	while (o->at < o->base.total && is_given(o, o->jobs[o->at].place))
		o->at++;
}

static int order_next(struct source *source, struct task *t, const struct gate *stop, struct err *err) {
	struct sorted *o = (struct sorted *)source;
	uint64_t place;

	(void)stop; /* all is in memory */
	t->cost = 0;
	if (!out_of_turn(o, &place)) {
		pass_given(o);
		if (o->at >= o->base.total)
			return 0;
		t->cost = o->jobs[o->at].cost;
		place = o->jobs[o->at++].place;
	}
	if (o->given)
		o->given[place / 8] |= (unsigned char)(1u << place % 8);
	return make(o, place, t, err);
}

static bool order_ready(struct source *source) {
	(void)source;
	return true;
}

static bool order_at_end(struct source *source) {
	struct sorted *o = (struct sorted *)source;

	pass_given(o);
	return o->at >= o->base.total;
}

static void order_free(struct source *source) {
	struct sorted *o = (struct sorted *)source;

	if (!o)
		return;
	o->group->ops->free(o->group);
	task_free(o->task, NULL);
	buf_release(&o->text);
	free(o->given);
	free(o->sums);
	free(o->jobs);
	free(o);
}

static const struct source_ops ops = { .next = order_next, .ready = order_ready, .at_end = order_at_end, .free = order_free };

/* Room for n + 1 things, or NULL. */
static void *room_for(uint64_t n, size_t each) {
	void *p = n < SIZE_MAX / each - 1 ? sys_malloc(((size_t)n + 1) * each) : NULL;

	if (p)
		memset(p, 0, each);
	return p;
}

static int fill(struct sorted *o, struct err *err) {
	int rc;

	if (o->base.total == UINT64_MAX)
		return err_set(err, EOVERFLOW, "%s: there are more jobs than can be counted", o->spec.options->longest ? "--order" : "--cost");
	o->jobs = room_for(o->base.total, sizeof(*o->jobs));
	o->sums = room_for(o->base.total, sizeof(*o->sums));
	o->task = task_new();
	if (!o->jobs || !o->sums || !o->task)
		return no_memory(err);
	rc = ask(o, err);
	if (!rc)
		arrange(o);
	return rc;
}

int order_new(struct source **ret, struct source *group, const struct order_spec *spec, struct err *err) {
	struct sorted *o = sys_malloc(sizeof(*o));
	int rc;

	if (!o) {
		group->ops->free(group);
		return no_memory(err);
	}
	*o = (struct sorted){ .base = { &ops, group->total }, .group = group, .spec = *spec };
	rc = fill(o, err);
	if (rc) {
		order_free(&o->base);
		return rc;
	}
	*ret = &o->base;
	return 0;
}

uint64_t order_known(const struct source *s) {
	return s && s->ops == &ops ? ((const struct sorted *)s)->known : 0;
}

const double *order_sums(const struct source *s) {
	return order_known(s) ? ((const struct sorted *)s)->sums : NULL;
}
