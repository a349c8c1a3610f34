/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "docs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/record.h"
#include "exec/shell.h"

bool docs_mode(const struct options *o) {
	return o->mode == MODE_HELP || o->mode == MODE_VERSION || o->mode == MODE_GENERATE || o->mode == MODE_RECORD_ENV || o->mode == MODE_LIST_ENV || o->mode == MODE_SHOW;
}

static int version(struct err *err) {
	if (printf("pmap %s\n", PACKAGE_VERSION) < 0 || fflush(stdout))
		return err_sys(err, errno, "cannot write to stdout");
	return 0;
}

/* The names of --env, one a line: for the shell functions, which cannot read a command line. */
static int list_env(const struct options *o, struct err *err) {
	for (size_t i = 0; i < o->env_count; i++)
		(void)puts(o->env[i]);
	return fflush(stdout) || ferror(stdout) ? err_sys(err, errno, "cannot write to stdout") : 0;
}

static int generate(const char *what, struct err *err) {
	char shell[4096], name[16];

	if (strcmp(what, "for-auto"))
		return options_print(what, err);
	snprintf(name, sizeof(name), "for-%.10s", shell_name(shell_find(shell, sizeof(shell))));
	if (strcmp(name, "for-bash") && strcmp(name, "for-zsh") && strcmp(name, "for-fish"))
		return err_set(err, EINVAL, "option '--shell-completion': there is none for '%s'; say bash, zsh or fish", name + 4);
	return options_print(name, err);
}

int docs_run(const struct options *o) {
	struct err err = { 0 };
	int rc = 0;

	switch (o->mode) {
	case MODE_HELP: rc = options_help(stdout, o->mode_arg, &err); break;
	case MODE_VERSION: rc = version(&err); break;
	case MODE_GENERATE: rc = generate(o->mode_arg, &err); break;
	case MODE_RECORD_ENV: rc = record_write(&err); break;
	case MODE_LIST_ENV: rc = list_env(o, &err); break;
	case MODE_SHOW: rc = options_show(o, &err); break;
	default: break;
	}
	if (!rc)
		return 0;
	if (err.code)
		err_say("%s", err.msg);
	return 255;
}
