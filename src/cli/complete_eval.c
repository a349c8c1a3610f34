/* SPDX-License-Identifier: MIT */
/* Completion code that is given to eval instead of being installed. An interactive zsh takes no comments there. */
#include <stdlib.h>
#include <string.h>

#include "cli/generate.h"

static bool renamed(void) {
	return strcmp(err_program(), "pmap") != 0;
}

void bash_eval(FILE *out) {
	bash_print(out);
	if (renamed())
		fprintf(out, "complete -F _pmap %s\n", err_program());
}

void zsh_eval(FILE *out) {
	char *text = NULL;
	size_t n;
	FILE *body = open_memstream(&text, &n);

	if (!body)
		return;
	zsh_print(body);
	if (fclose(body)) {
		free(text);
		return;
	}
	fputs("_pmap() {\n", out);
	for (char *line = text, *end; *line; line = end + (*end == '\n')) {
		end = line + strcspn(line, "\n");
		if (*line != '#')
			fprintf(out, "%.*s\n", (int)(end - line), line);
	}
	free(text);
	fprintf(out, "}\n(( $+functions[compdef] )) || { autoload -Uz compinit; compinit }\ncompdef _pmap pmap %s\n",
		renamed() ? err_program() : "");
}

void fish_eval(FILE *out) {
	fish_print(out);
	if (renamed())
		fprintf(out, "complete -c %s -w pmap\n", err_program());
}
