/* SPDX-License-Identifier: MIT */
/*
 * A task has no host until it starts: it then gets a place on the host with the most room. So a host that does not answer any more only
 * takes its places away; the slots that would have used them wait for places elsewhere.
 */
#include "config.h"

#include "exec/remote_hosts.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/machine.h"
#include "base/sys.h"
#include "cli/hosts.h"
#include "exec/shell.h"
#include "input/words.h"

#define MOST_SLOTS 250 /* of -j0, for each host: as many as GNU parallel runs there */
#define MARK "pmap-cpus:"
#define COUNT "exec /bin/sh -c 'echo " MARK "`nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1`"
enum { MORE_WORDS = 14 };

struct remote_hosts {
	struct remote_hosts_spec spec;
	struct mutex mu;
	struct cond room;
	size_t count;
	int life[2];             /* read end: the tasks' stdin; write end: ours alone */
	char dir[64];            /* of the sockets; empty = none */
	struct remote_host list[];
};

/* Where a shell would find the program; NULL = nowhere. */
static char *find(const char *name) {
	const char *path = getenv("PATH");
	char found[PATH_MAX];

	if (strchr(name, '/'))
		return access(name, X_OK) ? NULL : xstrdup(name);
	return path && shell_which(name, path, false, found, sizeof(found)) ? xstrdup(found) : NULL;
}

static void split_by_shell(struct remote_host *host, const char *text) {
	static const char front[] = "exec ", behind[] = " \"$@\"";
	size_t room = sizeof(front) + strlen(text) + sizeof(behind);
	char *line = xmalloc(room);

	snprintf(line, room, "%s%s%s", front, text, behind);
	host->ssh = xcalloc(5, sizeof(*host->ssh));
	host->ssh[host->ssh_count++] = xstrdup("/bin/sh");
	host->ssh[host->ssh_count++] = xstrdup("-c");
	host->ssh[host->ssh_count++] = line;
	host->ssh[host->ssh_count++] = xstrdup("sh");
}

/* The words of a command for reaching hosts. What is not plain words a shell splits. 0 or -errno with err set. */
static int split(struct remote_host *host, const char *text, struct err *err) {
	struct words w = {0};
	int rc = words_split(&w, text, strlen(text));
	char *program;

	if (rc < 0)
		return err_sys(err, -rc, "cannot run tasks on '%s'", host->login);
	if (!rc || !w.argc) {
		split_by_shell(host, text);
		words_release(&w);
		return 0;
	}
	program = find(w.argv[0]);
	if (!program) {
		err_set(err, ENOENT, "cannot reach '%s': there is no program '%s'; install it (openssh-client has ssh), or name another with --ssh",
			host->login, w.argv[0]);
		words_release(&w);
		return -ENOENT;
	}
	host->is_ssh = !strcmp(shell_name(w.argv[0]), "ssh");
	host->ssh = xcalloc(w.argc + 1, sizeof(*host->ssh));
	host->ssh[host->ssh_count++] = program;
	for (size_t i = 1; i < w.argc; i++) {
		host->ssh[host->ssh_count++] = xstrdup(w.argv[i]);
		host->deaf |= !strcmp(w.argv[i], "-n") || !strcmp(w.argv[i], "-f");
	}
	words_release(&w);
	return 0;
}

/* HOST:PORT, [ADDRESS]:PORT or ADDRESS#PORT (also with a p, and of IPv6 only): take it apart. What is left of the target ssh is told. */
static void split_port(struct remote_host *host) {
	char *name = strrchr(host->target, '@'), *colon, *end;
	size_t digits;

	name = name ? name + 1 : host->target;
	host->name = name;
	end = name + strlen(name);
	for (digits = 0; end - digits > name && end[-1 - (ptrdiff_t)digits] >= '0' && end[-1 - (ptrdiff_t)digits] <= '9';)
		digits++;
	colon = strchr(name, ':');
	end -= digits + 1;
	if (digits && digits < 6 && end > name && colon &&
	    (colon == strrchr(name, ':') ? *end == ':' : *end == '#' || *end == 'p' || (*end == ':' && end[-1] == ']'))) {
		host->port = end + 1;
		*end = '\0';
	}
	end = name + strlen(name);
	if (*name == '[' && end[-1] == ']') {
		end[-1] = '\0';
		memmove(name, name + 1, strlen(name));
	}
}

/* [COMMAND ][USER@]HOST. */
static int fill(struct remote_host *host, const struct options *o, const struct host_login *login, struct err *err) {
	const char *blank = strrchr(login->login, ' '), *ssh = o->ssh ? o->ssh : getenv("PARALLEL_SSH");
	char *own = NULL;
	int rc;

	*host = (struct remote_host){ .login = login->login, .name = login->login, .groups = login->groups, .cpus = login->cpus,
				      .local = !strcmp(login->login, ":") };
	if (host->local)
		return 0;
	host->target = xstrdup(blank ? blank + 1 : login->login);
	split_port(host);
	if (blank) {
		own = xstrdup(login->login);
		own[blank - login->login] = '\0';
	}
	rc = split(host, own ? own : ssh && *ssh ? ssh : "ssh", err);
	free(own);
	return rc;
}

