/* SPDX-License-Identifier: MIT */
/*
 * Tags are looked for one after the other, the longest first, in the text that the ones before have left: so a tag may be
 * part of a longer one, as {/} is of {//}. Expressions in parentheses are taken out before them all. A tag that begins with {
 * also works with a number behind the brace; the number goes in front of what the tag stands for, where an expression may
 * have a number of its own: 1 in {#}, which is why that shows once and is not repeated for each value.
 */
#include "config.h"

#include "input/template_tags.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/evaluate.h"
#include "input/template_find.h"

enum what { TAG_FORM, TAG_OP, TAG_PLUS, TAG_CONST, TAG_UNIQ, TAG_CHOOSE, TAG_PERL };

struct meaning {
	const char *text; /* with a regular expression in parentheses when it takes parameters */
	enum what what;
	int which;
	const char *value; /* TAG_CONST: what is inserted; TAG_PERL: the expression */
};

static const struct meaning plain[] = {
	{ "{}", TAG_FORM, FORM_WHOLE, NULL }, { "{.}", TAG_FORM, FORM_NOEXT, NULL }, { "{/}", TAG_FORM, FORM_BASE, NULL },
	{ "{//}", TAG_FORM, FORM_DIR, NULL }, { "{/.}", TAG_FORM, FORM_BASENOEXT, NULL }, { "{#}", TAG_OP, OP_SEQ, NULL },
	{ "{%}", TAG_OP, OP_SLOT, NULL },
};

static const struct meaning more[] = {
	{ "{+/}", TAG_PLUS, PLUS_DIR, NULL }, { "{+.}", TAG_PLUS, PLUS_EXT1, NULL }, { "{+..}", TAG_PLUS, PLUS_EXT2, NULL },
	{ "{+...}", TAG_PLUS, PLUS_EXT3, NULL }, { "{..}", TAG_PLUS, PLUS_NOEXT2, NULL }, { "{...}", TAG_PLUS, PLUS_NOEXT3, NULL },
	{ "{/..}", TAG_PLUS, PLUS_BASE_NOEXT2, NULL }, { "{/...}", TAG_PLUS, PLUS_BASE_NOEXT3, NULL },
	{ "{choose_k}", TAG_CHOOSE, 0, NULL }, { "{uniq}", TAG_UNIQ, 0, NULL },
	{ "{##}", TAG_OP, OP_TOTAL, NULL }, { "{0%}", TAG_OP, OP_SLOT0, NULL }, { "{0#}", TAG_OP, OP_SEQ0, NULL },
	{ "{:-([^}]+?)}", TAG_PLUS, PLUS_DEFAULT, NULL }, { "{:(\\d+?)}", TAG_PLUS, PLUS_FROM, NULL },
	{ "{:(\\d+?):(\\d+?)}", TAG_PLUS, PLUS_PART, NULL },
	{ "{#([^#}][^}]*?)}", TAG_PLUS, PLUS_HEAD_SHORT, NULL }, { "{##([^#}][^}]*?)}", TAG_PLUS, PLUS_HEAD_LONG, NULL },
	{ "{%([^}]+?)}", TAG_PLUS, PLUS_TAIL_SHORT, NULL }, { "{%%([^}]+?)}", TAG_PLUS, PLUS_TAIL_LONG, NULL },
	{ "{/([^#%}/]+?)/([^}]*?)}", TAG_PLUS, PLUS_ONE, NULL }, { "{/#([^}]+?)/([^}]*?)}", TAG_PLUS, PLUS_HEAD_TO, NULL },
	{ "{/%([^}]+?)/([^}]*?)}", TAG_PLUS, PLUS_TAIL_TO, NULL }, { "{//([^}]+?)/([^}]*?)}", TAG_PLUS, PLUS_ALL, NULL },
	{ "{^([^}]+?)}", TAG_PLUS, PLUS_UPPER, NULL }, { "{^^([^}]+?)}", TAG_PLUS, PLUS_UPPER_ALL, NULL },
	{ "{,([^}]+?)}", TAG_PLUS, PLUS_LOWER, NULL }, { "{,,([^}]+?)}", TAG_PLUS, PLUS_LOWER_ALL, NULL },
	{ "{slot}", TAG_CONST, 0, "${PARALLEL_JOBSLOT}" }, { "{host}", TAG_CONST, 0, "${PARALLEL_SSHHOST}" },
	{ "{sshlogin}", TAG_CONST, 0, "${PARALLEL_SSHLOGIN}" }, { "{hgrp}", TAG_CONST, 0, "${PARALLEL_HOSTGROUPS}" },
	{ "{agrp}", TAG_CONST, 0, "${PARALLEL_ARGHOSTGROUPS}" },
};

