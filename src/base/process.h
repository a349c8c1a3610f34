/* SPDX-License-Identifier: MIT */
/* What /proc tells about a process. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct process_stat {
	char state;    /* R S D Z T t X I */
	pid_t parent, group, session;
};

/* The fields of /proc/PID/stat (proc(5)); false when the process is gone or /proc does not say. */
bool process_stat(pid_t pid, struct process_stat *ret);
/* The same from its text, which is the pure part. */
bool process_stat_parse(const char *text, struct process_stat *ret);
