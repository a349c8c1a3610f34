/* SPDX-License-Identifier: MIT */
/* --help, on a terminal of 80 columns. */
#include <stdbool.h>
#include <string.h>

#include "cli/generate.h"

enum { WIDTH = 79, COLUMN = 26 }; /* of the screen, and where descriptions begin */

static const char usage[] =
	"Usage: %1$s [options] [command [arguments]] < list-of-arguments\n"
	"       %1$s [options] [command [arguments]] ::: arguments ...\n"
	"       %1$s [options] [command [arguments]] :::: files ...\n"
	"       %1$s --pipe [options] command < data\n";

static const char examples[] =
	"  %1$s gzip ::: *.log                      one gzip for each file, as many\n"
	"                                           at once as there are CPUs\n"
	"  find . -name '*.jpg' | %1$s convert {} {.}.png\n"
	"  %1$s -j4 --tag ping -c1 ::: a.org b.org  4 at once; lines begin with the host\n"
	"  %1$s echo {1} {2} ::: a b ::: 1 2        every combination: a 1, a 2, ...\n"
	"  %1$s -k --pipe --block 10M grep x < big  blocks of a big file, in order\n"
	"  %1$s --joblog log --resume ./step ::: *  go on where the last run ended\n"
	"  %1$s @bunzip2 ::: *.bz2                  a built-in function, no program\n"
	"  %1$s --dry-run mv {} {.}.txt ::: *.md    only show the commands\n";

static const char strings[] =
	"  {}     the argument                     {#}     number of the task, from 1\n"
	"  {.}    without its extension            {%%}     number of the slot, from 1\n"
	"  {/}    without its directory            {n}     argument n, or column n\n"
	"  {//}   its directory                    {-n}    the same from the end\n"
	"  {/.}   no directory, no extension       {name}  column by name (--header)\n"
	"\n"
	"  {n} and {name} take . / // and /. as well: {1.}, {name/.}\n"
	"  --plus has more of them; {= s/a/b/ =} changes the argument with Perl\n"
	"  When the command has none of them, the argument is put behind it.\n";

static const char short_examples[] =
	"  %1$s gzip ::: *.log                 run gzip on each file, one for each CPU\n"
	"  find . -name '*.jpg' | %1$s convert {} {.}.png\n"
	"  %1$s -k -j4 curl -s {} :::: urls    4 at once, output in order\n"
	"  %1$s --pipe wc -l < big             cut a big input into blocks of lines\n"
	"\n"
	"  -j N       run N at once             --dry-run     only show the commands\n"
	"  -k         output in input order     --timeout T   end tasks that take longer\n"
	"  --tag      lines begin with the      --joblog F    log what was run;\n"
	"             argument                  --resume      and go on from there\n";

/* Break `text` into lines between `indent` and WIDTH. The cursor is at `at`. Back quotes are shown as plain ones. */
static void wrap(FILE *out, const char *text, size_t indent, size_t at) {
	while (*text) {
		size_t n = strcspn(text, " ");

		if (at > indent && at + 1 + n > WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			fputc(' ', out);
			at++;
		}
		for (size_t i = 0; i < n; i++)
			fputc(text[i] == '`' ? '\'' : text[i], out);
		at += n;
		text += n;
		text += *text == ' ';
	}
	fputc('\n', out);
}

/* "-j, -P, --jobs, --max-procs N". Returns how long that was. */
static size_t names(FILE *out, const struct opt *opt, bool aliases) {
	char text[128], *at = text, *end = text + sizeof(text);
	const char *next = opt->names, *name, *sep = " ", *close = "";
	size_t n;

	if (opt->names)
		sep = "=";
	if (opt->arg != ARG_VALUE) {
		sep = "[=";
		close = "]";
	}

	for (const char *l = opt->letters; l && *l && (aliases || l == opt->letters); l++)
		at += snprintf(at, (size_t)(end - at), "%s-%c", at > text ? ", " : "", *l);
	if (!opt->letters)
		at += snprintf(at, (size_t)(end - at), "    ");
	while ((name = opt_each(&next, &n))) {
		const char *comma = opt->letters || name != opt->names ? ", " : "";

		at += snprintf(at, (size_t)(end - at), "%s--%.*s", comma, (int)n, name);
		if (!aliases)
			break;
	}
	if (opt->arg != ARG_NONE)
		at += snprintf(at, (size_t)(end - at), "%s%s%s", sep, opt->placeholder, close);
	fputs(text, out);
	return (size_t)(at - text);
}

static void option_line(FILE *out, const struct opt *opt) {
	size_t at;

	fputs("  ", out);
	at = 2 + names(out, opt, false);
	if (at + 2 > COLUMN) {
		fputc('\n', out);
		at = 0;
	}
	fprintf(out, "%*s", (int)(COLUMN - at), "");
	wrap(out, opt->help, COLUMN, COLUMN);
}

static void option_text(FILE *out, const struct opt *opt) {
	fputs("  ", out);
	(void)names(out, opt, true);
	fprintf(out, "\n%*s", 10, "");
	wrap(out, opt->text, 10, 10);
	fputc('\n', out);
}

static void options_of(FILE *out, enum section section, void (*print)(FILE *, const struct opt *)) {
	for (size_t i = 0; i < opt_count; i++)
		if (opt_table[i].section == section && !opt_table[i].hidden)
			print(out, &opt_table[i]);
}

/* The literal texts above hold the program's name as their only argument. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void text(FILE *out, const char *format, const char *program) {
	fprintf(out, format, program);
}
#pragma GCC diagnostic pop

void help_short(FILE *out, const char *program) {
	text(out, usage, program);
	fputc('\n', out);
	text(out, short_examples, program);
	fprintf(out, "\n%s --help shows all options, man %s explains them.\n", program, program);
}

void help_print(FILE *out, const char *program) {
	fprintf(out, "%s runs a command for each of many arguments, several at a time.\n\n", program);
	text(out, usage, program);
	fputs("\nExamples:\n", out);
	text(out, examples, program);
	fputs("\nReplacement strings:\n", out);
	text(out, strings, program);
	for (int s = 0; s < SECTIONS; s++) {
		fprintf(out, "\n%s:\n", opt_sections[s].title);
		options_of(out, (enum section)s, option_line);
	}
	fprintf(out,
		"\nLong options may be shortened and the dashes inside them left out.\n"
		"--help=NAME explains an option or a part: examples strings");
	for (int s = 0; s < SECTIONS; s++)
		fprintf(out, "%s%s", s == 3 ? "\n" : " ", opt_sections[s].name);
	fprintf(out, "\nExit status: 0, or how many tasks failed (101: more than 100), or 255.\n");
}

void help_section(FILE *out, const char *program, const char *section) {
	struct err none = {0};
	const struct opt *opt;

	if (!strcmp(section, "examples")) {
		text(out, examples, program);
		return;
	}
	if (!strcmp(section, "strings")) {
		text(out, strings, program);
		return;
	}
	for (int s = 0; s < SECTIONS; s++)
		if (!strcmp(section, opt_sections[s].name)) {
			fprintf(out, "%s:\n\n", opt_sections[s].title);
			options_of(out, (enum section)s, option_text);
			return;
		}
	opt = opt_find(section, strlen(section), &none);
	if (opt)
		option_text(out, opt);
}
