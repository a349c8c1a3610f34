/* SPDX-License-Identifier: MIT */
/*
 * A task has no host until it starts: it then gets a place on the host with the most room. So a host that does not answer any more only
 * takes its places away; the slots that would have used them wait for places elsewhere.
 */
#include "config.h"

#include "exec/remote_hosts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/machine.h"
#include "base/sys.h"
#include "cli/hosts.h"
#include "exec/remote_ask.h"
#include "exec/remote_files.h"

#define LOAD_GAP NSEC_PER_SEC /* between two questions for the load of a host */
#define MOST_SLOTS 250 /* of -j0, for each host: as many as GNU parallel runs there */

struct remote_hosts {
	struct remote_hosts_spec spec;
	struct remote_asker ask;
	struct mutex mu;
	struct cond room;
	/* Guarded by mu. What is in the list stays as long as the list. */
	struct remote_host **list;
	size_t count;
	bool following;          /* somebody is reading the lists again: nobody else changes this one */
	struct remote_files *files; /* of who is following */
	int life[2];             /* read end: the tasks' stdin; write end: ours alone */
	char dir[64];            /* of the sockets; empty = none */
};

struct guard_slot *remote_hosts_guard(const struct remote_hosts *h) {
	return guardian_slot(h->spec.guardian, GUARD_SLOTS - 2);
}

/* How many tasks this host may have; 0 with err set when -j leaves none. */
static unsigned slots_for(const struct options *o, unsigned cpus, struct err *err) {
	struct jobs jobs = o->jobs;

	if (o->onall || o->nonall)
		return 1;
	if (jobs.kind == JOBS_ALL)
		return MOST_SLOTS;
	jobs.cpus = cpus;
	return options_slots(&jobs, UINT64_MAX, err);
}

static int count_slots(struct remote_hosts *h, struct err *err) {
	for (size_t i = 0; i < h->count; i++) {
		struct remote_host *host = h->list[i];

		host->slots = host->gone ? 1 : slots_for(h->spec.options, host->cpus, err);
		if (!host->slots)
			return -EINVAL;
	}
	return 0;
}

/* A private directory whose name is short enough for sockets. */
static int open_dir(struct remote_hosts *h, struct err *err) {
	const char *tmp = h->spec.options->tmpdir;

	snprintf(h->dir, sizeof(h->dir), "%s/pmapXXXXXX", strlen(tmp) < 50 ? tmp : "/tmp");
	if (!mkdtemp(h->dir)) {
		*h->dir = '\0';
		return err_sys(err, errno, "--controlmaster: cannot make a directory in '%s'", tmp);
	}
	return 0;
}

/* A host that is not in the list yet, and will be the one of this index. */
static int make(const struct remote_hosts *h, size_t index, const struct host_login *login, struct remote_host **ret, struct err *err) {
	struct remote_host *host = xcalloc(1, sizeof(*host));
	int rc = remote_host_init(host, h->spec.options, login, err);

	if (rc) {
		remote_host_release(host);
		free(host);
		return rc;
	}
	host->index = index;
	if (*h->dir && host->is_ssh)
		snprintf(host->socket, sizeof(host->socket), "%s/%zu", h->dir, index);
	*ret = host;
	return 0;
}

static void free_host(struct remote_host *host) {
	if (host->helping)
		(void)helper_end(&host->helper, false);
	if (*host->socket)
		unlink(host->socket);
	remote_host_release(host);
	free(host);
}

/* --onall, --nonall: every host of the list has a task, so those that --filter-hosts leaves out are in none. */
static void drop_gone(struct remote_hosts *h) {
	size_t kept = 0;

	for (size_t i = 0; i < h->count; i++)
		if (h->list[i]->gone) {
			free_host(h->list[i]);
		} else {
			h->list[i]->index = kept;
			h->list[kept++] = h->list[i];
		}
	h->count = kept;
}