struct tag {
	struct meaning m;
	struct finder finder;
};

struct tags {
	struct template *t;
	const struct template_spec *spec;
	struct tag *list;
	size_t count, cap;
	struct buf left, right;   /* parentheses, NUL-terminated */
	void **owned;             /* texts made here */
	size_t owned_count, owned_cap;
};

static int no_memory(struct err *err) {
	return err_sys(err, ENOMEM, "cannot compile the command");
}

/* The array with room for one more; NULL without memory, and the old one is as it was. */
static void *grow(void *list, size_t count, size_t *cap, size_t each) {
	size_t room = *cap ? *cap * 2 : 8;
	void *p = count < *cap ? list : sys_realloc(list, room * each);

	if (p && count >= *cap)
		*cap = room;
	return p;
}

static char *own(struct tags *g, char *p) {
	void **owned = p ? grow(g->owned, g->owned_count, &g->owned_cap, sizeof(*owned)) : NULL;

	if (!owned) {
		free(p);
		return NULL;
	}
	g->owned = owned;
	g->owned[g->owned_count++] = p;
	return p;
}

/* --- the list of tags --------------------------------------------------------------------------------------------------------- */

static int add_tag(struct tags *g, const struct meaning *m) {
	struct tag *list;

	for (size_t i = 0; i < g->count; i++)
		if (!strcmp(g->list[i].m.text, m->text)) {
			g->list[i].m = *m;
			return 0;
		}
	list = grow(g->list, g->count, &g->cap, sizeof(*list));
	if (!list)
		return -ENOMEM;
	g->list = list;
	g->list[g->count++] = (struct tag){ .m = *m };
	return 0;
}

/* Another text for a built-in string: the old one is none any more. */
static void rename_tag(struct tags *g, const char *old, const char *text) {
	struct meaning m;
	size_t i = 0;

	while (i < g->count && strcmp(g->list[i].m.text, old))
		i++;
	if (!text || !strcmp(old, text) || i == g->count)
		return;
	m = g->list[i].m;
	m.text = text;
	g->list[i] = g->list[--g->count];
	(void)add_tag(g, &m); /* there is room */
}

static int add_custom(struct tags *g, const char *spec) {
	size_t n = strcspn(spec, " \t\n\r\f");
	char *text = own(g, strndup(spec, n));
	struct meaning m = { text, TAG_PERL, 0, spec[n] ? spec + n + 1 : "" };

	return text && !add_tag(g, &m) ? 0 : -ENOMEM;
}

/* Longest first; of equals the earlier one. */
static void sort_tags(struct tags *g) {
	for (size_t i = 1; i < g->count; i++)
		for (size_t k = i; k && g->list[k - 1].finder.len < g->list[k].finder.len; k--) {
			struct tag t = g->list[k];

			g->list[k] = g->list[k - 1];
			g->list[k - 1] = t;
		}
}

