/* SPDX-License-Identifier: MIT */
/*
 * /proc/stat and not ps or the load average: it is one small file, it is as old as the reading, and it counts blocked
 * tasks, too. MemAvailable is the kernel's own estimate of what can be had without swapping; in a container the limit
 * of the control group may be nearer, of which the file cache that can be dropped (inactive_file) counts as free.
 */
#include "base/meters.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cgroup.h"
#include "base/io.h"
#include "base/sys.h"

/* The file root + name, as much as fits. Length or -errno. */
static ssize_t slurp(const char *root, const char *name, char *text, size_t size) {
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s%s", root, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	return io_slurp(path, text, size);
}

/* The number behind `word` at the start of a line. */
static int field(const char *text, const char *word, uint64_t *ret) {
	size_t n = strlen(word);

	for (const char *p = text; p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL)
		if (!strncmp(p, word, n) && (p[n] == ' ' || p[n] == ':')) {
			*ret = strtoull(p + n + 1, NULL, 10);
			return 0;
		}
	return -ENODATA;
}

/* A file of any length in memory of its own; NULL when it cannot be had. */
static char *read_all(const char *root, const char *name) {
	size_t size = 16384;
	char *text = NULL;

	for (; size <= 64u << 20; size *= 2) {
		char *more = sys_realloc(text, size);
		ssize_t n = more ? slurp(root, name, more, size) : -1;

		if (!more || n < 0) {
			free(more ? more : text);
			return NULL;
		}
		text = more;
		if ((size_t)n + 1 < size)
			return text;
	}
	free(text);
	return NULL;
}

int meters_tasks(const char *root, unsigned *ret) {
	char *text = read_all(root, "/proc/stat"); /* its line of interrupts may be long */
	uint64_t running, blocked = 0;
	int rc;

	if (!text)
		return -ENODATA;
	rc = field(text, "procs_running", &running);
	(void)field(text, "procs_blocked", &blocked);
	free(text);
	if (rc)
		return rc;
	*ret = (unsigned)(running + blocked - (running > 0));
	return 0;
}

/* What a group's limit leaves. */
static uint64_t left(const char *dir, const char *limit_name, const char *used_name, const char *cache_word) {
	uint64_t limit = cgroup_number(dir, limit_name, UINT64_MAX), used, cache = 0;
	char *stat;

	if (limit == UINT64_MAX)
		return UINT64_MAX;
	used = cgroup_number(dir, used_name, 0);
	stat = read_all(dir, "/memory.stat");
	if (stat)
		(void)field(stat, cache_word, &cache);
	free(stat);
	used = used > cache ? used - cache : 0;
	return limit > used ? limit - used : 0;
}

static uint64_t left_v2(const char *dir) {
	uint64_t hard = left(dir, "memory.max", "memory.current", "inactive_file");
	uint64_t soft = left(dir, "memory.high", "memory.current", "inactive_file");

	return soft < hard ? soft : hard;
}

static uint64_t left_v1(const char *dir) {
	return left(dir, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
}

int meters_memory(const char *root, uint64_t *ret) {
	char text[8192];
	ssize_t n = slurp(root, "/proc/meminfo", text, sizeof(text));
	uint64_t kb, group;

	if (n < 0)
		return (int)n;
	if (field(text, "MemAvailable", &kb) && field(text, "MemFree", &kb))
		return -ENODATA;
	group = cgroup_least(root, "memory", left_v2, left_v1);
	*ret = group < kb * 1024 ? group : kb * 1024;
	return 0;
}

int meters_swap(const char *root, struct meters_swap *ret) {
	struct meters_swap s = { 0 };
	char *text = read_all(root, "/proc/vmstat");
	int rc = -ENODATA;

	if (text && !field(text, "pswpin", &s.in) && !field(text, "pswpout", &s.out))
		rc = 0;
	free(text);
	if (!rc)
		*ret = s;
	return rc;
}

int meters_disks(const char *root, struct meters_disks *ret) {
	struct meters_disks d = { .count = 0 };
	char *text = read_all(root, "/proc/diskstats");

	if (!text)
		return -ENODATA;
	for (const char *p = text; p && *p && d.count < METERS_DISKS; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL) {
		unsigned major, minor;
		unsigned long long busy;

		/*
		 * major minor name, then ten counters: the tenth is the time with requests in flight
		 * (Documentation/admin-guide/iostats.rst)
		 */
		if (sscanf(p, "%u %u %*s %*u %*u %*u %*u %*u %*u %*u %*u %*u %llu", &major, &minor, &busy) != 3)
			continue;
		d.disk[d.count].major = major;
		d.disk[d.count].minor = minor;
		d.disk[d.count++].busy_ms = busy;
	}
	free(text);
	*ret = d;
	return 0;
}

double meters_disk_use(const struct meters_disks *before, const struct meters_disks *after, nsec apart) {
	double most = 0;

	if (apart <= 0)
		return 0;
	for (unsigned i = 0; i < after->count; i++)
		for (unsigned j = 0; j < before->count; j++) {
			double use;

			if (after->disk[i].major != before->disk[j].major || after->disk[i].minor != before->disk[j].minor ||
			    after->disk[i].busy_ms < before->disk[j].busy_ms)
				continue;
			use = (double)(after->disk[i].busy_ms - before->disk[j].busy_ms) * 1e6 / (double)apart * 100;
			if (use > most)
				most = use;
		}
	return most < 100 ? most : 100;
}
