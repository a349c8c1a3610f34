/* SPDX-License-Identifier: MIT */
/*
 * A question is a command like any other; its answer stands behind a mark, since a login may greet us. With --controlmaster it is asked by
 * the connection that tasks will share, which stays.
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
	struct helper_spec spec = { .world = a->world, .guard = guard, .argv = words, .in = use == REMOTE_MASTER ? a->lifeline : -1, .quiet = quiet };
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
	struct buf said = {0};
	int rc = helper_read(&host->helper, &said, master ? MARK : NULL, stop);
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

bool remote_ask_answers(const struct remote_asker *a, const struct remote_host *host, struct guard_slot *guard, const struct gates *gates) {
	struct helper asked;
	struct buf said = {0};
	bool yes;
	int rc;

	if (start(a, host, &asked, REMOTE_ASK, COUNT "'", guard, true))
		return true; /* it is we who are in trouble */
	rc = helper_read(&asked, &said, NULL, &gates->kill);
	yes = rc || (!buf_terminate(&said) && number_in(&said));
	buf_release(&said);
	(void)helper_end(&asked, rc != 0);
	return yes;
}

unsigned remote_ask_load(const struct remote_asker *a, const struct remote_host *host, struct guard_slot *guard, const struct gates *gates) {
	static const char text[] = "n=0\nif [ -r /proc/stat ]; then\nwhile read -r k v; do\ncase $k in procs_running|procs_blocked) n=$((n + v));; esac\n"
				   "done </proc/stat\nelse\nn=`ps -A -o state= | grep -c '^[RUD]'`\nfi\necho " MARK "$n\n";
	struct buf script = {0}, line = {0}, said = {0};
	struct helper asked;
	unsigned n = 0;
	int rc;

	if (host->local)
		return meters_tasks("", &n) ? 0 : n;
	rc = buf_adds(&script, text) || remote_line_plain(&line, &script) ? -ENOMEM : 0;
	if (!rc)
		rc = start(a, host, &asked, *host->socket ? REMOTE_TASK : REMOTE_ASK, line.p, guard, true);
	if (!rc) {
		rc = helper_read(&asked, &said, NULL, &gates->kill);
		n = rc || buf_terminate(&said) ? 0 : number_in(&said);
		(void)helper_end(&asked, rc != 0);
	}
	buf_release(&script);
	buf_release(&line);
	buf_release(&said);
	return n ? n - 1 : 0; /* the question itself */
}
