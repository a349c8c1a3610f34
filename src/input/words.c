/* SPDX-License-Identifier: MIT */
/*
 * One pass with a table of byte classes. The words never need more room than the line and one NUL, so the store is
 * reserved once and written without looking. What is refused errs on the side of the shell: besides the operators and
 * expansions of POSIX these are brace expansion (bash, zsh), = at the start of a word (zsh) and control bytes outside
 * quotes.
 */
#include "config.h"

#include "input/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"

enum { PLAIN, BLANK, SINGLE, DOUBLE, BACKSLASH, TILDE, HASH, EQUALS, BRACE, SHELL };

static const unsigned char class_of[256] = {
	/* 0x00 to 0x1f: only the tab is welcome */
	SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, BLANK, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL,
	SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL, SHELL,
	[' '] = BLANK, ['\''] = SINGLE, ['"'] = DOUBLE, ['\\'] = BACKSLASH,
	['~'] = TILDE, ['#'] = HASH, ['='] = EQUALS, ['{'] = BRACE,
	['|'] = SHELL, ['&'] = SHELL, [';'] = SHELL, ['<'] = SHELL, ['>'] = SHELL, ['('] = SHELL, [')'] = SHELL,
	['$'] = SHELL, ['`'] = SHELL, ['*'] = SHELL, ['?'] = SHELL, ['['] = SHELL, [']'] = SHELL, ['}'] = SHELL,
	['!'] = SHELL, ['^'] = SHELL, [0x7f] = SHELL,
};

/* Where the word being read stands. */
struct scan {
	const char *s, *end;
	char *o;          /* next byte of the store */
	char *word;       /* its start there */
	bool first;       /* it is the first word */
	bool quoted;
	bool braces;      /* it holds an unquoted {} */
};

/* Words that are syntax when they come first and bare: POSIX 2.4 and those of bash and zsh. */
static bool reserved(const char *w) {
	static const char *const list[] = {
		"if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "in", "function",
		"select", "time", "coproc", "foreach", "end", "repeat", "nocorrect", "noglob", "namespace", "-",
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (!strcmp(w, list[i]))
			return true;
	return w[0] == '%';
}

static bool take_single(struct scan *c) {
	const char *q = memchr(c->s, '\'', (size_t)(c->end - c->s));
	size_t n;

	if (!q)
		return false;
	n = (size_t)(q - c->s);
	memcpy(c->o, c->s, n);
	c->o += n;
	c->s = q + 1;
	return true;
}

static bool take_double(struct scan *c) {
	while (c->s < c->end) {
		char b = *c->s++;

		if (b == '"')
			return true;
		if (b == '$' || b == '`' || b == '\\')
			return false;
		*c->o++ = b;
	}
	return false;
}

/*
 * A backslash after a byte of 0x80 and above may be half a character in some encodings: only the shell knows the
 * locale.
 */
static bool take_escaped(struct scan *c, const char *line) {
	if (c->s == c->end || *c->s == '\n')
		return false;
	if (c->s - 1 > line && (unsigned char)c->s[-2] >= 0x80)
		return false;
	*c->o++ = *c->s++;
	return true;
}

static bool ends_brace_expansion(const struct scan *c) {
	size_t n = (size_t)(c->o - c->word);

	return memchr(c->word, ',', n) || memmem(c->word, n, "..", 2);
}

/* A ~ here would be a home directory. Empty quotes before it do not count: zsh looks past them. */
static bool may_expand(const struct scan *c) {
	return c->o == c->word || c->o[-1] == ':' || c->o[-1] == '=';
}

/* Read one word; c->s is at its first byte. False: the shell's. */
static bool take_word(struct scan *c, const char *line) {
	c->word = c->o;
	c->quoted = c->braces = false;
	while (c->s < c->end) {
		unsigned char cls = class_of[(unsigned char)*c->s];

		if (cls == PLAIN) {
			do
				*c->o++ = *c->s++;
			while (c->s < c->end && class_of[(unsigned char)*c->s] == PLAIN);
			continue;
		}
		if (cls == BLANK)
			break;
		c->s++;
		switch (cls) {
		case SINGLE:
			c->quoted = true;
			if (!take_single(c))
				return false;
			break;
		case DOUBLE:
			c->quoted = true;
			if (!take_double(c))
				return false;
			break;
		case BACKSLASH:
			c->quoted = true;
			if (!take_escaped(c, line))
				return false;
			break;
		case TILDE:
			if (may_expand(c))
				return false;
			*c->o++ = '~';
			break;
		case HASH:
			if (c->o == c->word)
				return false;
			*c->o++ = '#';
			break;
		case EQUALS:
			if (c->o == c->word || c->first)
				return false;
			*c->o++ = '=';
			break;
		case BRACE:
			if (c->s == c->end || *c->s != '}')
				return false;
			c->s++;
			c->braces = true;
			*c->o++ = '{';
			*c->o++ = '}';
			break;
		default:
			return false;
		}
	}
	return !c->braces || !ends_brace_expansion(c);
}

static int push(struct words *w, char *word) {
	if (w->argc + 1 >= w->cap) {
		size_t cap = w->cap ? w->cap * 2 : 16;
		char **argv = sys_realloc(w->argv, cap * sizeof(*argv));

		if (!argv)
			return -ENOMEM;
		w->argv = argv;
		w->cap = cap;
	}
	w->argv[w->argc++] = word;
	w->argv[w->argc] = NULL;
	return 0;
}

int words_split(struct words *w, const char *line, size_t len) {
	struct scan c = { .s = line, .end = line + len, .first = true };

	w->argc = 0;
	w->store.len = 0;
	w->first_quoted = false;
	if (!len || memchr(line, '\0', len))
		return 0;
	if (buf_reserve(&w->store, len + 2))
		return -ENOMEM;
	c.o = w->store.p;
	for (;;) {
		while (c.s < c.end && class_of[(unsigned char)*c.s] == BLANK)
			c.s++;
		if (c.s == c.end)
			break;
		if (!take_word(&c, line))
			return 0;
		*c.o++ = '\0';
		if (c.first) {
			w->first_quoted = c.quoted;
			if (!c.quoted && reserved(c.word))
				return 0;
		}
		c.first = false;
		if (push(w, c.word))
			return -ENOMEM;
	}
	w->store.len = w->bytes = (size_t)(c.o - w->store.p);
	return w->argc > 0;
}

void words_release(struct words *w) {
	free(w->argv);
	buf_release(&w->store);
	*w = (struct words){0};
}
