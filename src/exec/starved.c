/* SPDX-License-Identifier: MIT */
/*
 * The kernel tells what a sleeping process waits for: /proc/PID/syscall (proc(5)) has the number and arguments of its
 * system call. A process that is in read(2) on our empty pipe has done all it will ever do for what it has got; unless
 * its answer stands in a buffer of its own, or it has none.
 */
#include "config.h"

#include "exec/starved.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/io.h"
#include "base/process.h"

enum waits { WAITS_NOT, WAITS_IN_VAIN, WAITS_FOR_US };

/* "pipe:[123]" of one of its descriptors. */
static bool pipe_of(long pid, unsigned long long fd, char *to, size_t size) {
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%ld/fd/%llu", pid, fd);
	n = readlink(path, to, size - 1);
	if (n < 0)
		return false;
	to[n] = '\0';
	return !strncmp(to, "pipe:", 5);
}

static bool has_threads(long pid) {
	char path[64];
	struct stat st;

	/* A directory with an entry for each of them. */
	snprintf(path, sizeof(path), "/proc/%ld/task", pid);
	return stat(path, &st) || st.st_nlink != 3;
}

static enum waits wait_of(long pid, const char *ours) {
	char path[64], text[256], is[64];
	unsigned long long first;
	long number;

	snprintf(path, sizeof(path), "/proc/%ld/syscall", pid);
	if (io_slurp(path, text, sizeof(text)) <= 0 || sscanf(text, "%ld 0x%llx", &number, &first) != 2 || has_threads(pid))
		return WAITS_NOT;
#ifdef SYS_read
	if (number == SYS_read && pipe_of(pid, first, is, sizeof(is)))
		return strcmp(is, ours) ? WAITS_IN_VAIN : WAITS_FOR_US;
#endif
#ifdef SYS_wait4
	if (number == SYS_wait4)
		return WAITS_IN_VAIN;
#endif
#ifdef SYS_waitid
	if (number == SYS_waitid)
		return WAITS_IN_VAIN;
#endif
#ifdef SYS_rt_sigsuspend
	if (number == SYS_rt_sigsuspend)
		return WAITS_IN_VAIN;
#endif
	return WAITS_NOT;
}

bool starved(pid_t group, int in) {
	bool for_us = false, busy = false;
	struct dirent *e;
	struct stat st;
	char ours[64];
	int unread;
	DIR *d;

	if (fstat(in, &st) || ioctl(in, FIONREAD, &unread) || unread)
		return false;
	snprintf(ours, sizeof(ours), "pipe:[%llu]", (unsigned long long)st.st_ino);
	d = opendir("/proc");
	while (d && !busy && (e = readdir(d))) {
		long pid = strtol(e->d_name, NULL, 10);
		struct process_stat p;
		enum waits w;

		if (pid <= 0 || !process_stat((pid_t)pid, &p) || p.group != group || p.state == 'Z' || p.state == 'X')
			continue;
		w = wait_of(pid, ours);
		for_us |= w == WAITS_FOR_US;
		busy = w == WAITS_NOT;
	}
	if (d)
		closedir(d);
	return for_us && !busy;
}
