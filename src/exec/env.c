/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/env.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"

extern char **environ;

static const char *const ours[] = { "PARALLEL_SEQ=", "PARALLEL_JOBSLOT=", "PARALLEL_JOBSLOT0=", "PARALLEL_PID=", "PARALLEL_SSHHOST=",
				    "PARALLEL_SSHLOGIN=" };

static bool is_ours(const char *entry) {
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (!strncmp(entry, ours[i], strlen(ours[i])))
			return true;
	return false;
}

int env_init(struct env *e) {
	size_t n = 0;

	while (environ[n])
		n++;
	e->list = sys_malloc((n + 7) * sizeof(*e->list));
	if (!e->list)
		return -ENOMEM;
	n = 0;
	for (char **v = environ; *v; v++)
		if (!is_ours(*v))
			e->list[n++] = *v;
	e->list[n++] = e->seq;
	e->list[n++] = e->slot;
	e->list[n++] = e->slot0;
	e->list[n++] = e->pid;
	e->list[n++] = e->host;
	e->list[n++] = e->login;
	e->list[n] = NULL;
	snprintf(e->host, sizeof(e->host), "PARALLEL_SSHHOST=:");
	snprintf(e->login, sizeof(e->login), "PARALLEL_SSHLOGIN=:");
	snprintf(e->pid, sizeof(e->pid), "PARALLEL_PID=%ld", (long)getpid());
	return 0;
}

void env_set(struct env *e, uint64_t seq, unsigned slot) {
	snprintf(e->seq, sizeof(e->seq), "PARALLEL_SEQ=%llu", (unsigned long long)seq);
	snprintf(e->slot, sizeof(e->slot), "PARALLEL_JOBSLOT=%u", slot);
	snprintf(e->slot0, sizeof(e->slot0), "PARALLEL_JOBSLOT0=%u", slot - 1);
}

void env_release(struct env *e) {
	free(e->list);
	e->list = NULL;
}
