/* SPDX-License-Identifier: MIT */
/*
 * Completion code for bash, zsh and fish. All three do the same: names and values of options as long as no command
 * was seen, then the completion of that command, and file names behind ::: and ::::.
 */
#include <stdbool.h>
#include <string.h>

#include "cli/generate.h"
#include "cli/set.h"

static const char made[] =
	"# Made from pmap's table of options by \"pmap --generate %s\"; changes here are lost.\n";

static bool takes_next(const struct opt *opt) {
	return opt->arg == ARG_VALUE;
}

/* Every spelling of an option: `before` stands before the first one, `between` between them. */
static void each_spelling(FILE *out, const struct opt *opt, const char *before,
			  const char *between) {
	const char *next = opt->names, *name, *sep = before;
	size_t n;

	for (const char *l = opt->letters; l && *l; l++, sep = between)
		fprintf(out, "%s-%c", sep, *l);
	for (; (name = opt_each(&next, &n)); sep = between)
		fprintf(out, "%s--%.*s", sep, (int)n, name);
}

#define EACH_VISIBLE(opt) \
	for (const struct opt *opt = opt_table; opt < opt_table + opt_count; opt++) \
		if (!opt->hidden)

/* Text in single quotes for a shell; `special` characters get a backslash first. */
static void quoted(FILE *out, const char *s, const char *special, const char *quote_escape) {
	for (; *s; s++) {
		if (*s == '\'')
			fputs(quote_escape, out);
		else if (strchr(special, *s))
			fprintf(out, "\\%c", *s);
		else
			fputc(*s, out);
	}
}

/* bash */

static void bash_values(FILE *out, const struct opt *opt) {
	if (opt->arg == ARG_NONE || opt->complete == COMPLETE_NONE)
		return;
	each_spelling(out, opt, "\t\t", " | ");
	fputs(")\n", out);
	switch (opt->complete) {
	case COMPLETE_NONE: break;
	case COMPLETE_FILE:
		fputs("\t\t\t_pmap_reply -f\n\t\t\tcompopt -o filenames\n", out);
		break;
	case COMPLETE_DIR:
		fputs("\t\t\t_pmap_reply -d\n\t\t\tcompopt -o filenames\n", out);
		break;
	case COMPLETE_WORDS:
		fprintf(out, "\t\t\t_pmap_reply -W '%s'\n", opt->words);
		break;
	case COMPLETE_WORDS_OR_FILE:
		fprintf(out, "\t\t\t_pmap_reply -f -W '%s'\n", opt->words);
		break;
	}
	fputs("\t\t\treturn\n\t\t\t;;\n", out);
}

static const char bash_start[] =
	"\n"
	"_pmap_reply() {\n"
	"\tmapfile -t COMPREPLY < <(compgen \"$@\" -- \"$cur\")\n"
	"}\n"
	"\n"
	"_pmap() {\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} at=1 attached=no opt\n"
	"\n"
	"\tCOMPREPLY=()\n"
	"\t# Options end at the first word that is none. The = in --name=value is a word of its own.\n"
	"\twhile ((at < COMP_CWORD)); do\n"
	"\t\tcase ${COMP_WORDS[at]} in\n"
	"\t\t--)\n"
	"\t\t\t((at++))\n"
	"\t\t\tbreak\n"
	"\t\t\t;;\n"
	"\t\t=) ((at++)) ;;\n";

static const char bash_middle[] =
	")\n"
	"\t\t\t[[ ${COMP_WORDS[at + 1]} == '=' ]] || ((at++))\n"
	"\t\t\t;;\n"
	"\t\t-?*) ;;\n"
	"\t\t*) break ;;\n"
	"\t\tesac\n"
	"\t\t((at++))\n"
	"\tdone\n"
	"\tif ((at < COMP_CWORD)); then\n"
	"\t\tlocal i\n"
	"\t\tfor ((i = at; i < COMP_CWORD; i++)); do\n"
	"\t\t\tif [[ ${COMP_WORDS[i]} == ::* ]]; then\n"
	"\t\t\t\t_pmap_reply -f\n"
	"\t\t\t\tcompopt -o filenames\n"
	"\t\t\t\treturn\n"
	"\t\t\tfi\n"
	"\t\tdone\n"
	"\t\tif declare -F _command_offset >/dev/null; then\n"
	"\t\t\t_command_offset \"$at\"\n"
	"\t\telse\n"
	"\t\t\t_pmap_reply -f\n"
	"\t\t\tcompopt -o filenames\n"
	"\t\tfi\n"
	"\t\treturn\n"
	"\tfi\n"
	"\n"
	"\topt=${COMP_WORDS[COMP_CWORD - 1]}\n"
	"\tif [[ $cur == '=' ]]; then\n"
	"\t\tcur=\n"
	"\t\tattached=yes\n"
	"\telif [[ $opt == '=' ]]; then\n"
	"\t\topt=${COMP_WORDS[COMP_CWORD - 2]}\n"
	"\t\tattached=yes\n"
	"\tfi\n";

