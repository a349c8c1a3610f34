/* SPDX-License-Identifier: MIT */
/* -S, --sshloginfile and what belongs to them: the lists of hosts, read and judged. */
#pragma once

#include "base/err.h"
#include "cli/options.h"

/*
 * Read the lists of hosts, `o->hosts`. Only this machine (`:`) can be in them; *ret_cpus gets the number of CPUs that they say it has, 0
 * when they do not. Says on stderr which options have no effect for that. 0, or -errno with err set before any task has started: a list
 * that cannot be read, a host that is none or another machine.
 */
int hosts_resolve(const struct options *o, unsigned *ret_cpus, struct err *err);
