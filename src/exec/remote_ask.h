/* SPDX-License-Identifier: MIT */
/* Questions to hosts: does it answer, how many CPUs has it, what is its load? */
#pragma once

#include "base/sync.h"
#include "exec/remote_host.h"

struct remote_asker {
	const struct options *options;
	const struct proc_world *world;
	struct guardian *guardian;
	int lifeline;            /* stdin of shared connections: they go when it ends */
};

/*
 * Ask those hosts that have to be, which nobody else knows yet: fills in cpus and gone, starts shared connections, and
 * says on stderr which do not answer. Blocks, until `stop` closes (NULL = nothing does) at most. 0 or -errno with err
 * set: it is we who are in trouble.
 */
int remote_ask_all(const struct remote_asker *a, struct remote_host **list, size_t count, const struct gate *stop, struct err *err);
/* How many processes run there, or wait for a disk; 0 when it does not say. Blocks as the next one. */
unsigned remote_ask_load(const struct remote_asker *a, const struct remote_host *host, struct guard_slot *guard,
			 const struct gates *gates);
/* Does it answer, now? Blocks, until gates->kill closes at most. `guard` as in helper.h. */
bool remote_ask_answers(const struct remote_asker *a, const struct remote_host *host, struct guard_slot *guard,
			const struct gates *gates);
