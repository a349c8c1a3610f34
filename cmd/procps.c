/* SPDX-License-Identifier: MIT */
/* Scripts that were written for procps' pmap go on working where this one comes first in PATH. */
#include "config.h"

#include "procps.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "exec/shell.h"

#define STATUS_OWN_ERROR 255

static bool is_number(const char *s) {
	return *s && s[strspn(s, "0123456789")] == '\0';
}

/* One of its options; *takes is set when the next word is the value. -n and -N write a file and have no process. */
static bool is_option(const char *s, bool *takes) {
	static const char *const names[] = { "--extended", "--device", "--quiet", "--show-path", "--read-rc" };

	*takes = !strcmp(s, "-A") || !strcmp(s, "-C");
	if (*takes)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(s, names[i]))
			return true;
	return s[0] == '-' && s[1] && s[1 + strspn(s + 1, "xXdqpc")] == '\0';
}

/* The first number; NULL when something else than procps can be meant. */
static const char *process(int argc, char *const *argv) {
	const char *number = NULL;

	for (int i = 1; i < argc; i++) {
		bool takes = false;

		if (is_number(argv[i]))
			number = number ? number : argv[i];
		else if (!is_option(argv[i], &takes) || (takes && ++i == argc))
			return NULL;
	}
	return number;
}

bool procps_meant(int argc, char *const *argv) {
	const char *no = getenv("PMAP_NO_PROCPS"), *number = process(argc, argv);
	char path[PATH_MAX];

	if (!number || (no && *no && strcmp(no, "0")))
		return false;
	return !shell_which(number, getenv("PATH"), false, path, sizeof(path));
}

int procps_become(char **argv) {
	struct stat us, other;
	bool known = stat("/proc/self/exe", &us) == 0;
	char path[PATH_MAX];
	int argc = 0;

	for (const char *dir = getenv("PATH"); dir; dir = strchr(dir, ':') ? strchr(dir, ':') + 1 : NULL) {
		int n = (int)strcspn(dir, ":");

		if (snprintf(path, sizeof(path), "%.*s/pmap", n ? n : 1, n ? dir : ".") >= (int)sizeof(path) || stat(path, &other) ||
		    !S_ISREG(other.st_mode) || access(path, X_OK))
			continue;
		if (!known || us.st_dev != other.st_dev || us.st_ino != other.st_ino)
			execv(path, argv);
	}
	while (argv[argc])
		argc++;
	err_say("this is the parallel map; for a memory map install procps (or read /proc/%s/maps)", process(argc, argv));
	return STATUS_OWN_ERROR;
}
