/* SPDX-License-Identifier: MIT */
/* In a container the number of CPUs is what the cgroup's quota pays for, not what the machine has. */
#include "base/machine.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cgroup.h"
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

static uint64_t quota_cpus(long long quota, long long period) {
	return quota <= 0 || period <= 0 ? UINT64_MAX : (uint64_t)((quota + period - 1) / period);
}

/* cpu.max of version 2 ("max 100000" or "150000 100000") in dir. */
static uint64_t v2_limit(const char *dir) {
	char path[PATH_MAX], text[64];
	long long quota, period;

	if (snprintf(path, sizeof(path), "%s/cpu.max", dir) >= (int)sizeof(path) || io_slurp(path, text, sizeof(text)) <= 0)
		return UINT64_MAX;
	return sscanf(text, "%lld %lld", &quota, &period) == 2 ? quota_cpus(quota, period) : UINT64_MAX;
}

static uint64_t v1_limit(const char *dir) {
	uint64_t quota = cgroup_number(dir, "cpu.cfs_quota_us", 0), period = cgroup_number(dir, "cpu.cfs_period_us", 0);

	return quota < INT64_MAX && period < INT64_MAX ? quota_cpus((long long)quota, (long long)period) : UINT64_MAX;
}

unsigned machine_quota(const char *root) {
	uint64_t n = cgroup_least(root, "cpu", v2_limit, v1_limit);

	return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

/* The CPUs that are the first of those they share something with. */
static unsigned first_of(const char *root, const char *siblings) {
	unsigned n = 0;
	char path[PATH_MAX], text[256];

	for (long cpu = 0, cpus = 1 << 16; cpu < cpus; cpu++) {
		if (snprintf(path, sizeof(path), "%s/sys/devices/system/cpu/cpu%ld/topology/%s", root, cpu, siblings) >= (int)sizeof(path))
			return 0;
		if (io_slurp(path, text, sizeof(text)) > 0)
			n += strtol(text, NULL, 10) == cpu;
		else if (cpu >= sysconf(_SC_NPROCESSORS_CONF))
			break;
	}
	return n;
}

unsigned machine_units(const char *root, enum machine_unit unit) {
	unsigned n = 0;

	if (unit == MACHINE_CORES)
		n = first_of(root, "thread_siblings_list");
	else if (unit == MACHINE_SOCKETS)
		n = first_of(root, "core_siblings_list");
	else
		return machine_cpus();
	if (n)
		return n;
	return unit == MACHINE_SOCKETS ? 1 : machine_cpus();
}

unsigned machine_cpus(void) {
	unsigned n = affinity_cpus(), limit = machine_quota("");
	const char *said = getenv("PMAP_CPUS");

	if (limit < n)
		n = limit;
	if (said && strtoul(said, NULL, 10) > 0 && strtoul(said, NULL, 10) < n)
		n = (unsigned)strtoul(said, NULL, 10);
	return n ? n : 1;
}

const char *machine_cpus_source(void) {
	unsigned n = affinity_cpus(), used = machine_cpus();

	if (used >= n)
		return "affinity";
	return machine_quota("") <= used ? "cgroup" : "PMAP_CPUS";
}

/* pids.max counts threads, too, and has the same name in both versions. */
static uint64_t pids_left(const char *dir) {
	uint64_t most = cgroup_number(dir, "pids.max", UINT64_MAX), used = cgroup_number(dir, "pids.current", 0);

	return most == UINT64_MAX ? most : most > used ? most - used : 0;
}

uint64_t machine_processes(const char *root) {
	uint64_t n = cgroup_least(root, "pids", pids_left, pids_left);
#ifdef RLIMIT_NPROC
	struct rlimit r;

	if (geteuid() && !getrlimit(RLIMIT_NPROC, &r) && r.rlim_cur != RLIM_INFINITY && r.rlim_cur < n)
		n = r.rlim_cur; /* what the user's other processes take of it nobody tells */
#endif
	return n;
}

void machine_name(char *ret, size_t size) {
	*ret = '\0';
	/* A name that is cut may come without its NUL (POSIX), or as an error. */
	if ((gethostname(ret, size - 1) && errno != ENAMETOOLONG) || !*ret)
		snprintf(ret, size, "localhost");
	ret[size - 1] = '\0';
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
