/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/shell.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/process.h"

static const char *const shells[] = {
	"ash", "bash", "csh", "dash", "fdsh", "fish", "fizsh", "ksh", "ksh93", "mksh", "pdksh", "posh", "rbash", "rc", "rush",
	"rzsh", "sash", "sh", "static-sh", "tcsh", "yash", "zsh",
};

static bool is_shell(const char *name) {
	for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++)
		if (!strcmp(shells[i], name))
			return true;
	return false;
}

static bool executable(const char *path) {
	struct stat st;

	return access(path, X_OK) == 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool shell_which(const char *name, const char *path, bool absolute, char *buf, size_t size) {
	for (const char *s = path; s; s = strchr(s, ':') ? strchr(s, ':') + 1 : NULL) {
		size_t n = strcspn(s, ":");
		int len;

		if (absolute && *s != '/')
			continue;
		len = n ? snprintf(buf, size, "%.*s/%s", (int)n, s, name) : snprintf(buf, size, "./%s", name);
		if (len > 0 && (size_t)len < size && executable(buf))
			return true;
	}
	return false;
}

/* Name of a process; false when /proc does not say. Much cheaper for the kernel than its stat. */
static bool process_name(long pid, char *name, size_t size) {
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	n = io_slurp(path, name, size);
	if (n <= 0)
		return false;
	name[strcspn(name, "\n")] = '\0';
	return true;
}

/* Its parent; 0 when /proc does not say. */
static long process_parent(long pid) {
	struct process_stat s;

	return process_stat((pid_t)pid, &s) ? s.parent : 0;
}

const char *shell_said(void) {
	const char *said = getenv("PARALLEL_SHELL");

	return said && *said ? said : NULL;
}

const char *shell_find(char *buf, size_t size) {
	const char *said = shell_said(), *path = getenv("PATH");
	char name[64];
	long pid = getppid();

	if (said) {
		if (strchr(said, '/') || !path || !shell_which(said, path, true, buf, size))
			snprintf(buf, size, "%s", said);
		return buf;
	}
	for (int depth = 0; pid > 0 && depth < 64 && process_name(pid, name, sizeof(name)); depth++) {
		if (is_shell(name) && path && shell_which(name, path, true, buf, size))
			return buf;
		pid = process_parent(pid);
	}
	said = getenv("SHELL");
	snprintf(buf, size, "%s", said && *said == '/' && executable(said) ? said : "/bin/sh");
	return buf;
}

int shell_check(const char *found, struct err *err) {
	if (!shell_said() || executable(found))
		return 0;
	return err_set(err, ENOENT, "the shell of PARALLEL_SHELL, '%s', is not there or cannot be run", shell_said());
}

const char *shell_name(const char *path) {
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