size_t remote_words_max(const struct remote_host *host) {
	return host->ssh_count + MORE_WORDS;
}

size_t remote_words_front(const struct remote_host *host, enum remote_use use, const char **words) {
	size_t n = host->ssh_count;

	memcpy(words, host->ssh, host->ssh_count * sizeof(*words));
	if (host->is_ssh && use == REMOTE_ASK) {
		words[n++] = "-oConnectTimeout=10";
	} else if (host->is_ssh) {
		/* A host that has gone without a word is known after half a minute. */
		words[n++] = "-oServerAliveInterval=10";
		words[n++] = "-oServerAliveCountMax=3";
	}
	if (host->is_ssh && use == REMOTE_STREAM) {
		words[n++] = "-oControlPath=none";
	} else if (host->is_ssh && *host->socket && use != REMOTE_ASK) {
		if (use == REMOTE_MASTER)
			words[n++] = "-M";
		words[n++] = "-S";
		words[n++] = host->socket;
	}
	if (host->port) {
		words[n++] = "-p";
		words[n++] = host->port;
	}
	return n;
}

void remote_words(const struct remote_host *host, enum remote_use use, const char *line, const char **words) {
	size_t n = remote_words_front(host, use, words);

	words[n++] = host->target;
	words[n++] = "--";
	words[n++] = line;
	words[n] = NULL;
}

static int start(struct remote_hosts *h, const struct remote_host *host, struct helper *helper, enum remote_use use, const char *line,
		 struct guard_slot *guard, bool quiet) {
	const char **words = sys_malloc(remote_words_max(host) * sizeof(*words));
	struct helper_spec spec = { .world = h->spec.world, .guard = guard, .argv = words, .in = use == REMOTE_MASTER ? h->life[0] : -1, .quiet = quiet };
	int rc;

	if (!words)
		return -ENOMEM;
	remote_words(host, use, line, words);
	rc = helper_start(helper, &spec);
	free(words);
	return rc;
}

/* The number behind the mark; 0 = there is none, so it did not answer. */
static unsigned number_in(const struct buf *b) {
	const char *at = b->len ? memmem(b->p, b->len, MARK, strlen(MARK)) : NULL;
	unsigned long n = at ? strtoul(at + strlen(MARK), NULL, 10) : 0;

	return n < 65536 ? (unsigned)n : 0;
}

static bool needs_cpus(const struct options *o) {
	return o->jobs.kind != JOBS_COUNT && o->jobs.kind != JOBS_ALL && !o->onall && !o->nonall;
}

static bool is_asked(const struct remote_hosts *h, const struct remote_host *host) {
	const struct options *o = h->spec.options;

	return !host->local && (o->filter_hosts || *host->socket || (!host->cpus && needs_cpus(o)));
}

/* Take what one host said. */
static int hear(struct remote_hosts *h, struct remote_host *host, struct err *err) {
	bool master = *host->socket;
	struct buf said = {0};
	int rc = helper_read(&host->helper, &said, master ? MARK : NULL, NULL);
	unsigned n;

	if (!rc)
		rc = buf_terminate(&said);
	n = rc ? 0 : number_in(&said);
	buf_release(&said);
	host->helping = master && n;
	if (!host->helping)
		(void)helper_end(&host->helper, true);
	if (rc)
		return err_sys(err, -rc, "cannot ask the host '%s'", host->login);
	if (!host->cpus)
		host->cpus = n;
	host->gone = !n;
	if (!n && !h->spec.options->filter_hosts)
		err_say("warning: host '%s' does not answer: nothing runs there", host->login);
	return 0;
}

/* All at the same time: one that is down takes a while. */
static int ask_all(struct remote_hosts *h, struct err *err) {
	struct guardian *g = h->spec.guardian;
	size_t begun = 0;
	int rc = 0;

	for (; begun < h->count && !rc; begun++) {
		struct remote_host *host = &h->list[begun];
		bool master = *host->socket;

		if (!is_asked(h, host))
			continue;
		rc = start(h, host, &host->helper, master ? REMOTE_MASTER : REMOTE_ASK, master ? COUNT "; exec cat >/dev/null'" : COUNT "'",
			   guardian_slot(g, GUARD_SLOTS - 2 - (unsigned)begun), h->spec.options->filter_hosts);
		if (rc)
			break;
	}
	if (rc)
		(void)err_sys(err, -rc, "cannot reach the host '%s': '%s'", h->list[begun].login, h->list[begun].ssh[0]);
	for (size_t i = 0; i < begun; i++)
		if (is_asked(h, &h->list[i])) {
			int heard = hear(h, &h->list[i], err);

			rc = rc ? rc : heard;
		}
	return rc;
}

