/* SPDX-License-Identifier: MIT */
/* A host: how it is reached, and what is known of it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "cli/options.h"
#include "exec/helper.h"

struct remote_host {
	size_t index;            /* in the list of hosts */
	char *text;              /* login and groups */
	const char *login;       /* as the job log has it; ":" = this machine */
	char *target;            /* what ssh is told: [user@]host; NULL when local */
	const char *name;        /* the host alone */
	const char *groups;      /* its groups, with + between */
	const char *port;        /* NULL = ssh knows */
	bool local;
	const char **ssh;        /* the words that reach it, the first a path; the target, "--" and a command line follow */
	size_t ssh_count;
	bool is_ssh;             /* a program of that name: it knows the options of OpenSSH */
	bool deaf;               /* the far side has no stdin that lasts as long as the connection (-n) */
	char socket[100];        /* --controlmaster: of the connection that tasks share; empty = none */
	struct helper helper;    /* ... and the process that holds it */
	bool helping;
	/* Guarded by the lock of the hosts. */
	unsigned cpus;           /* 0 = not known */
	unsigned slots;          /* most tasks at a time */
	unsigned running;
	unsigned load, started;  /* --load: processes that ran when it was asked, tasks since then */
	nsec load_next;          /* when it may be asked again */
	bool asking;             /* somebody is doing so */
	uint64_t done;           /* tasks that have ended there ... */
	nsec time;               /* ... and how long they took together */
	bool gone;               /* it does not answer, or is in the lists no more */
	bool listed;
};

/* Take `login` apart; what it points to is copied. 0, or -errno with err set: there is no such program. Release it in any case. */
int remote_host_init(struct remote_host *host, const struct options *o, const struct host_login *login, struct err *err);
void remote_host_release(struct remote_host *host);

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