static const char bash_end[] =
	"\telse\n"
	"\t\t_pmap_reply -c\n"
	"\tfi\n"
	"}\n"
	"\n"
	"complete -F _pmap pmap\n";

/* One case for options of which the next word is the value, one for those that want "=". */
static void bash_cases(FILE *out, bool next_word) {
	const char *sep = "\t\t";

	EACH_VISIBLE(opt)
		if (takes_next(opt) == next_word)
			bash_values(out, opt);
	EACH_VISIBLE(opt)
		if (takes_next(opt) == next_word && opt->arg != ARG_NONE && opt->complete == COMPLETE_NONE) {
			each_spelling(out, opt, sep, " | ");
			sep = " | ";
		}
	fputs(")\n\t\t\treturn\n\t\t\t;;\n", out);
}

void bash_print(FILE *out) {
	const char *sep = "\t\t";

	fprintf(out, made, "bash");
	fputs("# shellcheck shell=bash\n", out);
	fputs(bash_start, out);
	EACH_VISIBLE(opt)
		if (takes_next(opt)) {
			each_spelling(out, opt, sep, " | ");
			sep = " | ";
		}
	fputs(bash_middle, out);
	fputs("\tcase $opt in\n", out);
	bash_cases(out, true);
	fputs("\tesac\n\tif [[ $attached == yes ]]; then\n\t\tcase $opt in\n", out);
	bash_cases(out, false);
	fputs("\t\tesac\n\t\treturn\n\tfi\n\tif [[ $cur == -* ]]; then\n\t\t_pmap_reply -W '", out);
	sep = "";
	EACH_VISIBLE(opt) {
		each_spelling(out, opt, sep, " ");
		sep = " ";
	}
	fputs("'\n", out);
	fputs(bash_end, out);
}

/* zsh */

static void zsh_action(FILE *out, const struct opt *opt) {
	fputs(opt->arg == ARG_VALUE ? ":" : "::", out);
	quoted(out, opt->placeholder, ":", "'\\''");
	switch (opt->complete) {
	case COMPLETE_NONE: fputs(": ", out); break;
	case COMPLETE_FILE: fputs(":_files", out); break;
	case COMPLETE_DIR: fputs(":_directories", out); break;
	case COMPLETE_WORDS: fprintf(out, ":(%s)", opt->words); break;
	case COMPLETE_WORDS_OR_FILE:
		fprintf(out, ":{_alternative \"words:value:(%s)\" \"files:file:_files\"}", opt->words);
		break;
	}
}

/* How _arguments wants a spelling whose value may or must be attached. */
static const char *zsh_suffix(const struct opt *opt, bool is_long) {
	switch (opt->arg) {
	case ARG_NONE: return "";
	case ARG_VALUE: return is_long ? "=" : "+";
	case ARG_ATTACHED: return is_long ? "=-" : "";
	default: return is_long ? "=-" : "-";
	}
}