static int fill_tags(struct tags *g, struct err *err) {
	const struct template_strings none = {0}, *s = g->spec->strings ? g->spec->strings : &none;
	const char *parens = s->parens ? s->parens : "{==}";
	size_t half = strlen(parens) / 2;
	int rc = 0;

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain) && !rc; i++)
		rc = add_tag(g, &plain[i]);
	for (size_t i = 0; s->plus && i < sizeof(more) / sizeof(*more) && !rc; i++)
		rc = add_tag(g, &more[i]);
	if (!rc) {
		rename_tag(g, "{}", g->spec->replace && *g->spec->replace ? g->spec->replace : NULL);
		rename_tag(g, "{.}", s->extension);
		rename_tag(g, "{/}", s->base);
		rename_tag(g, "{//}", s->dir);
		rename_tag(g, "{#}", s->seq);
		rename_tag(g, "{%}", s->slot);
		rename_tag(g, "{/.}", s->base_extension);
	}
	for (size_t i = 0; i < s->custom_count && !rc; i++)
		rc = add_custom(g, s->custom[i]);
	if (!rc)
		rc = buf_add(&g->left, parens, half) || buf_add(&g->right, parens + half, strlen(parens) - half) ||
		     buf_terminate(&g->left) || buf_terminate(&g->right) ? -ENOMEM : 0;
	if (rc)
		return no_memory(err);
	for (size_t i = 0; i < g->count && !rc; i++)
		rc = finder_init(&g->list[i].finder, g->list[i].m.text, err);
	sort_tags(g);
	return rc;
}

int tags_new(struct tags **ret, struct template *t, const struct template_spec *spec, struct err *err) {
	struct tags *g = sys_malloc(sizeof(*g));
	int rc;

	if (!g)
		return no_memory(err);
	*g = (struct tags){ .t = t, .spec = spec };
	rc = fill_tags(g, err);
	if (rc) {
		tags_free(g);
		return rc;
	}
	*ret = g;
	return 0;
}

void tags_free(struct tags *g) {
	if (!g)
		return;
	for (size_t i = 0; i < g->count; i++)
		finder_release(&g->list[i].finder);
	for (size_t i = 0; i < g->owned_count; i++)
		free(g->owned[i]);
	free(g->owned);
	free(g->list);
	buf_release(&g->left);
	buf_release(&g->right);
	free(g);
}

/* --- what a tag becomes --------------------------------------------------------------------------------------------------------- */

/* Text of ours in the template. */
static int add_const(struct template *t, struct op *op, const char *text) {
	op->off = t->text.len;
	op->len = strlen(text);
	return buf_adds(&t->text, text);
}

static int add_plus(struct template *t, struct op *op, int which, const struct plus_arg *args, struct err *err) {
	struct plus **list = sys_realloc(t->plus, (t->plus_count + 1) * sizeof(*list));
	int rc;

	if (!list)
		return no_memory(err);
	t->plus = list;
	rc = plus_new(&t->plus[t->plus_count], (enum plus_kind)which, args, err);
	op->form = FORM_PLUS;
	op->special = t->plus_count;
	t->plus_count += !rc;
	return rc;
}

static bool mentions(const char *s, size_t len, const char *what) {
	return memmem(s, len, what, strlen(what));
}

const struct known template_known[] = {
	{ "", OP_ALL, FORM_WHOLE }, { "s:\\.[^/.]*$::", OP_ALL, FORM_NOEXT }, { "s:.*/::", OP_ALL, FORM_BASE },
	{ "$Global::use{\"File::Basename\"} ||= eval \"use File::Basename; 1;\"; $_ = dirname($_);", OP_ALL, FORM_DIR },
	{ "s:.*/::; s:\\.[^/.]*$::;", OP_ALL, FORM_BASENOEXT },
	{ "$_=$job->seq()", OP_SEQ, FORM_WHOLE }, { "$_=$job->slot()", OP_SLOT, FORM_WHOLE },
};
const size_t template_known_count = sizeof(template_known) / sizeof(*template_known);

/* An expression that is one of those is done here. */
static bool set_known(struct op *op, const char *expr, size_t len) {
	for (size_t i = 0; i < template_known_count; i++) {
		const struct known *k = &template_known[i];

		if (strlen(k->text) != len || memcmp(k->text, expr, len))
			continue;
		if (k->kind != OP_ALL && op->kind != OP_POS)
			return false; /* it would show once for each value */
		op->kind = k->kind == OP_ALL ? op->kind : k->kind;
		op->form = k->form;
		return true;
	}
	return false;
}