int remote_hosts_new(struct remote_hosts **ret, const struct remote_hosts_spec *spec, struct err *err) {
	const struct options *o = spec->options;
	struct remote_hosts *h = xcalloc(1, sizeof(*h));
	size_t left = 0;
	int rc;

	h->spec = *spec;
	h->list = xcalloc(o->login_count, sizeof(struct remote_host *));
	h->files = remote_files_new(o->host_files, o->host_file_count);
	mutex_init(&h->mu);
	cond_init(&h->room);
	rc = sys_pipe(h->life);
	if (rc) {
		h->life[0] = h->life[1] = -1;
		(void)err_sys(err, -rc, "cannot make a pipe");
	}
	h->ask = (struct remote_asker){ .options = o, .world = spec->world, .guardian = spec->guardian, .lifeline = h->life[0] };
	if (!rc && o->controlmaster && !o->pipe && !o->pipepart)
		rc = open_dir(h, err);
	for (; h->count < o->login_count && !rc; h->count += !rc)
		rc = make(h, h->count, &o->logins[h->count], &h->list[h->count], err);
	if (!rc)
		rc = remote_ask_all(&h->ask, h->list, h->count, NULL, err);
	for (size_t i = 0; i < h->count; i++)
		left += !h->list[i]->gone;
	if (!rc && !left)
		rc = err_set(err, EHOSTUNREACH, "no host of --sshlogin answers; try 'ssh %s true'", h->list[0]->target);
	if (!rc && o->filter_hosts && (o->onall || o->nonall))
		drop_gone(h);
	if (!rc)
		rc = count_slots(h, err);
	if (rc) {
		remote_hosts_free(h);
		return rc;
	}
	*ret = h;
	return 0;
}

void remote_hosts_free(struct remote_hosts *h) {
	if (!h)
		return;
	/* The far end of a shared connection is waiting for this. */
	if (h->life[1] >= 0) {
		close(h->life[1]);
		close(h->life[0]);
	}
	for (size_t i = 0; i < h->count; i++)
		free_host(h->list[i]);
	if (*h->dir)
		rmdir(h->dir);
	mutex_release(&h->mu);
	cond_release(&h->room);
	free(h->list);
	remote_files_free(h->files);
	free(h);
}

static const struct host_login *find_login(const struct options *o, const char *login) {
	for (size_t i = 0; i < o->login_count; i++)
		if (!strcmp(o->logins[i].login, login))
			return &o->logins[i];
	return NULL;
}

static bool is_known(const struct remote_hosts *h, const char *login) {
	for (size_t i = 0; i < h->count; i++)
		if (!strcmp(h->list[i]->login, login))
			return true;
	return false;
}

/* With the lock held. There is at least one slot: who has a task tells that there is no host. */
static unsigned sum_slots(const struct remote_hosts *h) {
	const struct options *o = h->spec.options;
	unsigned n = 0;

	if (o->hosts_at_once > 0 && o->hosts_at_once < (double)h->count)
		return (unsigned)o->hosts_at_once;
	for (size_t i = 0; i < h->count; i++)
		n += h->list[i]->gone ? 0 : h->list[i]->slots;
	return n ? n : 1;
}

/* Hosts of `now` that are new, asked and with their files. They belong to the caller. Their number. */
static size_t make_new(struct remote_hosts *h, const struct options *now, const struct remote_welcome *w, const struct gates *gates,
		       struct remote_host **added) {
	struct err err = {0};
	size_t n = 0;

	for (size_t i = 0; i < now->login_count; i++) {
		if (is_known(h, now->logins[i].login))
			continue;
		if (make(h, h->count + n, &now->logins[i], &added[n], &err))
			err_say("warning: %s", err.msg);
		else
			n++;
	}
	if (n && remote_ask_all(&h->ask, added, n, &gates->kill, &err) && !gate_closed(&gates->kill))
		err_say("warning: %s", err.msg);
	for (size_t i = 0; i < n; i++)
		if (!added[i]->gone && w->greet && !w->greet(w->arg, added[i]))
			added[i]->gone = true;
	return n;
}

/* With the lock held: what `now` says of the hosts that were there. */
static void update(struct remote_hosts *h, const struct options *now) {
	for (size_t i = 0; i < h->count; i++) {
		struct remote_host *host = h->list[i];
		const struct host_login *login = find_login(now, host->login);

		/* One that comes back may have been away because it was down. */
		if (login && !host->listed)
			host->gone = false;
		if (login && login->cpus)
			host->cpus = login->cpus;
		host->gone |= !login;
		host->listed = login != NULL;
	}
}

