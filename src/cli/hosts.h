/* SPDX-License-Identifier: MIT */
/* -S, --sshloginfile and what belongs to them: the lists of hosts, read and judged. */
#pragma once

#include "base/err.h"
#include "cli/options.h"

/*
 * Read the lists of hosts, `o->hosts`. When only this machine (`:`) is in them, *ret_cpus gets the number of CPUs that they say it has, 0
 * when they do not, and what has no effect for that is said on stderr; otherwise `o->logins` gets them, each once. 0, or -errno with err
 * set before any task has started: a list that cannot be read, or no host in it.
 */
int hosts_resolve(struct options *o, unsigned *ret_cpus, struct err *err);

/*
 * Read them again while a run of `o` goes on: ret->logins, in memory of `ret` (zeroed before; options_release behind it
 * in any case). 0, or -errno with err set: there is no host, or what is there is no list.
 */
int hosts_again(const struct options *o, struct options *ret, struct err *err);

/* Is `group` one of `groups`, names with + between? */
bool hosts_in_group(const char *groups, const char *group, size_t len);
/* ... or one of `any`, the same? */
bool hosts_in_groups(const char *groups, const char *any, size_t len);
