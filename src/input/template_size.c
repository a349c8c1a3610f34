/* SPDX-License-Identifier: MIT */
/*
 * How long a line is while it is being filled, without rendering it: the text is counted once, each value when it is added. What a
 * numbered string will be nobody knows before the last value is there.
 */
#include "config.h"

#include <string.h>

#include "input/evaluate.h"
#include "input/quote.h"
#include "input/template_ops.h"

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
		return len ? quoting_len(t->quoting, v, len) + (v[0] == '\'' ? 2 : 0) + (v[len - 1] == '\'' ? 2 : 0) : 0;
	return t->bare ? len : quoting_len(t->quoting, v, len);
}

/* What the substitutions and expressions make of a value. */
static void add_specials(const struct template *t, struct template_size *s, const char *v, size_t len, const size_t *asked) {
	struct buf out = {0};

	for (size_t k = 0; k < t->count; k++) {
		const struct op *op = &t->ops[k];
		size_t n;

		if (op->form != FORM_PLUS && op->form != FORM_PERL)
			continue;
		out.len = 0;
		if (op->form == FORM_PERL)
			n = asked ? asked[op->special] : 0;
		else if (plus_apply(t->plus[op->special], v, len, &out))
			n = 0; /* no memory: rendering will say so */
		else
			n = cost(t, out.p ? out.p : "", out.len);
		if (op->kind == OP_ALL)
			s->bytes += n;
		else if (s->longest_special < n)
			s->longest_special = n;
	}
	buf_release(&out);
}

void template_size_add(const struct template *t, struct template_size *s, const char *v, size_t len, const size_t *asked) {
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
	if (t->specials)
		add_specials(t, s, v, len, asked);
}

size_t template_size_asked(const struct template *t) {
	return t->perl_count;
}

int template_size_ask(const struct template *t, struct evals *evals, size_t value) {
	int rc = 0;

	for (size_t i = 0; i < t->perl_count && !rc; i++)
		rc = evals_call(evals, t->perl[i], value);
	return rc;
}

void template_size_answer(const struct template *t, struct evals *evals, size_t *ret) {
	for (size_t i = 0; i < t->perl_count; i++) {
		struct eval e = { "", 0, false };

		(void)evals_next(evals, &e);
		ret[i] = e.bare ? e.len : cost(t, e.p, e.len);
	}
}

/* What the numbered values may cost: nobody knows yet which they will be, so each is as long as the longest. */
static size_t positions(const struct template *t, const struct template_size *s) {
	size_t rounds = s->values ? s->values : 1;
	size_t longest = s->longest > s->longest_special ? s->longest : s->longest_special;

	return (t->pos[0] + rounds * t->pos[1]) * (longest > 2 ? longest : 2);
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
	return !t->by_word && !t->rough && !t->pos[0] && !t->pos[1];
}

bool template_replaces(const struct template *t) {
	for (size_t i = 0; i < t->count; i++)
		if (t->ops[i].kind != OP_TEXT && t->ops[i].kind != OP_WORD)
			return true;
	return false;
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
		template_size_add(t, &s, argv[i], lens[i], NULL);
	return template_size(t, &s) - before;
}

unsigned template_width(uint64_t n) {
	/* 1 + int(log(n) / log(10)) in doubles: for these powers of ten the quotient falls just short. */
	static const uint64_t shy[] = { 1000, 1000000, 1000000000, 1000000000000, 10000000000000, 1000000000000000, 1000000000000000000 };
	unsigned digits = digits_of(n);

	for (size_t i = 0; i < sizeof(shy) / sizeof(*shy); i++)
		digits -= n == shy[i];
	return digits;
}
