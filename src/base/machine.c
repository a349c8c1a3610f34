/* SPDX-License-Identifier: MIT */
/*
 * In a container the number of CPUs is what the cgroup's quota pays for, not what the machine has. Both cgroup versions are
 * looked at, on every ancestor of our group, because either may be mounted and a limit may be anywhere above us.
 */
#include "base/machine.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"

extern char **environ;

static unsigned affinity_cpus(void) {
#ifdef __linux__
	/* The mask may be larger than cpu_set_t on big machines: grow until the kernel is content. */
	for (size_t cpus = 1024; cpus <= 1 << 16; cpus *= 4) {
		cpu_set_t *set = CPU_ALLOC(cpus);
		size_t size = CPU_ALLOC_SIZE(cpus);
		unsigned n = 0;

		if (!set)
			break;
		if (sched_getaffinity(0, size, set) == 0)
			n = (unsigned)CPU_COUNT_S(size, set);
		CPU_FREE(set);
		if (n)
			return n;
	}
#endif
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? (unsigned)n : 1;
}

static unsigned quota_cpus(long long quota, long long period) {
	if (quota <= 0 || period <= 0)
		return UINT_MAX;
	long long n = (quota + period - 1) / period;

	return n > UINT_MAX ? UINT_MAX : (unsigned)n;
}

/* cpu.max of version 2 ("max 100000" or "150000 100000") in dir. */
static unsigned v2_limit(const char *dir) {
	char path[PATH_MAX], text[64];
	long long quota, period;

	if (snprintf(path, sizeof(path), "%s/cpu.max", dir) >= (int)sizeof(path) || io_slurp(path, text, sizeof(text)) <= 0)
		return UINT_MAX;
	return sscanf(text, "%lld %lld", &quota, &period) == 2 ? quota_cpus(quota, period) : UINT_MAX;
}

static long long read_number(const char *dir, const char *name) {
	char path[PATH_MAX], text[64];

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path) || io_slurp(path, text, sizeof(text)) <= 0)
		return -1;
	return strtoll(text, NULL, 10);
}

static unsigned v1_limit(const char *dir) {
	long long quota = read_number(dir, "cpu.cfs_quota_us");

	return quota > 0 ? quota_cpus(quota, read_number(dir, "cpu.cfs_period_us")) : UINT_MAX;
}

/* The least limit of mount + group and all its ancestors up to the mount. */
static unsigned climb(const char *mount, const char *group, unsigned (*limit)(const char *)) {
	char dir[PATH_MAX];
	size_t root = strlen(mount);
	unsigned least = UINT_MAX;

	if (snprintf(dir, sizeof(dir), "%s%s", mount, group) >= (int)sizeof(dir))
		return UINT_MAX;
	for (;;) {
		unsigned n = limit(dir);
		char *slash;

		if (n < least)
			least = n;
		slash = strrchr(dir, '/');
		if (!slash || (size_t)(slash - dir) < root)
			return least;
		*slash = '\0';
	}
}

/* True when the comma-separated list holds the word. */
static int list_has(const char *list, const char *word) {
	size_t n = strlen(word);

	for (const char *s = list; *s; s += strcspn(s, ",") + (s[strcspn(s, ",")] == ','))
		if (!strncmp(s, word, n) && (s[n] == ',' || s[n] == '\0'))
			return 1;
	return 0;
}

static unsigned cgroup_cpus(void) {
	char text[8192], *line, *save = NULL;
	unsigned least = UINT_MAX;

	if (io_slurp("/proc/self/cgroup", text, sizeof(text)) <= 0)
		return UINT_MAX;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *names = strchr(line, ':'), *group = names ? strchr(names + 1, ':') : NULL;
		unsigned n = UINT_MAX;

		if (!group)
			continue;
		*names++ = '\0';
		*group++ = '\0';
		if (!strcmp(group, "/"))
			group++;
		if (!*names)
			n = climb("/sys/fs/cgroup", group, v2_limit);
		else if (list_has(names, "cpu"))
			n = climb("/sys/fs/cgroup/cpu", group, v1_limit);
		if (n < least)
			least = n;
	}
	return least;
}

unsigned machine_cpus(void) {
	unsigned n = affinity_cpus(), limit = cgroup_cpus();
	const char *said = getenv("PMAP_CPUS");

	if (limit < n)
		n = limit;
	if (said && strtoul(said, NULL, 10) > 0 && strtoul(said, NULL, 10) < n)
		n = (unsigned)strtoul(said, NULL, 10);
	return n ? n : 1;
}

size_t machine_arg_max(void) {
	long max = sysconf(_SC_ARG_MAX);
	size_t used = 4096; /* head-room for the auxiliary vector and what a shell adds */

	for (char **e = environ; *e; e++)
		used += strlen(*e) + 1 + sizeof(char *);
	if (max < 0 || max > 6 * 1024 * 1024)
		max = 6 * 1024 * 1024; /* Linux: three quarters of 8 MiB, however large the stack may grow */
	return (size_t)max > used + 4096 ? (size_t)max - used : 4096;
}

size_t machine_arg_one(void) {
#ifdef __linux__
	return 32 * (size_t)sysconf(_SC_PAGESIZE);
#else
	return machine_arg_max();
#endif
}