/* Take on what the lists have become. -ENOMEM: nothing has changed. */
static int follow(struct remote_hosts *h, const struct options *now, const struct remote_welcome *w, const struct gates *gates) {
	struct remote_host **added = sys_malloc(now->login_count * sizeof(*added)), **list;
	size_t room = h->count + now->login_count, n;

	if (!added)
		return -ENOMEM;
	n = make_new(h, now, w, gates, added);
	mutex_lock(&h->mu);
	list = sys_realloc(h->list, room * sizeof(*list));
	if (list) {
		h->list = list;
		update(h, now);
		memcpy(list + h->count, added, n * sizeof(*added));
		h->count += n;
	}
	mutex_unlock(&h->mu);
	for (size_t i = 0; !list && i < n; i++)
		free_host(added[i]);
	free(added);
	return list ? 0 : -ENOMEM;
}

unsigned remote_hosts_recount(struct remote_hosts *h) {
	struct err err = {0};
	unsigned sum;

	mutex_lock(&h->mu);
	for (size_t i = 0; i < h->count; i++) {
		unsigned n = slots_for(h->spec.options, h->list[i]->cpus, &err);

		/* It is too late to refuse. */
		if (n || !h->list[i]->slots)
			h->list[i]->slots = n ? n : 1;
	}
	sum = sum_slots(h);
	cond_broadcast(&h->room);
	mutex_unlock(&h->mu);
	return sum;
}

void remote_hosts_follow(struct remote_hosts *h, const struct remote_welcome *w, const struct gates *gates) {
	struct options now = {0};
	struct err err = {0};
	bool mine;

	if (!h->spec.options->host_file_count)
		return;
	mutex_lock(&h->mu);
	mine = !h->following;
	h->following = true;
	mutex_unlock(&h->mu);
	if (!mine)
		return;
	if (remote_files_changed(h->files)) {
		gates_linger(gates);
		/* A list that is being written, and says nonsense for a moment, changes nothing. */
		if (!hosts_again(h->spec.options, &now, &err) && !follow(h, &now, w, gates))
			h->spec.changed(h->spec.arg, remote_hosts_recount(h));
		options_release(&now);
	}
	mutex_lock(&h->mu);
	h->following = false;
	mutex_unlock(&h->mu);
}

size_t remote_hosts_count(struct remote_hosts *h) {
	size_t n;

	mutex_lock(&h->mu);
	n = h->count;
	mutex_unlock(&h->mu);
	return n;
}

struct remote_host *remote_hosts_at(struct remote_hosts *h, size_t i) {
	struct remote_host *host;

	mutex_lock(&h->mu);
	host = h->list[i];
	mutex_unlock(&h->mu);
	return host;
}

struct remote_figures remote_hosts_figures(struct remote_hosts *h, size_t i) {
	const struct remote_host *x;
	struct remote_figures f;

	mutex_lock(&h->mu);
	x = h->list[i];
	f = (struct remote_figures){ x->login, x->cpus, x->gone ? 0 : x->slots, x->running, x->done, x->time };
	mutex_unlock(&h->mu);
	return f;
}

unsigned remote_hosts_slots(struct remote_hosts *h) {
	unsigned n;

	mutex_lock(&h->mu);
	n = sum_slots(h);
	mutex_unlock(&h->mu);
	return n;
}

int remote_hosts_lifeline(const struct remote_hosts *h) {
	return h->life[0];
}

/* May this task run there, and has it not done so yet? */
static bool suits(const struct remote_host *host, const struct task *t, const struct buf *tried) {
	return !host->gone && (host->index >= tried->len || !tried->p[host->index]) &&
	       (!t->groups.len || hosts_in_groups(host->groups, t->groups.p, t->groups.len));
}

static bool has_load_limit(const struct remote_hosts *h) {
	return h->spec.options->load.kind != JOBS_DEFAULT;
}

/* --load: starts since the answer count as running, they may not show yet. */
static bool is_loaded(const struct remote_hosts *h, const struct remote_host *host) {
	struct jobs max = h->spec.options->load;

	max.cpus = host->cpus;
	return has_load_limit(h) && host->load + host->started >= options_load(&max);
}

