/* SPDX-License-Identifier: MIT */
/* The option list of the manual page, as mdoc(7). The prose round it is in man/pmap.1.in. */
#include <stdbool.h>
#include <string.h>

#include "cli/generate.h"
#include "cli/set.h"

/* One word of running text: where its marked part begins and ends, with what stands before and behind it. */
struct word {
	const char *s;
	size_t lead, len, tail; /* opening delimiters, the word, closing delimiters */
};

static bool is_letter(char c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void escaped(FILE *out, const char *s, size_t n) {
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\\')
			fputs("\\e", out);
		else if (s[i] == '-')
			fputs("\\-", out);
		else
			fputc(s[i], out);
	}
}

/* The next word; a part in back quotes may hold blanks. */
static bool next_word(const char **text, struct word *w) {
	const char *s = *text + strspn(*text, " "), *end = s;

	if (!*s)
		return false;
	w->s = s;
	w->lead = *s == '(';
	for (bool quoted = false; *end && (quoted || *end != ' '); end++)
		quoted ^= *end == '`';
	*text = end;
	w->tail = 0;
	while ((size_t)(end - s) > w->lead + w->tail + 1 && strchr(",.;:)", end[-1 - (int)w->tail]))
		w->tail++;
	w->len = (size_t)(end - s) - w->lead - w->tail;
	return true;
}

/* A macro line: opening delimiters, content and closing delimiters are words of their own. */
static void macro(FILE *out, const char *name, const struct word *w, const char *s, size_t n) {
	fprintf(out, "\n.%s%s ", name, w->lead ? " (" : "");
	if (memchr(s, ' ', n))
		fputc('"', out);
	if (!is_letter(s[0]))
		fputs("\\&", out); /* else a lone ':' would be taken for a delimiter */
	escaped(out, s, n);
	if (memchr(s, ' ', n))
		fputc('"', out);
	for (size_t i = 0; i < w->tail; i++)
		fprintf(out, " %c", w->s[w->lead + w->len + i]);
}

static bool is_placeholder(const struct opt *opt, const char *s, size_t n) {
	return opt->placeholder && strlen(opt->placeholder) == n && !memcmp(s, opt->placeholder, n);
}

static void paragraph(FILE *out, const struct opt *opt) {
	const char *text = opt->text;
	bool line = true; /* a new line is due: at the beginning, behind a macro or a sentence, after 70 columns */
	size_t column = 0;
	struct word w;

	while (next_word(&text, &w)) {
		const char *s = w.s + w.lead;
		size_t n = w.len;

		if (n > 2 && s[0] == '`' && s[n - 1] == '`') {
			macro(out, "Ql", &w, s + 1, n - 2);
			line = true;
		} else if (n > 1 && s[0] == '-' && is_letter(s[1 + (s[1] == '-')])) {
			macro(out, "Fl", &w, s + 1, n - 1);
			line = true;
		} else if (is_placeholder(opt, s, n)) {
			macro(out, "Ar", &w, s, n);
			line = true;
		} else {
			size_t all = w.lead + n + w.tail;

			column = line ? all : column + 1 + all;
			fputs(line ? "\n" : " ", out);
			if (line && strchr(".'", w.s[0]))
				fputs("\\&", out);
			escaped(out, w.s, all);
			line = (w.tail && w.s[all - 1] == '.') || column > 70;
		}
	}
	fputc('\n', out);
}

static void value(FILE *out, const struct opt *opt, bool is_long) {
	switch (opt->arg) {
	case ARG_NONE: break;
	case ARG_VALUE: fprintf(out, is_long ? " Ns = Ns Ar %s" : " Ar %s", opt->placeholder); break;
	case ARG_OPTIONAL:
	case ARG_OPTIONAL_NUMBER:
		fprintf(out, is_long ? " Ns Op = Ns Ar %s" : " Ns Op Ar %s", opt->placeholder);
		break;
	case ARG_ATTACHED:
		if (is_long)
			fprintf(out, " Ns Op = Ns Ar %s", opt->placeholder);
		break;
	}
}

static void item(FILE *out, const struct opt *opt) {
	const char *next = opt->names, *name, *sep = ".It";
	size_t n;

	for (const char *l = opt->letters; l && *l; l++, sep = " ,") {
		fprintf(out, "%s Fl %c", sep, *l);
		value(out, opt, false);
	}
	for (; (name = opt_each(&next, &n)); sep = " ,") {
		fprintf(out, "%s Fl \\-", sep);
		escaped(out, name, n);
		value(out, opt, true);
	}
	paragraph(out, opt);
}

/* Whoever looks a name up as it is written in a script finds it, too. */
static void spellings(FILE *out) {
	const char *end = "";

	fputs(".Ss Names without dashes\nThese are options as well (and _ may stand for a dash):\n", out);
	for (size_t i = 0; i < opt_count; i++) {
		const char *next = opt_table[i].hidden ? NULL : opt_table[i].names, *name;
		size_t n;

		while ((name = opt_each(&next, &n))) {
			if (!memchr(name, '-', n))
				continue;
			fprintf(out, "%s.Fl \\-", end);
			for (size_t j = 0; j < n; j++)
				if (name[j] != '-')
					fputc(name[j], out);
			end = " ,\n";
		}
	}
	fputs(" .\n", out);
}

void man_print(FILE *out) {
	for (int s = 0; s < SECTIONS; s++) {
		fprintf(out, ".Ss %s\n.Bl -tag -width Ds\n", opt_sections[s].title);
		for (size_t i = 0; i < opt_count; i++)
			if (opt_table[i].section == (enum section)s && !opt_table[i].hidden)
				item(out, &opt_table[i]);
		fputs(".El\n", out);
	}
	spellings(out);
}
