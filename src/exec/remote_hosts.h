/* SPDX-License-Identifier: MIT */
/* The hosts of a run: how each is reached, how many tasks it may have, which are gone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/sync.h"
#include "cli/options.h"
#include "exec/remote_host.h"
#include "task/task.h"

struct remote_hosts;

struct remote_hosts_spec {
	const struct options *options;
	const struct proc_world *world;
	struct guardian *guardian;
	void (*changed)(void *arg, unsigned slots); /* remote_hosts_follow: so many tasks may run now */
	void *arg;
};

/*
 * Make the hosts of options->logins ready: ask those whose number of CPUs is needed and not known, open shared connections, leave out
 * those that do not answer (--filter-hosts). Blocks for as long as that takes. 0 or -errno with err set.
 */
int remote_hosts_new(struct remote_hosts **ret, const struct remote_hosts_spec *spec, struct err *err);
void remote_hosts_free(struct remote_hosts *h);

/* They are numbered from 0; one that leaves keeps its number and its memory. */
size_t remote_hosts_count(struct remote_hosts *h);
struct remote_host *remote_hosts_at(struct remote_hosts *h, size_t i);
/* Tasks that may run at a time on all of them together; at least 1. */
unsigned remote_hosts_slots(struct remote_hosts *h);
/* ... and count again what -j leaves each host: its file has changed. */
unsigned remote_hosts_recount(struct remote_hosts *h);

/*
 * A task has ended: when a file of hosts has changed read it again. Hosts that are new in it are asked as those of the
 * beginning were, and greeted; who is missing gets no more tasks. Blocks for as long as that takes, one caller; for the
 * others it is nothing.
 */
struct remote_welcome {
	bool (*greet)(void *arg, struct remote_host *host); /* before its first task; false = it must go. NULL = nothing to do */
	void *arg;
};
void remote_hosts_follow(struct remote_hosts *h, const struct remote_welcome *w, const struct gates *gates);

/* For scripts, one at a time, that are no tasks. */
struct guard_slot *remote_hosts_guard(const struct remote_hosts *h);
/* What host i does now, one after another. */
struct remote_figures {
	const char *login;
	unsigned cpus, slots, running; /* cpus 0 = not known */
	uint64_t done;
	nsec time;
};
struct remote_figures remote_hosts_figures(struct remote_hosts *h, size_t i);

/* A stdin for what runs on a host: it never has anything to read, and ends when we do. */
int remote_hosts_lifeline(const struct remote_hosts *h);

/*
 * A place for a task on the host with the most room, but, unless there is no other, on none of those it has tried (a
 * byte for each host; set for the one that is given; empty at first). Blocks while hosts that are left have no room.
 * NULL when none is left or the run is being ended (gates->kill). With --load it asks hosts for theirs; `guard` is for
 * that, as in helper.h.
 */
struct remote_host *remote_hosts_take(struct remote_hosts *h, const struct task *t, struct buf *tried,
				      struct guard_slot *guard, const struct gates *gates);
/* A place on this host, whoever else is there. */
void remote_hosts_enter(struct remote_hosts *h, struct remote_host *host);
/* Its task has ended after so long; negative = it has not run. */
void remote_hosts_give(struct remote_hosts *h, struct remote_host *host, nsec took);
/* It does not answer any more: nobody gets a place there again. True for who says so first. */
bool remote_hosts_leave(struct remote_hosts *h, struct remote_host *host);
/* Does it answer? Blocks, until gates->kill closes at most. `guard` as in helper.h. */
bool remote_hosts_answers(struct remote_hosts *h, const struct remote_host *host, struct guard_slot *guard, const struct gates *gates);
