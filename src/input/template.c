/* SPDX-License-Identifier: MIT */
/*
 * Rendering is one pass over the ops. Plain templates paste quoted values straight into the output; with -q the
 * pieces of a word are gathered raw and quoted together when the word, or one value's share of it, ends.
 */
#include "config.h"

#include "input/template.h"

#include <errno.h>
#include <string.h>

#include "input/evaluate.h"

#include "input/quote.h"
#include "input/template_ops.h"

struct render {
	const struct template *t;
	const struct task *task;
	unsigned slot;
	struct buf *out; /* where pieces go: the caller's, or raw with -q */
	struct buf raw;
	struct buf plus; /* what a substitution made */
	struct buf perl; /* what the expressions made: an array of struct eval */
	struct buf first; /* for each expression: its first one there */
};

static size_t no_extension(const char *v, size_t len) {
	const char *dot = memrchr(v, '.', len);

	if (!dot || memchr(dot, '/', len - (size_t)(dot - v)))
		return len;
	return (size_t)(dot - v);
}

static size_t directory(const char *v, size_t len, const char **ret) {
	size_t n = len;

	while (n && v[n - 1] == '/')
		n--;
	while (n && v[n - 1] != '/')
		n--;
	while (n && v[n - 1] == '/')
		n--;
	*ret = n ? v : len && v[0] == '/' ? "/" : ".";
	return n ? n : 1;
}

size_t template_form(enum form form, const char *v, size_t len, const char **ret) {
	const char *slash;

	*ret = v;
	switch (form) {
	case FORM_NOEXT:
		return len ? no_extension(v, len) : 0;
	case FORM_DIR:
		return directory(v, len, ret);
	case FORM_BASE:
	case FORM_BASENOEXT:
		slash = len ? memrchr(v, '/', len) : NULL;
		if (slash) {
			*ret = slash + 1;
			len -= (size_t)(slash + 1 - v);
		}
		return form == FORM_BASE || !len ? len : no_extension(*ret, len);
	default:
		break;
	}
	return len;
}

static int put_plain(struct render *r, const char *v, size_t len) {
	if (r->t->bare || r->t->by_word)
		return buf_add(r->out, v, len);
	if (r->t->quoting == QUOTING_SH)
		return quote_add(r->out, v, len);
	return quoting_add(r->t->quoting, r->out, v, len);
}

/* Result n of an expression: for OP_ALL there is one for each value. */
static int put_perl(struct render *r, const struct op *op, size_t n) {
	const struct eval *e = (const struct eval *)r->perl.p + ((const size_t *)r->first.p)[op->special] + n;

	return e->bare ? buf_add(r->out, e->p, e->len) : put_plain(r, e->p, e->len);
}

static int put_plus(struct render *r, const struct op *op, const char *v, size_t len) {
	r->plus.len = 0;
	if (plus_apply(r->t->plus[op->special], v, len, &r->plus))
		return -ENOMEM;
	return put_plain(r, r->plus.p ? r->plus.p : "", r->plus.len);
}

/* Value i as the op wants it. */
static int put_value(struct render *r, const struct op *op, size_t i) {
	const char *v = r->task->argv[i];
	size_t len = r->task->lens[i];

	if (op->form == FORM_PLUS)
		return put_plus(r, op, v, len);
	if (op->form == FORM_PERL)
		return put_perl(r, op, op->kind == OP_ALL ? i : 0);
	if (op->form != FORM_WHOLE)
		len = template_form(op->form, v, len, &v);
	return put_plain(r, v, len);
}

/* With at least `width` digits. */
static int put_number(struct buf *out, uint64_t n, unsigned width) {
	char digits[32];
	size_t i = sizeof(digits);

	do
		digits[--i] = (char)('0' + n % 10);
	while (n /= 10);
	while (sizeof(digits) - i < width && i)
		digits[--i] = '0';
	return buf_add(out, digits + i, sizeof(digits) - i);
}

/*
 * Index of the value that the op names; argc = there is none. Counted from the end one that misses by one is the last, as in
 * an index of -1.
 */
