/* SPDX-License-Identifier: MIT */
/* The link in /proc also works when the file was replaced or removed meanwhile, and it is this version for certain. */
#include "config.h"

#include "exec/self.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exec/shell.h"

const char *self_path(char *buf, size_t size) {
	const char *link = "/proc/self/exe", *name = NULL;

	if (access(link, X_OK) == 0)
		return link;
#ifdef __GLIBC__
	name = program_invocation_name;
#elif defined(__APPLE__) || defined(__FreeBSD__)
	name = getprogname();
#endif
	if (!name || !*name)
		return NULL;
	if (strchr(name, '/'))
		return access(name, X_OK) == 0 ? name : NULL;
	return shell_which(name, getenv("PATH"), false, buf, size) ? buf : NULL;
}
