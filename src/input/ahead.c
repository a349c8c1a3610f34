/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "input/ahead.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/evaluate.h"

#define BYTES (1u << 16) /* read ahead at most */

struct row {
	size_t first, count; /* values */
};

struct ahead {
	struct values *values;
	const struct template *t;
	size_t most;               /* rows read ahead */
	struct evals evals;
	struct evaluator *evaluator;
	struct buf bytes;          /* the values, NUL-terminated */
	struct buf list;           /* struct value, each */
	struct buf asked;          /* size_t */
	struct row rows[AHEAD_MOST];
	size_t count, next;
	int end;                   /* what values_next said when it gave nothing */
	struct err err;
};

struct ahead *ahead_new(struct values *values, const struct template *t, size_t most) {
	struct ahead *a = sys_malloc(sizeof(*a));

	if (a) {
		memset(a, 0, sizeof(*a));
		a->values = values;
		a->t = t;
		a->most = most;
		a->evaluator = template_evaluator(t);
		a->end = 1;
	}
	return a;
}

void ahead_free(struct ahead *a) {
	if (!a)
		return;
	evals_release(&a->evals);
	buf_release(&a->bytes);
	buf_release(&a->list);
	buf_release(&a->asked);
	free(a);
}

static int no_memory(struct err *err) {
	return err_sys(err, ENOMEM, "cannot gather the arguments of a job");
}

static int keep(struct ahead *a, const struct value *row, size_t n) {
	struct row *r = &a->rows[a->count];

	*r = (struct row){ a->list.len / sizeof(struct value), n };
	for (size_t i = 0; i < n; i++) {
		struct value v = { (const char *)a->bytes.len, row[i].len }; /* an offset, while the bytes may still move */

		if (buf_add(&a->list, &v, sizeof(v)) || buf_add(&a->bytes, row[i].p, row[i].len) || buf_addc(&a->bytes, '\0'))
			return -ENOMEM;
	}
	a->count++;
	return 0;
}

/* Read what is there. 1, or what values_next says when there is nothing. */
static int read_rows(struct ahead *a, const struct gate *stop, struct err *err) {
	const struct value *row;
	size_t n;

	a->count = a->next = a->bytes.len = a->list.len = 0;
	while (a->count < a->most && a->bytes.len < BYTES && (!a->count || values_ready(a->values))) {
		struct err why = {0};
		int rc = values_next(a->values, &row, &n, stop, &why);

		if (rc == 1 && keep(a, row, n))
			return no_memory(err);
		if (rc == 1)
			continue;
		if (!a->count) {
			if (rc < 0)
				*err = why;
			return rc;
		}
		a->end = rc; /* told when what came before it is used up */
		a->err = why;
		break;
	}
	for (size_t i = 0; i < a->list.len / sizeof(struct value); i++) {
		struct value *v = (struct value *)a->list.p + i;

		v->p = a->bytes.p + (size_t)v->p;
	}
	return 1;
}

static int ask_value(struct ahead *a, uint64_t seq, const struct value *row, size_t n) {
	uint64_t total = UINT64_MAX;
	int rc = evals_job(&a->evals, seq, 1, total, NULL, NULL, n);

	for (size_t i = 0; i < n && !rc; i++) {
		rc = evals_value(&a->evals, row[i].p, row[i].len);
		if (!rc)
			rc = template_size_ask(a->t, &a->evals, i);
	}
	return rc;
}

static int answer(struct ahead *a, size_t values, struct err *err) {
	size_t each = template_size_asked(a->t);
	int rc = evals_run(&a->evals, a->evaluator);

	if (rc == -ENOMEM)
		return no_memory(err);
	if (rc) {
		evaluator_error(a->evaluator, err);
		return err->code ? -err->code : rc;
	}
	a->asked.len = 0;
	return buf_reserve(&a->asked, (values * each + 1) * sizeof(size_t)) ? no_memory(err) : 0;
}

static int ask_rows(struct ahead *a, uint64_t seq, struct err *err) {
	size_t each = template_size_asked(a->t), *to;
	int rc = 0;

	evals_reset(&a->evals);
	for (size_t i = 0; i < a->count && !rc; i++)
		rc = ask_value(a, seq, (const struct value *)a->list.p + a->rows[i].first, a->rows[i].count);
	if (rc)
		return no_memory(err);
	rc = answer(a, a->list.len / sizeof(struct value), err);
	if (rc)
		return rc;
	to = (size_t *)a->asked.p;
	for (size_t i = 0; i < a->count; i++) {
		for (size_t k = 0; k < a->rows[i].count; k++, to += each)
			template_size_answer(a->t, &a->evals, to);
		(void)evals_end_job(&a->evals);
	}
	return 0;
}

int ahead_next(struct ahead *a, uint64_t seq, const struct value **ret, size_t *n, const size_t **ret_asked, const struct gate *stop,
	       struct err *err) {
	const struct row *r;

	if (a->next == a->count && a->end != 1) {
		int rc = a->end;

		a->end = rc == -ECANCELED ? 1 : rc;
		if (rc < 0)
			*err = a->err;
		return rc;
	}
	if (a->next == a->count) {
		int rc = read_rows(a, stop, err);

		if (rc == 1)
			rc = ask_rows(a, seq, err) ? -err->code : 1;
		if (rc != 1)
			a->count = a->next = 0;
		if (rc != 1)
			return rc;
	}
	r = &a->rows[a->next++];
	*ret = (const struct value *)a->list.p + r->first;
	*n = r->count;
	*ret_asked = (const size_t *)a->asked.p + r->first * template_size_asked(a->t);
	return 1;
}

size_t ahead_left(const struct ahead *a) {
	return a->count - a->next;
}

void ahead_rewind(struct ahead *a) {
	a->count = a->next = 0;
	a->end = 1;
}