static size_t position(const struct task *task, const struct op *op) {
	long argc = (long)task->argc, i = op->pos - 1;

	if (op->pos < 0) {
		i = argc + op->pos;
		if (i < 0)
			i += argc;
	}
	return op->pos == 0 || i < 0 || i >= argc ? task->argc : (size_t)i;
}

/* Without any value an expression still has something to say. */
static int put_position(struct render *r, const struct op *op) {
	size_t i = position(r->task, op);

	if (i < r->task->argc)
		return put_value(r, op, i);
	return op->form == FORM_PERL && op->pos == 1 ? put_perl(r, op, 0) : 0;
}

/* What was gathered since the last blank becomes one quoted word. */
static int end_word(struct render *r, struct buf *out) {
	int rc = quoting_add(r->t->quoting, out, r->raw.p ? r->raw.p : "", r->raw.len);

	r->raw.len = 0;
	return rc;
}

/* A blank between values. */
static int put_blank(struct render *r, struct buf *out) {
	if (r->t->by_word && end_word(r, out))
		return -ENOMEM;
	return buf_addc(out, ' ');
}

static int put_all(struct render *r, const struct op *op, struct buf *out) {
	for (size_t i = 0; i < r->task->argc; i++)
		if ((i && put_blank(r, out)) || put_value(r, op, i))
			return -ENOMEM;
	return !r->task->argc && op->form == FORM_PERL ? put_perl(r, op, 0) : 0;
}

/* Numbers and texts that belong to the job. They stand where the first value does, so {3#} is that of value 31, if any. */
static int put_job(struct render *r, const struct op *op) {
	static const struct template_facts unknown = { UINT64_MAX, 1 };
	const struct template_facts *f = r->t->facts ? r->t->facts : &unknown;
	uint64_t total = f->total == UINT64_MAX ? task_number(r->task) : f->total;

	if (op->pos != 1 && position(r->task, op) == r->task->argc)
		return 0;
	switch (op->kind) {
	case OP_SEQ: return put_number(r->out, task_number(r->task), 0);
	case OP_SLOT: return put_number(r->out, r->slot, 0);
	case OP_TOTAL: return put_number(r->out, total, 0);
	case OP_SEQ0: return put_number(r->out, task_number(r->task), template_width(total));
	case OP_SLOT0: return put_number(r->out, r->slot, template_width(f->slots));
	default: return buf_add(r->out, r->t->text.p + op->off, op->len);
	}
}

static int put_op(struct render *r, const struct op *op, struct buf *out) {
	switch (op->kind) {
	case OP_TEXT:
		return buf_add(r->out, r->t->text.p + op->off, op->len);
	case OP_ALL:
		return put_all(r, op, out);
	case OP_POS:
		return put_position(r, op);
	case OP_GROUP:
	case OP_WORD:
		return 0;
	default:
		return put_job(r, op);
	}
}

/* A repeated word; without any value it is rendered once, with nothing for them. */
static int put_group(struct render *r, const struct op *group, struct buf *out) {
	size_t argc = r->task->argc;

	for (size_t i = 0; i < (argc ? argc : 1); i++) {
		if (i && put_blank(r, out))
			return -ENOMEM;
		for (size_t k = 1; k <= group->len; k++) {
			const struct op *op = group + k;
			int rc;

			if (op->kind == OP_ALL && argc)
				rc = put_value(r, op, i);
			else
				rc = put_op(r, op, out);
			if (rc)
				return rc;
		}
	}
	return 0;
}

static int put_everything(struct render *r, struct buf *out) {
	const struct template *t = r->t;
	bool asked = false; /* this word has a string in it */
	int rc = 0;

	r->out = t->by_word ? &r->raw : out;
	for (size_t i = 0; i < t->count && !rc; i++) {
		const struct op *op = &t->ops[i];

		if (op->kind == OP_GROUP) {
			rc = put_group(r, op, out);
			i += op->len;
			asked = true;
		} else if (op->kind != OP_WORD) {
			asked = asked || op->kind != OP_TEXT;
			rc = put_op(r, op, out);
		} else if (asked && !r->raw.len && t->no_values) {
			out->len -= i + 1 == t->count && out->len;
			asked = false;
		} else {
			rc = end_word(r, out);
			if (!rc && i + 1 < t->count)
				rc = buf_addc(out, ' ');
			asked = false;
		}
	}
	return rc;
}

