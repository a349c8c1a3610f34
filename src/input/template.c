/* SPDX-License-Identifier: MIT */
/*
 * Rendering is one pass over the ops. Plain templates paste quoted values straight into the output; with -q the
 * pieces of a word are gathered raw and quoted together when the word, or one value's share of it, ends.
 */
#include "config.h"

#include "input/template.h"

#include <errno.h>
#include <string.h>

#include "input/quote.h"
#include "input/template_ops.h"

struct render {
	const struct template *t;
	const struct task *task;
	unsigned slot;
	struct buf *out; /* where pieces go: the caller's, or raw with -q */
	struct buf raw;
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
	case FORM_WHOLE:
	case FORMS:
		break;
	}
	return len;
}

static int put_value(struct render *r, enum form form, size_t i) {
	const char *v = r->task->argv[i];
	size_t len = r->task->lens[i];

	if (form != FORM_WHOLE)
		len = template_form(form, v, len, &v);
	if (r->t->bare || r->t->by_word)
		return buf_add(r->out, v, len);
	return quote_add(r->out, v, len);
}

static int put_number(struct buf *out, uint64_t n) {
	char digits[20];
	size_t i = sizeof(digits);

	do
		digits[--i] = (char)('0' + n % 10);
	while (n /= 10);
	return buf_add(out, digits + i, sizeof(digits) - i);
}

/* A value counted from the end that misses by one is the last, as in an index of -1; any other miss is empty. */
static int put_position(struct render *r, const struct op *op) {
	long argc = (long)r->task->argc, i = op->pos - 1;

	if (op->pos < 0) {
		i = argc + op->pos;
		if (i < 0)
			i += argc;
	}
	if (op->pos == 0 || i < 0 || i >= argc)
		return 0;
	return put_value(r, op->form, (size_t)i);
}

/* What was gathered since the last blank becomes one quoted word. */
static int end_word(struct render *r, struct buf *out) {
	int rc = quote_add(out, r->raw.p ? r->raw.p : "", r->raw.len);

	r->raw.len = 0;
	return rc;
}

/* A blank between values. */
static int put_blank(struct render *r, struct buf *out) {
	if (r->t->by_word && end_word(r, out))
		return -ENOMEM;
	return buf_addc(out, ' ');
}

static int put_all(struct render *r, enum form form, struct buf *out) {
	for (size_t i = 0; i < r->task->argc; i++)
		if ((i && put_blank(r, out)) || put_value(r, form, i))
			return -ENOMEM;
	return 0;
}

static int put_op(struct render *r, const struct op *op, struct buf *out) {
	switch (op->kind) {
	case OP_TEXT:
		return buf_add(r->out, r->t->text.p + op->off, op->len);
	case OP_ALL:
		return put_all(r, op->form, out);
	case OP_POS:
		return put_position(r, op);
	case OP_SEQ:
		return put_number(r->out, r->task->seq + 1);
	case OP_SLOT:
		return put_number(r->out, r->slot);
	case OP_GROUP:
	case OP_WORD:
		break;
	}
	return 0;
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

			if (op->kind == OP_ALL)
				rc = argc ? put_value(r, op->form, i) : 0;
			else
				rc = put_op(r, op, out);
			if (rc)
				return rc;
		}
	}
	return 0;
}

int template_render(const struct template *t, const struct task *task, unsigned slot, struct buf *out) {
	struct render r = { .t = t, .task = task, .slot = slot };
	int rc = 0;

	r.out = t->by_word ? &r.raw : out;
	for (size_t i = 0; i < t->count && !rc; i++) {
		const struct op *op = &t->ops[i];

		if (op->kind == OP_GROUP) {
			rc = put_group(&r, op, out);
			i += op->len;
		} else if (op->kind == OP_WORD) {
			rc = end_word(&r, out);
			if (!rc && i + 1 < t->count)
				rc = buf_addc(out, ' ');
		} else {
			rc = put_op(&r, op, out);
		}
	}
	buf_release(&r.raw);
	return rc;
}

static unsigned digits_of(uint64_t n) {
	unsigned d = 1;

	while (n /= 10)
		d++;
	return d;
}

void template_size_begin(struct template_size *s, uint64_t seq, unsigned slots) {
	*s = (struct template_size){ .seq_digits = digits_of(seq), .slot_digits = digits_of(slots) };
}

/* With -q the two quotes round a word are counted once for each blank that splits it. */
static size_t cost(const struct template *t, const char *v, size_t len) {
	if (t->by_word)
		return len ? quote_len(v, len) + (v[0] == '\'' ? 2 : 0) + (v[len - 1] == '\'' ? 2 : 0) : 0;
	return t->bare ? len : quote_len(v, len);
}

void template_size_add(const struct template *t, struct template_size *s, const char *v, size_t len) {
	size_t whole = cost(t, v, len);

	s->values++;
	if (s->longest < whole)
		s->longest = whole;
	s->bytes += t->forms[FORM_WHOLE] * whole;
	for (size_t f = FORM_NOEXT; f < FORMS; f++)
		if (t->forms[f]) {
			const char *part;
			size_t n = template_form((enum form)f, v, len, &part);

			s->bytes += t->forms[f] * cost(t, part, n);
		}
}

/* What the numbered values may cost: nobody knows yet which they will be, so each is as long as the longest. */
static size_t positions(const struct template *t, const struct template_size *s) {
	size_t rounds = s->values ? s->values : 1;

	return (t->pos[0] + rounds * t->pos[1]) * (s->longest > 2 ? s->longest : 2);
}

size_t template_size(const struct template *t, const struct template_size *s) {
	size_t n = s->values, more = n ? n - 1 : 0, rounds = n ? n : 1;
	size_t bytes = t->base + rounds * t->each + s->bytes + more * t->seps;

	bytes += (t->seqs[0] + rounds * t->seqs[1]) * s->seq_digits;
	bytes += (t->slots[0] + rounds * t->slots[1]) * s->slot_digits;
	bytes += positions(t, s);
	if (t->by_word)
		bytes += 2 * (t->words + more * t->seps) + t->words;
	return bytes;
}

size_t template_size_excess(const struct template *t, const struct template_size *s, size_t measured) {
	size_t sure = template_size(t, s) - positions(t, s);

	return sure > measured ? sure - measured : 0;
}

bool template_size_exact(const struct template *t) {
	return !t->by_word && !t->pos[0] && !t->pos[1];
}

size_t template_base_len(const struct template *t) {
	struct template_size s;

	template_size_begin(&s, UINT64_MAX, UINT32_MAX);
	return template_size(t, &s);
}

size_t template_record_len(const struct template *t, char *const *argv, const size_t *lens, size_t argc) {
	struct template_size s;
	size_t before;

	template_size_begin(&s, UINT64_MAX, UINT32_MAX);
	s.values = 1;
	before = template_size(t, &s);
	for (size_t i = 0; i < argc; i++)
		template_size_add(t, &s, argv[i], lens[i]);
	return template_size(t, &s) - before;
}
