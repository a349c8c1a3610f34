/* SPDX-License-Identifier: MIT */
/* The environment of the tasks of one slot: the caller's, and the job variables of GNU parallel. */
#pragma once

#include <stdint.h>

struct env {
	char **list; /* for execve */
	char seq[48], slot[48], slot0[48], pid[48], host[32], login[32];
};

/* 0 or -ENOMEM. */
int env_init(struct env *e);
void env_set(struct env *e, uint64_t seq, unsigned slot);
void env_release(struct env *e);
