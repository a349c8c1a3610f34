/* SPDX-License-Identifier: MIT */
/*
 * Text to ops, left to right and once: what a value brings in is never looked at again. With repeat_context a
 * blank-separated word that holds {} or one of its forms becomes a group. A group op is put down where each word
 * begins and taken out again when the word turns out to be an ordinary one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/quote.h"
#include "input/template_ops.h"

struct parser {
	struct template *t;
	const struct template_spec *spec;
	const char *replace;
	bool custom;       /* -I: {} itself is plain text */
	bool found;        /* some replacement string */
	bool in_word;      /* repeat_context: between a word's begin and end */
	bool only_tabs;    /* of that word, so far */
	bool repeats;      /* that word holds a value */
	size_t group;      /* its group op */
	size_t fence;      /* ops before this one are complete */
	bool failed;       /* no memory */
};

static const struct {
	const char *text;
	enum form form;
} forms[] = {
	{ "}", FORM_WHOLE }, { ".}", FORM_NOEXT }, { "/}", FORM_BASE }, { "//}", FORM_DIR }, { "/.}", FORM_BASENOEXT },
};

static bool starts(const char *s, const char *end, const char *with) {
	size_t n = strlen(with);

	return (size_t)(end - s) >= n && !memcmp(s, with, n);
}

