/* SPDX-License-Identifier: MIT */
/*
 * All hosts are this machine, so a group matters only by being there or not. Which there are stands in front of the hosts, as in
 * @group+group/host. Lists in files are believed to have what is asked for: they are read elsewhere.
 */
#include "input/hostgroups.h"

#include <string.h>

/* Does `list` have a host in the group? */
static bool has(const char *list, const char *group, size_t len) {
	for (const char *p = list; *p; p++) {
		const char *end;

		if ((p > list && !strchr(",\n ", p[-1])) || *p != '@')
			continue;
		end = p + strcspn(p, "/,\n");
		while (*end == '/' && p < end) {
			size_t n = strcspn(++p, "+/");

			if (n == len && !memcmp(p, group, n))
				return true;
			p += n;
		}
	}
	return false;
}

static bool known(const struct options *o, const char *group, size_t len) {
	if (len == 1 && *group == ':')
		return true;
	for (size_t i = 0; i < o->host_count; i++)
		if (o->hosts[i].file || has(o->hosts[i].list, group, len))
			return true;
	return false;
}

bool hostgroups_known(const struct options *o, const char *groups, size_t len) {
	const char *end = groups + len;

	for (;;) {
		const char *plus = memchr(groups, '+', (size_t)(end - groups));

		if (known(o, groups, (size_t)((plus ? plus : end) - groups)))
			return true;
		if (!plus)
			return false;
		groups = plus + 1;
	}
}

void hostgroups_cut(const char *p, size_t *len, struct value *groups) {
	const char *at = *len ? memchr(p, '@', *len) : NULL;

	if (!at || (size_t)(at - p) + 1 == *len)
		return;
	*groups = (struct value){ at + 1, *len - (size_t)(at - p) - 1 };
	*len = (size_t)(at - p);
}