/* With the lock held, which is left meanwhile. */
static void ask_load(struct remote_hosts *h, struct remote_host *host, struct guard_slot *guard, const struct gates *gates) {
	unsigned load;

	host->asking = true;
	mutex_unlock(&h->mu);
	gates_linger(gates);
	load = remote_ask_load(&h->ask, host, guard, gates);
	mutex_lock(&h->mu);
	host->load = load;
	host->started = 0;
	host->asking = false;
	host->load_next = clock_mono() + LOAD_GAP;
	cond_broadcast(&h->room);
}

/* A host that could take this task if its load were known; *next = when the first of the others may be asked. With the lock held. */
static struct remote_host *unknown(struct remote_hosts *h, const struct task *t, const struct buf *tried, nsec *next) {
	nsec now = clock_mono();

	*next = NSEC_NEVER;
	for (size_t i = 0; i < h->count && has_load_limit(h); i++) {
		struct remote_host *x = h->list[i];

		if (!suits(x, t, tried) || x->running >= x->slots || x->asking)
			continue;
		if (x->load_next <= now)
			return x;
		*next = x->load_next < *next ? x->load_next : *next;
	}
	return NULL;
}

/* With the lock held: *any = there is a host left. */
static struct remote_host *best(struct remote_hosts *h, const struct task *t, const struct buf *tried, bool *any) {
	struct remote_host *found = NULL;

	*any = false;
	for (size_t i = 0; i < h->count; i++) {
		struct remote_host *x = h->list[i];

		if (!suits(x, t, tried))
			continue;
		*any = true;
		if (x->running < x->slots && !x->asking && !is_loaded(h, x) &&
		    (!found || (uint64_t)x->running * found->slots < (uint64_t)found->running * x->slots))
			found = x;
	}
	return found;
}

/* Without memory a task may meet the same host again. */
static void note(struct buf *tried, size_t index) {
	while (tried->len <= index)
		if (buf_addc(tried, '\0'))
			return;
	tried->p[index] = 1;
}

struct remote_host *remote_hosts_take(struct remote_hosts *h, const struct task *t, struct buf *tried,
				      struct guard_slot *guard, const struct gates *gates) {
	struct remote_host *found, *asked;
	nsec next = NSEC_NEVER;
	bool any;

	mutex_lock(&h->mu);
	for (;;) {
		while (!gate_closed(&gates->kill) && (asked = unknown(h, t, tried, &next)))
			ask_load(h, asked, guard, gates);
		found = best(h, t, tried, &any);
		if (!any) {
			/* All have had it: from the beginning. */
			tried->len = 0;
			found = best(h, t, tried, &any);
		}
		if (found || !any || gate_closed(&gates->kill))
			break;
		/* Who has a place is a task that runs, and that ends when the run is ended. */
		if (has_load_limit(h))
			(void)cond_wait_until(&h->room, &h->mu, next < clock_mono() + LOAD_GAP ? next : clock_mono() + LOAD_GAP);
		else
			cond_wait(&h->room, &h->mu);
	}
	if (found) {
		found->running++;
		found->started++;
		note(tried, found->index);
	}
	mutex_unlock(&h->mu);
	return found;
}

void remote_hosts_enter(struct remote_hosts *h, struct remote_host *host) {
	mutex_lock(&h->mu);
	host->running++;
	mutex_unlock(&h->mu);
}

void remote_hosts_give(struct remote_hosts *h, struct remote_host *host, nsec took) {
	mutex_lock(&h->mu);
	host->running--;
	host->done += took >= 0;
	host->time += took >= 0 ? took : 0;
	cond_broadcast(&h->room);
	mutex_unlock(&h->mu);
}

bool remote_hosts_leave(struct remote_hosts *h, struct remote_host *host) {
	bool first;

	mutex_lock(&h->mu);
	first = !host->gone;
	host->gone = true;
	cond_broadcast(&h->room);
	mutex_unlock(&h->mu);
	return first;
}

bool remote_hosts_answers(struct remote_hosts *h, const struct remote_host *host, struct guard_slot *guard, const struct gates *gates) {
	gates_linger(gates);
	return remote_ask_answers(&h->ask, host, guard, gates);
}