/* An expression; an empty one leaves the value as it is. */
static int add_perl(struct tags *g, struct op *op, const char *expr, size_t len, struct err *err) {
	struct template *t = g->t;
	int *list, id;

	while (len && *expr == ' ')
		expr++, len--;
	if (set_known(op, expr, len))
		return 0;
	if (!g->spec->evaluator)
		return err_set(err, ENOTSUP, "'%.*s': Perl expressions are not possible here", (int)(len < 200 ? len : 200), expr);
	t->evaluator = g->spec->evaluator;
	t->wants_total |= mentions(expr, len, "total_jobs");
	id = evaluator_compile(t->evaluator, expr, len, g->spec->what ? g->spec->what : "the command", err);
	if (id < 0)
		return id;
	list = sys_realloc(t->perl, (t->perl_count + 1) * sizeof(*list));
	if (!list)
		return no_memory(err);
	t->perl = list;
	t->perl[t->perl_count] = id;
	op->form = FORM_PERL;
	op->special = t->perl_count++;
	return 0;
}

/* Which value digits choose: [-]N; none and 0 mean all of them. */
static struct op op_of(const char *digits, size_t len) {
	bool minus = len && *digits == '-';
	long n = 0;

	for (size_t i = minus; i < len; i++)
		n = n < 100000000 ? n * 10 + (digits[i] - '0') : n;
	if (!len || (len == 1 && *digits == '0'))
		return (struct op){ .kind = OP_ALL };
	return (struct op){ .kind = OP_POS, .pos = minus ? -n : n };
}

/* [-]N and an expression behind it, as stands between parentheses. */
static int expression(struct tags *g, struct op *op, const char *s, size_t len, struct err *err) {
	size_t n = finder_digits(s, len);

	*op = op_of(s, n);
	return add_perl(g, op, s + n, len - n, err);
}

/* The expression of --rpl with its parameters: $$1 becomes a variable, which is set in front. */
static int custom(struct tags *g, struct op *op, const struct meaning *m, const struct match *at, struct err *err) {
	struct buf b = {0};
	int rc = buf_add(&b, at->number.p, at->number.len);

	for (size_t i = 0; i < at->count && !rc; i++) {
		rc = buf_addf(&b, "$pmap_group_%zu=\"", i + 1);
		for (size_t k = 0; k < at->groups[i].len && !rc; k++) {
			char c = at->groups[i].p[k];

			rc = (strchr("\\\"$@", c) && c && buf_addc(&b, '\\')) || buf_addc(&b, c);
		}
		rc = rc || buf_adds(&b, "\";");
	}
	for (const char *s = m->value; *s && !rc;) {
		bool group = s[0] == '$' && s[1] == '$' && s[2] >= '0' && s[2] <= '9';

		rc = group ? buf_adds(&b, "$pmap_group_") : buf_addc(&b, *s);
		s += group ? 2 : 1;
	}
	rc = rc ? no_memory(err) : expression(g, op, b.p ? b.p : "", b.len, err);
	buf_release(&b);
	return rc;
}

/* Number and tag together, where the tag has a number 1 of its own. */
static struct op op_of_job(const struct match *at) {
	char digits[32];
	size_t n = at->number.len < sizeof(digits) - 1 ? at->number.len : sizeof(digits) - 1;

	if (n)
		memcpy(digits, at->number.p, n);
	digits[n] = '1';
	return op_of(digits, n + 1);
}

static int make_op(struct tags *g, struct op *op, const struct meaning *m, const struct match *at, struct err *err) {
	struct template *t = g->t;

	*op = op_of(at->number.p, at->number.len);
	switch (m->what) {
	case TAG_FORM:
		op->form = (enum form)m->which;
		return 0;
	case TAG_OP:
		*op = op_of_job(at);
		op->kind = (enum op_kind)m->which;
		t->wants_total |= op->kind == OP_TOTAL || op->kind == OP_SEQ0;
		return 0;
	case TAG_CONST:
		*op = op_of_job(at);
		op->kind = OP_CONST;
		return add_const(t, op, m->value) ? no_memory(err) : 0;
	case TAG_PLUS:
		return add_plus(t, op, m->which, at->groups, err);
	case TAG_UNIQ:
		t->uniq = true;
		return 0;
	case TAG_CHOOSE:
		t->choose = true;
		return 0;
	case TAG_PERL:
		return custom(g, op, m, at, err);
	}
	return 0;
}

/* --- taking a word apart ---------------------------------------------------------------------------------------------------------- */

