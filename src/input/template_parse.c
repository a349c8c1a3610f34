/* SPDX-License-Identifier: MIT */
/*
 * Text and references (template_tags.h) to ops; what a value brings in is never looked at again. With repeat_context a
 * blank-separated word that holds {} or one of its forms becomes a group. A group op is put down where each word
 * begins and taken out again when the word turns out to be an ordinary one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/template_ops.h"
#include "input/template_tags.h"

struct parser {
	struct template *t;
	const struct template_spec *spec;
	struct tags *tags;
	char **words;      /* of the command, as the tags want them */
	size_t word_count;
	bool found;        /* some replacement string */
	bool in_word;      /* repeat_context: between a word's begin and end */
	bool only_tabs;    /* of that word, so far */
	bool repeats;      /* that word holds a value */
	size_t group;      /* its group op */
	size_t fence;      /* ops before this one are complete */
	bool failed;       /* no memory */
};

static bool starts(const char *s, const char *end, const char *with) {
	size_t n = strlen(with);

	return (size_t)(end - s) >= n && !memcmp(s, with, n);
}

static void add_op(struct parser *p, struct op op) {
	struct template *t = p->t;

	if (t->count == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 8;
		struct op *ops = sys_realloc(t->ops, cap * sizeof(*ops));

		if (!ops) {
			p->failed = true;
			return;
		}
		t->ops = ops;
		t->cap = cap;
	}
	t->ops[t->count++] = op;
}

static void add_text(struct parser *p, const char *s, size_t n) {
	struct template *t = p->t;
	struct op *last = t->count > p->fence ? &t->ops[t->count - 1] : NULL;
	size_t off = t->text.len;

	if (!n)
		return;
	if (buf_add(&t->text, s, n))
		p->failed = true;
	else if (last && last->kind == OP_TEXT && last->off + last->len == off)
		last->len += n;
	else
		add_op(p, (struct op){ .kind = OP_TEXT, .off = off, .len = n });
}

static void word_begin(struct parser *p) {
	if (!p->spec->repeat_context || p->in_word)
		return;
	p->in_word = p->only_tabs = true;
	p->repeats = false;
	p->group = p->t->count;
	add_op(p, (struct op){ .kind = OP_GROUP });
}

static void word_end(struct parser *p) {
	struct template *t = p->t;

	if (!p->in_word || p->failed)
		return;
	p->in_word = false;
	if (p->repeats) {
		t->ops[p->group].len = t->count - p->group - 1;
		p->fence = t->count;
		return;
	}
	t->count--;
	memmove(t->ops + p->group, t->ops + p->group + 1, (t->count - p->group) * sizeof(*t->ops));
}

static void add_ref(struct parser *p, struct op op) {
	word_begin(p);
	p->only_tabs = false;
	p->repeats |= op.kind == OP_ALL;
	p->found = true;
	add_op(p, op);
}

/* One byte of text. Of blanks, a tab belongs to the word that follows it and a space to none. */
static void add_byte(struct parser *p, char c) {
	if (c == ' ') {
		word_end(p);
	} else {
		if (c == '\t' && !p->only_tabs)
			word_end(p);
		word_begin(p);
		p->only_tabs &= c == '\t';
	}
	add_text(p, &c, 1);
}

static void add_piece(struct parser *p, const char *s, size_t len) {
	const char *end = s + len;
	bool text = p->spec->use == TEMPLATE_TEXT;

	while (s < end && !p->failed) {
		if (text && (starts(s, end, "\\t") || starts(s, end, "\\n"))) {
			add_byte(p, s[1] == 't' ? '\t' : '\n');
			s += 2;
		} else {
			add_byte(p, *s++);
		}
	}
}

/*
 * Is there a replacement string in the first word, not behind a =? Then the values are (part of) the command to run,
 * as when whole commands come from the input, and none of them is quoted.
 */
static bool names_program(const struct pieces *list) {
	for (size_t i = 0; i < list->count; i++) {
		const struct piece *x = &list->list[i];

		if (x->ref)
			return true;
		for (size_t k = 0; k < x->len; k++)
			if (strchr(" =\t\n", x->p[k]))
				return false;
	}
	return false;
}

static int parse(struct parser *p, size_t word, struct err *err) {
	struct pieces list;
	int rc = tags_split(p->tags, p->words[word], &list, err);

	if (!rc && word == 0 && !p->t->by_word)
		p->t->bare |= names_program(&list);
	for (size_t i = 0; i < list.count && !rc; i++) {
		if (list.list[i].ref)
			add_ref(p, list.list[i].op);
		else
			add_piece(p, list.list[i].p, list.list[i].len);
	}
	free(list.list);
	return rc;
}

