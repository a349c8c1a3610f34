/* SPDX-License-Identifier: MIT */
/* The hosts of a run: how each is reached, how many tasks it may have, which are gone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/sync.h"
#include "cli/options.h"
#include "exec/helper.h"
#include "task/task.h"

struct remote_host {
	const char *login;       /* as the job log has it; ":" = this machine */
	char *target;            /* what ssh is told: [user@]host; NULL when local */
	const char *name;        /* the host alone */
	const char *groups;      /* its groups, with + between */
	const char *port;        /* NULL = ssh knows */
	bool local;
	unsigned slots;          /* most tasks at a time */
	unsigned cpus;           /* 0 = not known */
	const char **ssh;        /* the words that reach it, the first a path; the target, "--" and a command line follow */
	size_t ssh_count;
	bool is_ssh;             /* a program of that name: it knows the options of OpenSSH */
	bool deaf;               /* the far side has no stdin that lasts as long as the connection (-n) */
	char socket[100];        /* --controlmaster: of the connection that tasks share; empty = none */
	struct helper helper;    /* ... and the process that holds it */
	bool helping;
	/* Guarded by the lock of the hosts. */
	unsigned running;
	bool gone;
};

struct remote_hosts;

struct remote_hosts_spec {
	const struct options *options;
	const struct proc_world *world;
	struct guardian *guardian;
};

/*
 * Make the hosts of options->logins ready: ask those whose number of CPUs is needed and not known, open shared connections, leave out
 * those that do not answer (--filter-hosts). Blocks for as long as that takes. 0 or -errno with err set.
 */
int remote_hosts_new(struct remote_hosts **ret, const struct remote_hosts_spec *spec, struct err *err);
void remote_hosts_free(struct remote_hosts *h);

struct remote_host *remote_hosts_list(struct remote_hosts *h, size_t *count);
/* Tasks that may run at a time on all of them together. */
unsigned remote_hosts_slots(const struct remote_hosts *h);
/* A stdin for what runs on a host: it never has anything to read, and ends when we do. */
int remote_hosts_lifeline(const struct remote_hosts *h);

/*
 * A place for a task on the host with the most room, but, unless there is no other, on none of those it has tried (a byte for each host;
 * set for the one that is given). Blocks while hosts that are left have no room. NULL when none is left or the run is being ended
 * (gates->kill).
 */
struct remote_host *remote_hosts_take(struct remote_hosts *h, const struct task *t, char *tried, const struct gates *gates);
void remote_hosts_give(struct remote_hosts *h, struct remote_host *host);
/* It does not answer any more: nobody gets a place there again. True for who says so first. */
bool remote_hosts_leave(struct remote_hosts *h, struct remote_host *host);
/* Does it answer? Blocks, until gates->kill closes at most. `guard` as in helper.h. */
bool remote_hosts_answers(struct remote_hosts *h, const struct remote_host *host, struct guard_slot *guard, const struct gates *gates);

enum remote_use {
	REMOTE_TASK,   /* stdin is the lifeline */
	REMOTE_STREAM, /* stdin is data: a connection of its own */
	REMOTE_ASK,    /* a question that must not take long */
	REMOTE_MASTER,
};

/* The words that run `line` there, NULL-terminated, in words[remote_words_max(host)]; they point to `host` and `line`. */
size_t remote_words_max(const struct remote_host *host);
/* ... the first of them alone, up to the target: their number. */
size_t remote_words_front(const struct remote_host *host, enum remote_use use, const char **words);
void remote_words(const struct remote_host *host, enum remote_use use, const char *line, const char **words);
