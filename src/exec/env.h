/* SPDX-License-Identifier: MIT */
/* The environment of the tasks of one slot: the caller's, and the job variables of GNU parallel. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct env {
	char **list; /* for execve */
	char *dir;   /* PWD=..., when the tasks run elsewhere */
	char *named; /* --process-slot-var: NAME=slot from 0 */
	size_t named_len;
	char *tmp;   /* PARALLEL_TMP=... */
	size_t tmp_len;
	char seq[48], slot[48], slot0[48], pid[48], host[32], login[32];
};

/*
 * 0 or -ENOMEM. slot_var: one more variable with the slot number from 0; it takes the place of one of that name. NULL = none.
 * tmpdir: where PARALLEL_TMP names a file.
 */
int env_init(struct env *e, const char *slot_var, const char *tmpdir);
void env_set(struct env *e, uint64_t seq, unsigned slot);
/* The tasks run in this directory from now on. 0 or -ENOMEM. */
int env_dir(struct env *e, const char *dir);
/* One more variable, "NAME=VALUE"; entry is borrowed and stays where it is. */
void env_add(struct env *e, char *entry);
void env_release(struct env *e);