/* How many times the op's expression is evaluated, and for which value first. */
static size_t evaluations(const struct task *task, const struct op *op, size_t *from) {
	*from = op->kind == OP_ALL ? 0 : position(task, op);
	if (op->kind == OP_ALL && task->argc)
		return task->argc;
	return *from < task->argc || !task->argc;
}

int template_ask(const struct template *t, const struct task *task, unsigned slot, struct evals *evals) {
	uint64_t total = t->facts ? t->facts->total : UINT64_MAX;
	int rc = 0;

	if (!t->perl_count)
		return 0;
	rc = evals_job(evals, task_number(task), slot, total, task->argv, task->lens, task->argc);
	for (size_t k = 0; k < t->count && !rc; k++) {
		const struct op *op = &t->ops[k];
		size_t from, n;

		if (op->form != FORM_PERL)
			continue;
		n = evaluations(task, op, &from);
		if (n && !task->argc)
			rc = evals_call_text(evals, t->perl[op->special], "", 0);
		for (size_t i = 0; i < n && task->argc && !rc; i++)
			rc = evals_call(evals, t->perl[op->special], from + i);
	}
	return rc;
}

/* The results that belong to this template and task. */
static int take_answers(struct render *r, struct evals *evals, bool *skip) {
	const struct template *t = r->t;
	size_t n = 0;

	if (buf_reserve(&r->first, t->perl_count * sizeof(size_t)))
		return -ENOMEM;
	for (size_t k = 0; k < t->count; k++) {
		const struct op *op = &t->ops[k];
		size_t from, count;

		if (op->form != FORM_PERL)
			continue;
		((size_t *)r->first.p)[op->special] = n;
		for (count = evaluations(r->task, op, &from); count; count--, n++) {
			struct eval e;

			if (!evals_next(evals, &e))
				return -EPROTO;
			if (buf_add(&r->perl, &e, sizeof(e)))
				return -ENOMEM;
		}
	}
	if (evals_end_job(evals) && skip)
		*skip = true;
	return 0;
}

static int compare_values(const struct task *t, size_t a, size_t b) {
	size_t n = t->lens[a] < t->lens[b] ? t->lens[a] : t->lens[b];
	int c = memcmp(t->argv[a], t->argv[b], n);

	return c ? c : (t->lens[a] > t->lens[b]) - (t->lens[a] < t->lens[b]);
}

/* {uniq}: an empty value counts as seen before. {choose_k}: values must rise. */
static bool unwanted(const struct template *t, const struct task *task) {
	for (size_t i = 1; t->choose && i < task->argc; i++)
		if (compare_values(task, i - 1, i) >= 0)
			return true;
	for (size_t i = 0; t->uniq && i < task->argc; i++) {
		if (!task->lens[i])
			return true;
		for (size_t k = 0; k < i; k++)
			if (!compare_values(task, i, k))
				return true;
	}
	return false;
}

int template_answer(const struct template *t, const struct task *task, unsigned slot, struct evals *evals, struct buf *out, bool *skip) {
	struct render r = { .t = t, .task = task, .slot = slot };
	int rc = t->perl_count ? take_answers(&r, evals, skip) : 0;

	if (!rc)
		rc = put_everything(&r, out);
	if (skip && (t->uniq || t->choose) && unwanted(t, task))
		*skip = true;
	buf_release(&r.raw);
	buf_release(&r.plus);
	buf_release(&r.perl);
	buf_release(&r.first);
	return rc;
}

int template_render(const struct template *t, const struct task *task, unsigned slot, struct buf *out) {
	struct evals evals = {0};
	int rc;

	if (!t->perl_count)
		return template_answer(t, task, slot, &evals, out, NULL);
	rc = template_ask(t, task, slot, &evals);
	if (!rc)
		rc = evals_run(&evals, t->evaluator);
	if (!rc)
		rc = template_answer(t, task, slot, &evals, out, NULL);
	evals_release(&evals);
	return rc;
}

bool template_asks(const struct template *t) {
	return t->perl_count > 0;
}

struct evaluator *template_evaluator(const struct template *t) {
	return t->evaluator;
}

bool template_wants_total(const struct template *t) {
	return t->wants_total;
}
