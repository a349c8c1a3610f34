/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "docs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "builtin/builtin.h"
#include "cli/record.h"
#include "exec/shell.h"
#include "stats/amdahl.h"
#include "stats/stats.h"

bool docs_mode(const struct options *o) {
	return o->mode == MODE_HELP || o->mode == MODE_VERSION || o->mode == MODE_GENERATE ||
	       o->mode == MODE_RECORD_ENV || o->mode == MODE_LIST_ENV ||
	       o->mode == MODE_AMDAHL || o->mode == MODE_SHOW;
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

static int amdahl(const char *spec, struct err *err) {
	struct buf b = { 0 };
	int rc = amdahl_text(&b, spec, err);

	if (!rc)
		rc = stats_store("-", &b, err);
	buf_release(&b);
	return rc;
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

bool docs_functions_wanted(const struct options *o) {
	return o->mode == MODE_RUN && o->command_count && !strcmp(o->command[0], "@help");
}

int docs_functions(void) {
	const struct builtin *b;

	printf("Functions run inside %s, without a program for each task:\n\n", err_program());
	for (size_t i = 0; (b = builtin_at(i)); i++)
		printf("  @%-9s%-47s %s\n", b->name, b->usage, b->help);
	printf("  @%-9s%-47s %s\n", "help", "", "this list");
	printf("  %-10s%-47s %s\n", "@LIB:NAME", "[ARGUMENT...]", "your own, from a library: @./lib.so:name");
	printf("\nResults go to the task's output unless OUT is given, which appears when it is complete\n"
	       "and replaces a file only with -f. Nothing is removed. -c: all names are inputs. A block of\n"
	       "--pipe takes the place of FILE.\n");
	if (!ferror(stdout) && !fflush(stdout))
		return 0;
	err_say("cannot write to stdout");
	return 255;
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
	case MODE_AMDAHL: rc = amdahl(o->mode_arg, &err); break;
	case MODE_SHOW: rc = options_show(o, &err); break;
	default: break;
	}
	if (!rc)
		return 0;
	if (err.code)
		err_say("%s", err.msg);
	return 255;
}
