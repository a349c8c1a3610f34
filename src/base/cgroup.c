/* SPDX-License-Identifier: MIT */
#include "base/cgroup.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"

uint64_t cgroup_number(const char *dir, const char *name, uint64_t none) {
	char path[PATH_MAX], text[64];

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path) || io_slurp(path, text, sizeof(text)) <= 0)
		return none;
	return text[0] >= '0' && text[0] <= '9' ? strtoull(text, NULL, 10) : none;
}

/* The least limit of mount + group and all its ancestors up to the mount. */
static uint64_t climb(const char *mount, const char *group, uint64_t (*limit)(const char *)) {
	char dir[PATH_MAX];
	size_t root = strlen(mount);
	uint64_t least = UINT64_MAX;

	if (!limit || snprintf(dir, sizeof(dir), "%s%s", mount, group) >= (int)sizeof(dir))
		return UINT64_MAX;
	for (;;) {
		uint64_t n = limit(dir);
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

/* The same where the tree is mounted at `dir` below /sys/fs/cgroup. */
static uint64_t climb_in(const char *root, const char *dir, const char *group, uint64_t (*limit)(const char *)) {
	char mount[PATH_MAX];

	if (snprintf(mount, sizeof(mount), "%s/sys/fs/cgroup%s%s", root, *dir ? "/" : "", dir) >= (int)sizeof(mount))
		return UINT64_MAX;
	return climb(mount, group, limit);
}

static uint64_t least_of(uint64_t a, uint64_t b) {
	return a < b ? a : b;
}

/* Version 2 is mounted alone, or beside version 1 as `unified`; a controller of version 1 by its name, or with those it came with. */
uint64_t cgroup_least(const char *root, const char *controller, uint64_t (*v2)(const char *dir), uint64_t (*v1)(const char *dir)) {
	char path[PATH_MAX], text[8192], *line, *save = NULL;
	uint64_t least = UINT64_MAX;

	if (snprintf(path, sizeof(path), "%s/proc/self/cgroup", root) >= (int)sizeof(path) || io_slurp(path, text, sizeof(text)) <= 0)
		return UINT64_MAX;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *names = strchr(line, ':'), *group = names ? strchr(names + 1, ':') : NULL;

		if (!group)
			continue;
		*names++ = '\0';
		*group++ = '\0';
		if (!strcmp(group, "/"))
			group++;
		if (*names && !list_has(names, controller))
			continue;
		if (*names)
			least = least_of(least, least_of(climb_in(root, controller, group, v1), climb_in(root, names, group, v1)));
		else
			least = least_of(least, least_of(climb_in(root, "", group, v2), climb_in(root, "unified", group, v2)));
	}
	return least;
}
