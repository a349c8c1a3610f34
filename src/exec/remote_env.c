/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/remote_env.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/io.h"
#include "cli/config.h"

extern char **environ;

enum { LIST_SIZE = 1 << 18, PATH_SIZE = 4096 };

static void add(struct remote_env *e, const char *name, size_t n) {
	char *copy = xmalloc(n + 1);

	memcpy(copy, name, n);
	copy[n] = '\0';
	e->names = xrealloc(e->names, (e->count + 1) * sizeof(*e->names));
	e->names[e->count++] = copy;
}

static bool is_listed(const char *list, const char *name, size_t n) {
	for (const char *line = list; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strcspn(line, "\n") == n && !memcmp(line, name, n))
			return true;
	return false;
}

/* All that are exported but those of the first list that is found. */
static void add_all(struct remote_env *e) {
	static const char *const never[] = { "PWD", "OLDPWD", "SHLVL", "_", "HOME", "SHELL", "USER", "LOGNAME" };
	char *list = xcalloc(1, LIST_SIZE), dir[PATH_SIZE], path[PATH_SIZE + 16];

	for (unsigned i = 0; config_dir(i, dir, sizeof(dir)); i++) {
		(void)snprintf(path, sizeof(path), "%s/ignored_vars", dir);
		if (*dir && io_slurp(path, list, LIST_SIZE) >= 0)
			break;
	}
	for (char **v = environ; *v; v++) {
		size_t n = strcspn(*v, "=");
		bool skip = is_listed(list, *v, n);

		for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
			skip |= strlen(never[i]) == n && !strncmp(never[i], *v, n);
		if (skip)
			continue;
		if (!strncmp(*v, "BASH_FUNC_", 10) && n > 12)
			add(e, *v + 10, n - 12);
		else
			add(e, *v, n);
	}
	free(list);
}

void remote_env_init(struct remote_env *e, const struct options *o) {
	*e = (struct remote_env){ 0 };
	for (size_t i = 0; i < o->env_count; i++)
		if (strcmp(o->env[i], "_"))
			add(e, o->env[i], strlen(o->env[i]));
		else
			add_all(e);
}

void remote_env_release(struct remote_env *e) {
	for (size_t i = 0; i < e->count; i++)
		free((char *)e->names[i]);
	free(e->names);
}
