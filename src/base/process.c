/* SPDX-License-Identifier: MIT */
#include "base/process.h"

#include <stdio.h>
#include <string.h>

#include "base/io.h"

bool process_stat_parse(const char *text, struct process_stat *ret) {
	const char *end = strrchr(text, ')'); /* the name before it may hold anything */
	int parent, group, session;
	char state;

	if (!end || sscanf(end + 1, " %c %d %d %d", &state, &parent, &group, &session) != 4)
		return false;
	*ret = (struct process_stat){ state, parent, group, session };
	return true;
}

bool process_stat(pid_t pid, struct process_stat *ret) {
	char path[64], text[512];

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	return io_slurp(path, text, sizeof(text)) > 0 && process_stat_parse(text, ret);
}