/* The tail of a replacement string, from its form to the }. Its length, 0 when there is none. */
static size_t match_form(const char *s, const char *end, bool whole, enum form *ret) {
	for (size_t i = whole ? 0 : 1; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (starts(s, end, forms[i].text)) {
			*ret = forms[i].form;
			return strlen(forms[i].text);
		}
	return 0;
}

/* {3} {-1.} and, with -I '{x}', {3x}. s is behind the brace. */
static const char *match_number(const struct parser *p, const char *s, const char *end, struct op *ret) {
	const char *digits;
	bool minus = s < end && *s == '-';
	long n = 0;
	size_t len;

	digits = s += minus;
	for (; s < end && *s >= '0' && *s <= '9'; s++)
		n = n < 100000000 ? n * 10 + (*s - '0') : n;
	if (s == digits)
		return NULL;
	*ret = (struct op){ .kind = !minus && n == 0 && s == digits + 1 ? OP_ALL : OP_POS, .pos = minus ? -n : n };
	while (s < end && *s == ' ')
		s++;
	if (p->custom && p->replace[0] == '{' && starts(s, end, p->replace + 1))
		return s + strlen(p->replace + 1);
	len = match_form(s, end, !p->custom, &ret->form);
	return len ? s + len : NULL;
}

/* The longest name that fits, so that a column 'a.' wins over the form {a.}. */
static const char *match_name(const struct parser *p, const char *s, const char *end, struct op *ret) {
	size_t best = 0;
	const char *to = NULL;

	for (size_t i = 0; i < p->spec->name_count; i++) {
		const char *name = p->spec->names[i];
		size_t n = strlen(name), tail;
		enum form form;

		if (n <= best || !starts(s, end, name))
			continue;
		tail = match_form(s + n, end, true, &form);
		if (!tail)
			continue;
		*ret = (struct op){ .kind = OP_POS, .form = form, .pos = (long)i + 1 };
		best = n;
		to = s + n + tail;
	}
	return to;
}

/* Is there a replacement string at s? Where it ends, or NULL. */
static const char *match(const struct parser *p, const char *s, const char *end, struct op *ret) {
	const char *to;
	size_t n;

	if (starts(s, end, p->replace)) {
		*ret = (struct op){ .kind = OP_ALL };
		return s + strlen(p->replace);
	}
	if (*s++ != '{')
		return NULL;
	if (starts(s, end, "#}") || starts(s, end, "%}")) {
		*ret = (struct op){ .kind = *s == '#' ? OP_SEQ : OP_SLOT };
		return s + 2;
	}
	*ret = (struct op){ .kind = OP_ALL };
	n = match_form(s, end, !p->custom, &ret->form);
	if (n)
		return s + n;
	to = match_number(p, s, end, ret);
	return to ? to : match_name(p, s, end, ret);
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

static void parse(struct parser *p, const char *s, size_t len) {
	const char *end = s + len;
	bool text = p->spec->use == TEMPLATE_TEXT;

	while (s < end && !p->failed) {
		struct op op;
		const char *to = match(p, s, end, &op);

		if (to) {
			add_ref(p, op);
			s = to;
		} else if (text && (starts(s, end, "\\t") || starts(s, end, "\\n"))) {
			add_byte(p, s[1] == 't' ? '\t' : '\n');
			s += 2;
		} else {
			add_byte(p, *s++);
		}
	}
}

static void parse_by_word(struct parser *p) {
	for (size_t i = 0; i < p->spec->count; i++) {
		parse(p, p->spec->words[i], strlen(p->spec->words[i]));
		word_end(p);
		add_op(p, (struct op){ .kind = OP_WORD });
	}
	if (!p->found && !p->spec->no_append) {
		add_ref(p, (struct op){ .kind = OP_ALL });
		word_end(p);
		add_op(p, (struct op){ .kind = OP_WORD });
	}
}

/*
 * Is there a replacement string in the first word, not behind a =? Then the values are (part of) the command to run,
 * as when whole commands come from the input, and none of them is quoted.
 */
static bool names_program(const struct parser *p, const char *s, const char *end) {
	struct op op;

	for (; s < end && *s != ' ' && *s != '=' && (*s < '\t' || *s > '\r'); s++)
		if (match(p, s, end, &op))
			return true;
	return false;
}

static void parse_joined(struct parser *p) {
	const struct template_spec *spec = p->spec;

	if (spec->count)
		p->t->bare |= names_program(p, spec->words[0], strchr(spec->words[0], '\0'));
	for (size_t i = 0; i < spec->count; i++) { /* a replacement string does not go from one word into the next */
		if (i)
			add_byte(p, ' ');
		parse(p, spec->words[i], strlen(spec->words[i]));
	}
	if (!p->found && !spec->no_append && spec->use == TEMPLATE_COMMAND) {
		if (spec->count)
			add_byte(p, ' ');
		else
			p->t->bare = true;
		add_ref(p, (struct op){ .kind = OP_ALL });
	}
	word_end(p);
}

static size_t text_cost(const struct template *t, const struct op *op) {
	size_t n = op->len;

	if (t->by_word)
		for (size_t i = 0; i < op->len; i++)
			n += t->text.p[op->off + i] == '\'' ? 4 : 0;
	return n;
}

static void measure(struct template *t) {
	size_t inside = 0; /* ops left in the present group */

	for (size_t i = 0; i < t->count; i++) {
		const struct op *op = &t->ops[i];
		bool in = inside > 0;

		inside -= in;
		switch (op->kind) {
		case OP_TEXT:
			*(in ? &t->each : &t->base) += text_cost(t, op);
			break;
		case OP_ALL:
			t->forms[op->form]++;
			t->seps += !in;
			break;
		case OP_POS:
			t->pos[in]++;
			break;
		case OP_SEQ:
			t->seqs[in]++;
			break;
		case OP_SLOT:
			t->slots[in]++;
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
	struct parser p = { .spec = spec, .replace = spec->replace };
	struct template *t = sys_malloc(sizeof(*t));

	if (!t)
		return err_sys(err, ENOMEM, "cannot compile the command");
	*t = (struct template){ .by_word = spec->quote && spec->use == TEMPLATE_COMMAND, .bare = spec->bare || spec->use == TEMPLATE_TEXT };
	p.t = t;
	if (!p.replace || !*p.replace)
		p.replace = "{}";
	p.custom = strcmp(p.replace, "{}") != 0;
	if (t->by_word)
		parse_by_word(&p);
	else
		parse_joined(&p);
	if (p.failed) {
		template_free(t);
		return err_sys(err, ENOMEM, "cannot compile the command");
	}
	measure(t);
	*ret = t;
	return 0;
}

void template_free(struct template *t) {
	if (!t)
		return;
	free(t->ops);
	buf_release(&t->text);
	free(t);
}