static int parse_by_word(struct parser *p, struct err *err) {
	for (size_t i = 0; i < p->word_count; i++) {
		int rc = parse(p, i, err);

		if (rc)
			return rc;
		word_end(p);
		add_op(p, (struct op){ .kind = OP_WORD });
	}
	if (!p->found && !p->spec->no_append) {
		add_ref(p, (struct op){ .kind = OP_ALL });
		word_end(p);
		add_op(p, (struct op){ .kind = OP_WORD });
	}
	return 0;
}

static int parse_joined(struct parser *p, struct err *err) {
	const struct template_spec *spec = p->spec;

	for (size_t i = 0; i < p->word_count; i++) { /* a replacement string does not go from one word into the next */
		int rc;

		if (i)
			add_byte(p, ' ');
		rc = parse(p, i, err);
		if (rc)
			return rc;
	}
	if (!p->found && !spec->no_append && spec->use == TEMPLATE_COMMAND) {
		if (spec->count)
			add_byte(p, ' ');
		else
			p->t->bare = true;
		add_ref(p, (struct op){ .kind = OP_ALL });
	}
	word_end(p);
	return 0;
}

static size_t text_cost(const struct template *t, const struct op *op) {
	size_t n = op->len;

	if (t->by_word)
		for (size_t i = 0; i < op->len; i++)
			n += t->text.p[op->off + i] == '\'' ? 4 : 0;
	return n;
}

static void measure_value(struct template *t, const struct op *op, bool in) {
	bool special = op->form >= FORMS;

	t->specials += special;
	if (op->kind == OP_POS)
		t->pos[in]++;
	else
		t->seps += !in;
	if (op->kind == OP_ALL && !special)
		t->forms[op->form]++;
}

static void measure(struct template *t) {
	size_t inside = 0; /* ops left in the present group */

	for (size_t i = 0; i < t->count; i++) {
		const struct op *op = &t->ops[i];
		bool in = inside > 0;

		inside -= in;
		t->rough |= (op->kind == OP_SEQ || op->kind == OP_SLOT || op->kind == OP_CONST) && op->pos != 1;
		switch (op->kind) {
		case OP_TEXT:
		case OP_CONST:
			*(in ? &t->each : &t->base) += text_cost(t, op);
			break;
		case OP_ALL:
		case OP_POS:
			measure_value(t, op, in);
			break;
		case OP_SEQ:
			t->seqs[in]++;
			break;
		case OP_SLOT:
			t->slots[in]++;
			break;
		case OP_TOTAL:
		case OP_SEQ0:
		case OP_SLOT0:
			*(in ? &t->each : &t->base) += 20;
			t->rough = true;
			break;
		case OP_GROUP:
			inside = op->len;
			t->seps++;
			break;
		case OP_WORD:
			t->words++;
			break;
		}
	}
}

int template_compile(struct template **ret, const struct template_spec *spec, struct err *err) {
	struct parser p = { .spec = spec };
	struct template *t = sys_malloc(sizeof(*t));
	int rc;

	if (!t)
		return err_sys(err, ENOMEM, "cannot compile the command");
	*t = (struct template){ .by_word = spec->quote && spec->use == TEMPLATE_COMMAND, .no_values = spec->no_values,
				.bare = spec->bare || spec->use == TEMPLATE_TEXT, .quoting = spec->quoting, .facts = spec->facts };
	p.t = t;
	rc = template_words(spec, &p.words, &p.word_count, err);
	if (rc) {
		template_free(t);
		return rc;
	}
	rc = tags_new(&p.tags, t, spec, err);
	if (!rc)
		rc = t->by_word ? parse_by_word(&p, err) : parse_joined(&p, err);
	if (!rc && p.failed)
		rc = err_sys(err, ENOMEM, "cannot compile the command");
	tags_free(p.tags);
	template_words_free(spec, p.words, p.word_count);
	if (rc) {
		template_free(t);
		return rc;
	}
	measure(t);
	*ret = t;
	return 0;
}

void template_free(struct template *t) {
	if (!t)
		return;
	for (size_t i = 0; i < t->plus_count; i++)
		plus_free(t->plus[i]);
	free(t->plus);
	free(t->perl);
	free(t->ops);
	buf_release(&t->text);
	free(t);
}