static int count_slots(struct remote_hosts *h, struct err *err) {
	const struct options *o = h->spec.options;

	for (size_t i = 0; i < h->count; i++) {
		struct remote_host *host = &h->list[i];
		struct jobs jobs = o->jobs;

		if (o->onall || o->nonall || host->gone) {
			host->slots = 1;
			continue;
		}
		if (jobs.kind == JOBS_ALL) {
			host->slots = MOST_SLOTS;
			continue;
		}
		jobs.cpus = host->cpus;
		host->slots = options_slots(&jobs, UINT64_MAX, err);
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
	for (size_t i = 0; i < h->count; i++)
		if (h->list[i].is_ssh)
			snprintf(h->list[i].socket, sizeof(h->list[i].socket), "%s/%zu", h->dir, i);
	return 0;
}

int remote_hosts_new(struct remote_hosts **ret, const struct remote_hosts_spec *spec, struct err *err) {
	const struct options *o = spec->options;
	struct remote_hosts *h = xcalloc(1, sizeof(*h) + o->login_count * sizeof(*h->list));
	size_t left = 0;
	int rc;

	h->spec = *spec;
	h->count = o->login_count;
	mutex_init(&h->mu);
	cond_init(&h->room);
	rc = sys_pipe(h->life);
	if (rc) {
		h->life[0] = h->life[1] = -1;
		(void)err_sys(err, -rc, "cannot make a pipe");
	}
	for (size_t i = 0; i < h->count && !rc; i++)
		rc = fill(&h->list[i], o, &o->logins[i], err);
	if (!rc && o->controlmaster && !o->pipe && !o->pipepart)
		rc = open_dir(h, err);
	if (!rc)
		rc = ask_all(h, err);
	for (size_t i = 0; i < h->count; i++)
		left += !h->list[i].gone;
	if (!rc && !left)
		rc = err_set(err, EHOSTUNREACH, "no host of --sshlogin answers; try 'ssh %s true'", h->list[0].target);
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
	for (size_t i = 0; i < h->count; i++) {
		struct remote_host *host = &h->list[i];

		if (host->helping)
			(void)helper_end(&host->helper, false);
		if (*host->socket)
			unlink(host->socket);
		for (size_t k = 0; k < host->ssh_count; k++)
			free((char *)host->ssh[k]);
		free(host->ssh);
		free(host->target);
	}
	if (*h->dir)
		rmdir(h->dir);
	mutex_release(&h->mu);
	cond_release(&h->room);
	free(h);
}

struct remote_host *remote_hosts_list(struct remote_hosts *h, size_t *count) {
	*count = h->count;
	return h->list;
}

unsigned remote_hosts_slots(const struct remote_hosts *h) {
	unsigned n = 0;

	const struct options *o = h->spec.options;

	if (o->hosts_at_once > 0 && o->hosts_at_once < (double)h->count)
		return (unsigned)o->hosts_at_once;
	for (size_t i = 0; i < h->count; i++)
		n += h->list[i].gone ? 0 : h->list[i].slots;
	return n;
}

int remote_hosts_lifeline(const struct remote_hosts *h) {
	return h->life[0];
}

/* May this task run there, and, with `tried`, has it not done so yet? */
static bool suits(const struct remote_hosts *h, const struct remote_host *host, const struct task *t, const char *tried) {
	return !host->gone && !(tried && tried[host - h->list]) && (!t->groups.len || hosts_in_groups(host->groups, t->groups.p, t->groups.len));
}

/* With the lock held: *any = there is a host left. */
static struct remote_host *best(struct remote_hosts *h, const struct task *t, const char *tried, bool *any) {
	struct remote_host *found = NULL;

	*any = false;
	for (size_t i = 0; i < h->count; i++) {
		struct remote_host *x = &h->list[i];

		if (!suits(h, x, t, tried))
			continue;
		*any = true;
		if (x->running < x->slots && (!found || (uint64_t)x->running * found->slots < (uint64_t)found->running * x->slots))
			found = x;
	}
	return found;
}

struct remote_host *remote_hosts_take(struct remote_hosts *h, const struct task *t, char *tried, const struct gates *gates) {
	struct remote_host *found;
	bool any;

	mutex_lock(&h->mu);
	for (;;) {
		found = best(h, t, tried, &any);
		if (!any) {
			/* All have had it: from the beginning. */
			memset(tried, 0, h->count);
			found = best(h, t, NULL, &any);
		}
		if (found || !any || gate_closed(&gates->kill))
			break;
		/* Who has a place is a task that runs, and that ends when the run is ended. */
		cond_wait(&h->room, &h->mu);
	}
	if (found) {
		found->running++;
		tried[found - h->list] = 1;
	}
	mutex_unlock(&h->mu);
	return found;
}

void remote_hosts_give(struct remote_hosts *h, struct remote_host *host) {
	mutex_lock(&h->mu);
	host->running--;
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
	struct helper asked;
	struct buf said = {0};
	bool yes;
	int rc;

	gates_linger(gates);
	if (start(h, host, &asked, REMOTE_ASK, COUNT "'", guard, true))
		return true; /* it is we who are in trouble */
	rc = helper_read(&asked, &said, NULL, &gates->kill);
	yes = rc || (!buf_terminate(&said) && number_in(&said));
	buf_release(&said);
	(void)helper_end(&asked, rc != 0);
	return yes;
}
