/* SPDX-License-Identifier: MIT */
/*
 * A question is a command like any other; its answer stands behind a mark, since a login may greet us. With
 * --controlmaster it is asked by the connection that tasks will share, which stays.
 */
#include "config.h"

#include "exec/remote_ask.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/meters.h"
#include "base/sys.h"
#include "exec/remote_line.h"

#define MARK "pmap-cpus:"
#define COUNT "exec /bin/sh -c 'echo " MARK "`nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1`"
enum { AT_ONCE = 64 /* hosts that are asked */ };

static int start(const struct remote_asker *a, const struct remote_host *host, struct helper *helper, enum remote_use use, const char *line,
		 struct guard_slot *guard, bool quiet) {
	const char **words = sys_malloc(remote_words_max(host) * sizeof(*words));
	struct helper_spec spec = { .world = a->world, .guard = guard, .argv = words,
				    .in = use == REMOTE_MASTER ? a->lifeline : -1, .quiet = quiet };
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

/* The number that a helper says; 0 = none. 0 or -errno. */
static int listen_to(struct helper *helper, const char *mark, const struct gate *stop, unsigned *ret) {
	struct buf said = {0};
	int rc = helper_read(helper, &said, mark, stop);

	if (!rc)
		rc = buf_terminate(&said);
	*ret = rc ? 0 : number_in(&said);
	buf_release(&said);
	return rc;
}

/* The number that the host answers to `line`; 0 = none. 0 or -errno: it is we who are in trouble. */
static int ask_now(const struct remote_asker *a, const struct remote_host *host, enum remote_use use, const char *line,
		   struct guard_slot *guard, const struct gates *gates, unsigned *ret) {
	struct helper helper;
	int rc = start(a, host, &helper, use, line, guard, true);

	*ret = 0;
	if (rc)
		return rc;
	rc = listen_to(&helper, NULL, &gates->kill, ret);
	(void)helper_end(&helper, rc != 0);
	return rc;
}

static bool needs_cpus(const struct options *o) {
	if (o->load.kind == JOBS_PERCENT || o->load.kind == JOBS_PLUS || o->load.kind == JOBS_MINUS || o->load.kind == JOBS_FILE)
		return true;
	return o->jobs.kind != JOBS_COUNT && o->jobs.kind != JOBS_ALL && !o->onall && !o->nonall;
}

static bool is_asked(const struct remote_asker *a, const struct remote_host *host) {
	const struct options *o = a->options;

	return !host->local && (o->filter_hosts || *host->socket || (!host->cpus && needs_cpus(o)));
}

/* Take what one host said. */
static int hear(const struct remote_asker *a, struct remote_host *host, const struct gate *stop, struct err *err) {
	bool master = *host->socket;
	unsigned n;
	int rc = listen_to(&host->helper, master ? MARK : NULL, stop, &n);

	host->helping = master && n;
	if (!host->helping)
		(void)helper_end(&host->helper, true);
	if (rc)
		return err_sys(err, -rc, "cannot ask the host '%s'", host->login);
	if (!host->cpus)
		host->cpus = n;
	host->gone = !n;
	if (!n && !a->options->filter_hosts)
		err_say("warning: host '%s' does not answer: nothing runs there", host->login);
	return 0;
}

static int ask(const struct remote_asker *a, struct remote_host *host, struct err *err) {
	bool master = *host->socket;
	int rc = start(a, host, &host->helper, master ? REMOTE_MASTER : REMOTE_ASK, master ? COUNT "; exec cat >/dev/null'" : COUNT "'",
		       guardian_slot(a->guardian, GUARD_SLOTS - 3 - (unsigned)host->index), a->options->filter_hosts);

	return rc ? err_sys(err, -rc, "cannot reach the host '%s': '%s'", host->login, host->ssh[0]) : 0;
}

/* Hosts that nobody else knows yet. Many at the same time: one that is down takes a while. */
int remote_ask_all(const struct remote_asker *a, struct remote_host **list, size_t count, const struct gate *stop, struct err *err) {
	size_t begun = 0;
	int rc = 0, heard;

	for (size_t i = 0; i < count && !(rc && i == begun); i++) {
		for (; !rc && begun < count && begun < i + AT_ONCE; begun += !rc)
			if (is_asked(a, list[begun]))
				rc = ask(a, list[begun], err);
		if (i < begun && is_asked(a, list[i])) {
			heard = hear(a, list[i], stop, err);
			rc = rc ? rc : heard;
		}
	}
	return rc;
}

bool remote_ask_answers(const struct remote_asker *a, const struct remote_host *host, struct guard_slot *guard,
			const struct gates *gates) {
	unsigned n;

	return ask_now(a, host, REMOTE_ASK, COUNT "'", guard, gates, &n) || n;
}

unsigned remote_ask_load(const struct remote_asker *a, const struct remote_host *host, struct guard_slot *guard,
			 const struct gates *gates) {
	static const char text[] = "n=0\nif [ -r /proc/stat ]; then\nwhile read -r k v; do\ncase $k in procs_running|procs_blocked) n=$((n + v));; esac\n"
				   "done </proc/stat\nelse\nn=`ps -A -o state= | grep -c '^[RUD]'`\nfi\necho " MARK "$n\n";
	struct buf script = {0}, line = {0};
	unsigned n = 0;

	if (host->local)
		return meters_tasks("", &n) ? 0 : n;
	if (!buf_adds(&script, text) && !remote_line_plain(&line, &script))
		(void)ask_now(a, host, *host->socket ? REMOTE_TASK : REMOTE_ASK, line.p, guard, gates, &n); /* then it counts as idle */
	buf_release(&script);
	buf_release(&line);
	return n ? n - 1 : 0; /* the question itself */
}