static void zsh_option(FILE *out, const struct opt *opt) {
	const char *next = opt->names, *name;
	size_t n, spellings = opt->letters ? strlen(opt->letters) : 0;

	while (opt_each(&next, &n))
		spellings++;
	fputs("\t'", out);
	if (opt->set == set_input_file) {
		fputc('*', out); /* may be given again */
	} else if (spellings > 1) {
		each_spelling(out, opt, "(", " ");
		fputc(')', out);
	}
	fputs(spellings > 1 ? "'{" : "", out);
	const char *sep = "";
	for (const char *l = opt->letters; l && *l; l++, sep = ",")
		fprintf(out, "%s-%c%s", sep, *l, zsh_suffix(opt, false));
	for (next = opt->names; (name = opt_each(&next, &n)); sep = ",")
		fprintf(out, "%s--%.*s%s", sep, (int)n, name, zsh_suffix(opt, true));
	fputs(spellings > 1 ? "}'[" : "[", out);
	quoted(out, opt->help, "[]:", "'\\''");
	fputc(']', out);
	if (opt->arg != ARG_NONE)
		zsh_action(out, opt);
	fputs("'\n", out);
}

void zsh_print(FILE *out) {
	fputs("#compdef pmap\n", out);
	fprintf(out, made, "zsh");
	fputs("\n"
	      "local curcontext=$curcontext state line\n"
	      "typeset -A opt_args\n"
	      "local -a options\n"
	      "\n"
	      "options=(\n", out);
	EACH_VISIBLE(opt)
		zsh_option(out, opt);
	fputs(")\n"
	      "_arguments -C -s -S -A '-*' \"${options[@]}\" '*::command:->command' && return\n"
	      "if [[ $state == command ]]; then\n"
	      "\tlocal before=(${words[1,CURRENT-1]})\n"
	      "\tif (( ${before[(I):::*]} )); then\n"
	      "\t\t_files\n"
	      "\telse\n"
	      "\t\t_normal\n"
	      "\tfi\n"
	      "fi\n", out);
}

/* fish */

static void fish_spellings(FILE *out, const struct opt *opt) {
	const char *next = opt->names, *name;
	size_t n;

	for (const char *l = opt->letters; l && *l; l++)
		fprintf(out, " -s %c", *l);
	while ((name = opt_each(&next, &n)))
		fprintf(out, " %s %.*s", n > 1 ? "-l" : "-s", (int)n, name);
}

static void fish_option(FILE *out, const struct opt *opt) {
	fputs("complete -c pmap -n __pmap_before_command", out);
	fish_spellings(out, opt);
	switch (opt->arg == ARG_NONE ? COMPLETE_NONE : opt->complete) {
	case COMPLETE_NONE: fputs(opt->arg == ARG_VALUE ? " -x" : "", out); break;
	case COMPLETE_FILE: fputs(opt->arg == ARG_VALUE ? " -r -F" : "", out); break;
	case COMPLETE_DIR: fputs(" -x -a '(__fish_complete_directories)'", out); break;
	case COMPLETE_WORDS:
		fprintf(out, "%s -a '%s'", opt->arg == ARG_VALUE ? " -x" : " -f", opt->words);
		break;
	case COMPLETE_WORDS_OR_FILE: fprintf(out, " -r -F -a '%s'", opt->words); break;
	}
	fputs(" -d '", out);
	quoted(out, opt->help, "\\", "\\'");
	fputs("'\n", out);
}

void fish_print(FILE *out) {
	fprintf(out, made, "fish");
	fputs("\n# True while no command was given yet.\n"
	      "function __pmap_before_command\n"
	      "\tset -l skip no\n"
	      "\tfor word in (commandline -opc)[2..-1]\n"
	      "\t\tif test $skip = yes\n"
	      "\t\t\tset skip no\n"
	      "\t\t\tcontinue\n"
	      "\t\tend\n"
	      "\t\tswitch $word\n"
	      "\t\t\tcase --\n"
	      "\t\t\t\treturn 1\n"
	      "\t\t\tcase", out);
	EACH_VISIBLE(opt)
		if (takes_next(opt))
			each_spelling(out, opt, " ", " ");
	fputs("\n\t\t\t\tset skip yes\n"
	      "\t\t\tcase '-*'\n"
	      "\t\t\tcase '*'\n"
	      "\t\t\t\treturn 1\n"
	      "\t\tend\n"
	      "\tend\n"
	      "\treturn 0\n"
	      "end\n\n", out);
	EACH_VISIBLE(opt)
		fish_option(out, opt);
	fputs("complete -c pmap -x -a '(__fish_complete_subcommand --", out);
	EACH_VISIBLE(opt)
		if (takes_next(opt))
			each_spelling(out, opt, " ", " ");
	fputs(")'\n", out);
}
