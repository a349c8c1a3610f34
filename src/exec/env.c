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
				    "PARALLEL_SSHLOGIN=", "PARALLEL_TMP=" };

static bool is_ours(const char *entry) {
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (!strncmp(entry, ours[i], strlen(ours[i])))
			return true;
	return !strncmp(entry, "PARALLEL_ENV=", 13) && entry[13]; /* the shell of each task has read it */
}

/* Put `entry` ("NAME=...") into the list in the place of one of that name, or at its end. */
static void put(struct env *e, char *entry) {
	size_t name = strcspn(entry, "=") + 1, i = 0;

	while (e->list[i] && strncmp(e->list[i], entry, name))
		i++;
	if (!e->list[i])
		e->list[i + 1] = NULL;
	e->list[i] = entry;
}

/* A name in tmpdir that no other task has; env_set puts the number behind it. 0 or -ENOMEM. */
static int name_tmp(struct env *e, const char *tmpdir) {
	size_t size = strlen(tmpdir) + 80;

	e->tmp = sys_malloc(size);
	if (!e->tmp)
		return -ENOMEM;
	e->tmp_len = (size_t)snprintf(e->tmp, size, "PARALLEL_TMP=%s/pmap%ld.", tmpdir, (long)getpid());
	return 0;
}

int env_init(struct env *e, const char *slot_var, const char *tmpdir) {
	size_t n = 0;

	while (environ[n])
		n++;
	e->list = sys_malloc((n + 14) * sizeof(*e->list));
	if (!e->list || name_tmp(e, tmpdir)) {
		env_release(e);
		return -ENOMEM;
	}
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
	e->list[n++] = e->tmp;
	if (!getenv("PARALLEL_REMOTE_TMPDIR"))
		e->list[n++] = (char *)"PARALLEL_REMOTE_TMPDIR=/tmp";
	if (!getenv("PARALLEL_RSYNC_OPTS"))
		e->list[n++] = (char *)"PARALLEL_RSYNC_OPTS=-rlDzR";
	e->list[n] = NULL;
	snprintf(e->host, sizeof(e->host), "PARALLEL_SSHHOST=:");
	snprintf(e->login, sizeof(e->login), "PARALLEL_SSHLOGIN=:");
	snprintf(e->pid, sizeof(e->pid), "PARALLEL_PID=%ld", (long)getpid());
	if (slot_var) {
		e->named_len = strlen(slot_var) + 16;
		e->named = sys_malloc(e->named_len);
		if (!e->named) {
			env_release(e);
			return -ENOMEM;
		}
		snprintf(e->named, e->named_len, "%s=", slot_var);
		put(e, e->named);
	}
	return 0;
}

void env_set(struct env *e, uint64_t seq, unsigned slot) {
	snprintf(e->seq, sizeof(e->seq), "PARALLEL_SEQ=%llu", (unsigned long long)seq);
	snprintf(e->slot, sizeof(e->slot), "PARALLEL_JOBSLOT=%u", slot);
	snprintf(e->slot0, sizeof(e->slot0), "PARALLEL_JOBSLOT0=%u", slot - 1);
	snprintf(e->tmp + e->tmp_len, 24, "%llu", (unsigned long long)seq);
	if (e->named) {
		char *value = strchr(e->named, '=') + 1;

		snprintf(value, e->named_len - (size_t)(value - e->named), "%u", slot - 1);
	}
}

int env_dir(struct env *e, const char *dir) {
	size_t n = strlen("PWD=") + strlen(dir) + 1;
	char *p;

	if (e->dir && !strcmp(e->dir + strlen("PWD="), dir))
		return 0;
	p = sys_malloc(n);
	if (!p)
		return -ENOMEM;
	snprintf(p, n, "PWD=%s", dir);
	put(e, p);
	free(e->dir);
	e->dir = p;
	return 0;
}

void env_add(struct env *e, char *entry) {
	put(e, entry);
}

void env_release(struct env *e) {
	free(e->list);
	free(e->dir);
	free(e->named);
	free(e->tmp);
	e->dir = e->named = e->tmp = NULL;
	e->list = NULL;
}