static bool starts(const char *s, const char *end, const char *with, size_t n) {
	return (size_t)(end - s) >= n && !memcmp(s, with, n);
}

/* Put a reference in the place of the match, text before and behind it. */
static int replace_piece(struct pieces *list, size_t i, const struct match *at, const struct op *op) {
	struct piece old = list->list[i], *p;

	while (list->count + 2 > list->cap) {
		p = sys_realloc(list->list, (list->cap + 8) * sizeof(*p));
		if (!p)
			return -ENOMEM;
		list->list = p;
		list->cap += 8;
	}
	p = list->list + i;
	memmove(p + 3, p + 1, (list->count - i - 1) * sizeof(*p));
	p[0] = (struct piece){ .p = old.p, .len = (size_t)(at->from - old.p) };
	p[1] = (struct piece){ .ref = true, .p = at->from, .len = (size_t)(at->to - at->from), .op = *op };
	p[2] = (struct piece){ .p = at->to, .len = (size_t)(old.p + old.len - at->to) };
	list->count += 2;
	return 0;
}

static int split_by(struct tags *g, const struct tag *tag, bool counted, struct pieces *list, struct err *err) {
	for (size_t i = 0; i < list->count; i++) {
		struct match at;
		struct op op;
		int rc;

		while (!list->list[i].ref && list->list[i].len &&
		       finder_find(&tag->finder, counted, list->list[i].p, list->list[i].len, &at)) {
			rc = make_op(g, &op, &tag->m, &at, err);
			if (!rc && replace_piece(list, i, &at, &op))
				rc = no_memory(err);
			if (rc)
				return rc;
		}
	}
	return 0;
}

/* A whole expression at s, between parentheses with none inside: its length, 0 = there is none. */
static size_t parenthesis(const struct tags *g, const char *s, const char *end) {
	const char *p = s + g->left.len;

	if (!starts(s, end, g->left.p, g->left.len))
		return 0;
	for (; p < end; p++) {
		if (starts(p, end, g->right.p, g->right.len))
			return (size_t)(p - s) + g->right.len;
		if (starts(p, end, g->left.p, g->left.len))
			return 0;
	}
	return 0;
}

/* Is what stands between parentheses of n bytes at s the mark itself? */
static bool is_mark(const struct tags *g, const char *s, size_t n) {
	static const char text[] = TEMPLATE_MARK_TEXT;

	return *g->left.p == TEMPLATE_MARK && n == g->left.len + g->right.len + sizeof(text) - 1 &&
	       !memcmp(s + g->left.len, text, sizeof(text) - 1);
}

static int split_expressions(struct tags *g, struct pieces *list, struct err *err) {
	for (size_t i = 0; i < list->count; i++) {
		const char *s = list->list[i].p, *end = s + list->list[i].len;

		for (; !list->list[i].ref && s < end; s++) {
			size_t n = parenthesis(g, s, end);
			struct match at = { .from = s, .to = s + n };
			bool mark = n && is_mark(g, s, n);
			struct op op = {0};
			int rc;

			if (!n)
				continue;
			rc = mark ? 0 : expression(g, &op, s + g->left.len, n - g->left.len - g->right.len, err);
			if (!rc && replace_piece(list, i, &at, &op))
				rc = no_memory(err);
			if (rc)
				return rc;
			i++; /* the reference; the text behind it is next */
			if (mark)
				list->list[i] = (struct piece){ .p = g->left.p, .len = 1 };
			break;
		}
	}
	return 0;
}

int tags_split(struct tags *g, const char *word, struct pieces *ret, struct err *err) {
	int rc;

	*ret = (struct pieces){ .list = sys_malloc(8 * sizeof(*ret->list)), .count = 1, .cap = 8 };
	if (!ret->list)
		return no_memory(err);
	ret->list[0] = (struct piece){ .p = word, .len = strlen(word) };
	rc = split_expressions(g, ret, err);
	for (size_t i = 0; i < g->count && !rc; i++) {
		rc = split_by(g, &g->list[i], false, ret, err);
		if (!rc && g->list[i].m.text[0] == '{')
			rc = split_by(g, &g->list[i], true, ret, err);
	}
	return rc;
}
