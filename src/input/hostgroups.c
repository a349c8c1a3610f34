/* SPDX-License-Identifier: MIT */
/* Without any host of --sshlogin the only group is `:`, this machine. */
#include "input/hostgroups.h"

#include <string.h>

#include "cli/hosts.h"

bool hostgroups_known(const struct options *o, const char *groups, size_t len) {
	for (size_t i = 0; i < o->login_count; i++)
		if (hosts_in_groups(o->logins[i].groups, groups, len))
			return true;
	return !o->login_count && hosts_in_groups(":", groups, len);
}

void hostgroups_cut(const char *p, size_t *len, struct value *groups) {
	const char *at = *len ? memchr(p, '@', *len) : NULL;

	if (!at || (size_t)(at - p) + 1 == *len)
		return;
	*groups = (struct value){ at + 1, *len - (size_t)(at - p) - 1 };
	*len = (size_t)(at - p);
}
