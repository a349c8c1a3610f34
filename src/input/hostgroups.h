/* SPDX-License-Identifier: MIT */
/* --hostgroups: arguments that ask for groups of hosts, and whether there is a host in one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cli/options.h"
#include "input/columns.h"

/* `groups` are names with + between. One of them is enough: a host, or a group that -S puts a host in. */
bool hostgroups_known(const struct options *o, const char *groups, size_t len);

/* Take the groups off a record: what is behind its first @. *groups is left alone when there is nothing. */
void hostgroups_cut(const char *p, size_t *len, struct value *groups);
