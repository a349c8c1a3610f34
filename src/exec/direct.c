/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/direct.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sys.h"
#include "exec/shell.h"

extern char **environ;

/*
 * Builtins of dash and bash (their manuals' lists together), sorted. env and printenv are no builtins, but they show
 * variables that a shell would have changed (SHLVL, _), so they go to the shell too.
 */
static const char *const builtins[] = {
	".", ":", "[", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "chdir", "command", "compgen", "complete", "compopt",
	"continue", "declare", "dirs", "disown", "echo", "enable", "env", "eval", "exec", "exit", "export", "false", "fc", "fg",
	"getopts", "hash", "help", "history", "jobs", "kill", "let", "local", "logout", "mapfile", "popd", "printenv", "printf", "pushd",
	"pwd", "read", "readarray", "readonly", "return", "set", "shift", "shopt", "source", "suspend", "test", "times", "trap", "true",
	"type", "typeset", "ulimit", "umask", "unalias", "unset", "wait",
};

static int compare(const void *a, const void *b) {
	return strcmp(a, *(const char *const *)b);
}

static bool is_builtin(const char *name) {
	return bsearch(name, builtins, sizeof(builtins) / sizeof(*builtins), sizeof(*builtins), compare);
}

static bool is_named(const char *name, const char *a, const char *b, const char *c) {
	return !strcmp(name, a) || !strcmp(name, b) || !strcmp(name, c);
}

bool direct_depends_on_values(const char *name) {
	return !strcmp(name, "echo"); /* true and false only do for a single word, which makes no long line */
}

/* Builtins that do exactly what the program of that name does, for these arguments, in every sh. */
static bool same_as_program(const struct words *w) {
	const char *name = w->argv[0];

	if (is_named(name, "true", "false", "true"))
		return w->argc != 2 || w->argv[1][0] != '-';
	if (strcmp(name, "echo"))
		return false;
	if (w->argc > 1 && w->argv[1][0] == '-')
		return false;
	for (size_t i = 1; i < w->argc; i++)
		if (strchr(w->argv[i], '\\'))
			return false;
	return true;
}

/* Start-up files or options in the environment can redefine anything. */
static bool environment_interferes(bool bash) {
	static const char *const names[] = { "BASH_ENV=", "SHELLOPTS=", "BASHOPTS=" };

	for (char **e = environ; *e; e++)
		for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
			if (bash && !strncmp(*e, names[i], strlen(names[i])))
				return true;
	return false;
}

void direct_rules_init(struct direct_rules *r, const char *shell) {
	const char *name = shell_name(shell);
	bool bash = !strcmp(name, "bash");

	*r = (struct direct_rules){ .search = getenv("PATH") };
	r->allowed = r->search && is_named(name, "sh", "dash", "bash") && !environment_interferes(bash);
	mutex_init(&r->mu);
}

void direct_rules_release(struct direct_rules *r) {
	free(r->name);
	mutex_release(&r->mu);
}

void direct_init(struct direct *d, struct direct_rules *rules) {
	d->rules = rules;
	d->name = NULL;
}

void direct_release(struct direct *d) {
	free(d->name);
	d->name = NULL;
}

static bool is_exported_function(const char *name) {
	size_t n = strlen(name);

	for (char **e = environ; *e; e++)
		if (!strncmp(*e, "BASH_FUNC_", 10) && !strncmp(*e + 10, name, n) && !strncmp(*e + 10 + n, "%%=", 3))
			return true;
	return false;
}

static bool search(const struct direct_rules *r, const char *name, char *path, size_t size) {
	size_t n = strlen(name);
	struct stat st;

	if (is_exported_function(name))
		return false;
	if (!strchr(name, '/'))
		return shell_which(name, r->search, false, path, size);
	if (n >= size || access(name, X_OK) || stat(name, &st) || !S_ISREG(st.st_mode))
		return false;
	memcpy(path, name, n + 1);
	return true;
}

/* Remember a find. Only a cache: without memory it is looked up again. */
static void keep(char **name, char *path, const char *new_name, const char *new_path) {
	size_t n = strlen(new_name) + 1;

	memcpy(path, new_path, strlen(new_path) + 1); /* the caller executes it, remembered or not */
	free(*name);
	*name = sys_malloc(n);
	if (*name)
		memcpy(*name, new_name, n);
}

/* First what this slot found last, then what any slot found last: a slot that begins need not search PATH again. */
static bool look_up(struct direct *d, const char *name) {
	struct direct_rules *r = d->rules;
	char path[PATH_MAX];
	bool known;

	if (d->name && !strcmp(d->name, name))
		return true;
	mutex_lock(&r->mu);
	known = r->name && !strcmp(r->name, name);
	if (known)
		keep(&d->name, d->path, name, r->path);
	mutex_unlock(&r->mu);
	if (known)
		return true;
	if (!search(r, name, path, sizeof(path)))
		return false;
	keep(&d->name, d->path, name, path);
	mutex_lock(&r->mu);
	keep(&r->name, r->path, name, path);
	mutex_unlock(&r->mu);
	return true;
}

const char *direct_find(struct direct *d, const struct words *w) {
	if (!d->rules->allowed || !w->argc || !w->argv[0][0])
		return NULL;
	if (is_builtin(w->argv[0]) && !same_as_program(w))
		return NULL;
	return look_up(d, w->argv[0]) ? d->path : NULL;
}
