/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "cli/generate.h"
#include "cli/options.h"

static int written(FILE *out, struct err *err) {
	errno = 0;
	if (fflush(out) || ferror(out))
		return err_sys(err, errno ? errno : EIO, "cannot write the text");
	return 0;
}

int options_help(FILE *out, const char *section, struct err *err) {
	if (!section)
		help_print(out, err_program());
	else if (!strcmp(section, "short"))
		help_short(out, err_program());
	else
		help_section(out, err_program(), section);
	return written(out, err);
}

int options_print(const char *what, struct err *err) {
	static const struct {
		const char *name;
		void (*print)(FILE *);
	} kinds[] = {
		{ "man", man_print },
		{ "bash", bash_print }, { "zsh", zsh_print }, { "fish", fish_print },
		{ "for-bash", bash_eval }, { "for-zsh", zsh_eval }, { "for-fish", fish_eval },
	};

	if (!strcmp(what, "help"))
		return options_help(stdout, NULL, err);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(what, kinds[i].name)) {
			kinds[i].print(stdout);
			return written(stdout, err);
		}
	return err_set(err, EINVAL, "option '--generate': '%s' is not bash, zsh, fish, man or help", what);
}
