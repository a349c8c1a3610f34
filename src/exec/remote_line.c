/* SPDX-License-Identifier: MIT */
/*
 * sshd hands the line to the login shell, which may be of any family. So it is `exec /bin/sh -c 'eval ...' 'TEXT'`,
 * where TEXT is a script without anything that one of them would take for its own: no quote, no backslash but in \0OOO,
 * no `!`, no newline. printf %b turns it back, and sh runs it.
 *
 * sshd leaves a command without a terminal running when the connection goes. What it started is in a process group of its own, whose
 * leader the script is. Beside the task a subshell waits for the end of the connection: for that of stdin, or, where stdin is the task's,
 * for that of the parent, sshd. Then it ends the group.
 */
#include "config.h"

#include "exec/remote_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input/quote.h"

extern char **environ;

#define END_GROUP "kill -TERM -$$ || kill -TERM $$; sleep 1; kill -KILL -$$"
#define WAIT_STDIN "(trap '' HUP INT TERM PIPE; while read -r pmap_x; do :; done; " END_GROUP ") <&3 >/dev/null 2>&1 3<&- &\n"
#define WAIT_PARENT "(trap '' HUP INT TERM PIPE; while kill -0 $PPID; do sleep 1; done; " END_GROUP ") </dev/null >/dev/null 2>&1 3<&- &\n"

static bool is_name(const char *s, size_t n) {
	for (size_t i = 0; i < n; i++)
		if (!(s[i] == '_' || (s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= 'a' && s[i] <= 'z') || (i && s[i] >= '0' && s[i] <= '9')))
			return false;
	return n > 0;
}

/* The entry of our environment that exports this function; NULL = it is none. */
static const char *function_of(const char *name) {
	size_t n = strlen(name);

	for (char **e = environ; *e; e++)
		if (!strncmp(*e, "BASH_FUNC_", 10) && !strncmp(*e + 10, name, n) && !strncmp(*e + 10 + n, "%%=", 3))
			return *e;
	return NULL;
}

static int add_variables(struct buf *b, const struct remote_line *h) {
	int rc = 0;

	for (size_t i = 0; i < h->env_count && !rc; i++) {
		const char *value = getenv(h->env[i]);

		if (!value || !is_name(h->env[i], strlen(h->env[i])))
			continue;
		rc = buf_adds(b, h->env[i]);
		if (!rc)
			rc = quote_str(b, "=", value);
		if (!rc)
			rc = buf_addf(b, "\nexport %s\n", h->env[i]);
	}
	return rc;
}

/* Functions cannot be assigned, only be in an environment. */
static int add_functions(struct buf *b, const struct remote_line *h, bool *ret_any) {
	bool any = false;
	int rc = 0;

	for (size_t i = 0; i < h->env_count && !rc; i++) {
		const char *entry = function_of(h->env[i]);

		if (!entry)
			continue;
		rc = quote_str(b, any ? " " : "env ", entry);
		any = true;
	}
	if (any && !rc)
		rc = buf_addc(b, ' ');
	*ret_any = any;
	return rc;
}

static int add_command(struct buf *b, const struct remote_line *h, const struct remote_command *c) {
	struct buf text = {0};
	bool functions = false;
	int rc = buf_addf(b, "PARALLEL_SEQ=%llu\n(exec ", (unsigned long long)c->seq);

	if (!rc)
		rc = add_functions(b, h, &functions);
	if (!rc && h->nice_given)
		rc = buf_addf(b, "nice -n %d ", h->nice);
	if (!rc && (h->shell || functions))
		rc = quote_str(b, "", h->shell ? h->shell : "bash");
	else if (!rc)
		rc = buf_adds(b, "\"${SHELL:-/bin/sh}\"");
	if (!rc && h->before_len)
		rc = buf_add(&text, h->before, h->before_len) || buf_addc(&text, '\n') ? -ENOMEM : 0;
	if (!rc)
		rc = buf_add(&text, c->text, c->len);
	if (!rc)
		rc = quote_after(b, " -c ", text.p ? text.p : "", text.len);
	buf_release(&text);
	return rc ? rc : buf_adds(b, " 2>&4 4>&-) || pmap_s=$?\n");
}

int remote_line_groups(struct buf *b, const char *host, const char *task) {
	int rc = quote_str(b, "PARALLEL_HOSTGROUPS=", host);

	if (!rc)
		rc = quote_str(b, "\nPARALLEL_ARGHOSTGROUPS=", task);
	return rc ? rc : buf_adds(b, "\nexport PARALLEL_HOSTGROUPS PARALLEL_ARGHOSTGROUPS\n");
}

static int add_setting(struct buf *b, const struct remote_line *h) {
	int rc = quote_str(b, "PARALLEL_SSHLOGIN=", h->login);

	if (!rc)
		rc = quote_str(b, "\nPARALLEL_SSHHOST=", h->name);
	if (!rc)
		rc = buf_addf(b, "\nPARALLEL_PID=%ld PARALLEL_JOBSLOT=%u PARALLEL_JOBSLOT0=%u\n"
			      "export PARALLEL_SEQ PARALLEL_SSHLOGIN PARALLEL_SSHHOST PARALLEL_PID PARALLEL_JOBSLOT PARALLEL_JOBSLOT0\n",
			      (long)getpid(), h->slot, h->slot - 1);
	if (!rc && h->groups)
		rc = remote_line_groups(b, h->groups, h->asked);
	if (!rc)
		rc = add_variables(b, h);
	if (rc || !h->workdir)
		return rc;
	rc = quote_str(b, "pmap_d=", *h->workdir ? h->workdir : ".");
	return rc ? rc : buf_adds(b, "\ncd -- \"$pmap_d\" 2>/dev/null || { mkdir -p -- \"$pmap_d\" && cd -- \"$pmap_d\"; } || exit 126\n"
				     "pmap_d=`pwd`\n");
}

/* --cat, --fifo: the file is in the host's directory for such, or where PARALLEL_REMOTE_TMPDIR here says. */
static int add_input(struct buf *b, const struct remote_line *h) {
	const char *tmp = getenv("PARALLEL_REMOTE_TMPDIR");
	int rc = 0;

	if (!h->fifo && !h->cat)
		return 0;
	if (tmp && *tmp)
		rc = quote_str(b, "pmap_t=", tmp) || buf_addc(b, '\n') ? -ENOMEM : 0;
	if (!rc)
		rc = buf_addf(b, "PARALLEL_TMP=`mktemp %s\"${pmap_t:-${TMPDIR:-/tmp}}/pmapXXXXXXXX\"` || exit 126\nexport PARALLEL_TMP\n",
			      h->fifo ? "-u " : "");
	if (!rc && h->fifo)
		rc = buf_adds(b, "mkfifo -m 600 \"$PARALLEL_TMP\" || exit 126\n(exec cat <&3 >\"$PARALLEL_TMP\") 2>/dev/null &\n"
				 "pmap_c=$!\nexec </dev/null\n");
	else if (!rc)
		rc = buf_adds(b, "cat <&3 >\"$PARALLEL_TMP\" || exit 126\nexec </dev/null\n");
	return rc;
}

static int add_script(struct buf *b, const struct remote_line *h, const struct remote_command *list, size_t count) {
	int rc = add_setting(b, h);

	if (!rc)
		rc = buf_adds(b, h->stream ? "exec 3<&0\n" : "exec 3<&0 </dev/null\n");
	if (!rc)
		rc = buf_adds(b, h->stream || h->deaf ? WAIT_PARENT : WAIT_STDIN);
	if (!rc)
		rc = buf_adds(b, "pmap_w=$! pmap_s=0\n");
	if (!rc)
		rc = add_input(b, h);
	/* The shell would tell of signals that ended the task, and of the watching subshell's end: its stderr is nowhere. */
	if (!rc)
		rc = buf_adds(b, "exec 3<&- 4>&2 2>/dev/null\n");
	for (size_t i = 0; i < count && !rc; i++)
		rc = add_command(b, h, &list[i]);
	if (!rc && (h->cat || h->fifo))
		rc = buf_adds(b, h->fifo ? "rm -f \"$PARALLEL_TMP\"; kill -KILL $pmap_c\n" : "rm -f \"$PARALLEL_TMP\"\n");
	if (!rc && h->workdir && h->remove)
		rc = buf_adds(b, "cd /; rm -rf \"$pmap_d\"\n");
	return rc ? rc : buf_adds(b, "kill -KILL $pmap_w\nexit $pmap_s\n");
}

static bool is_special(char c) {
	return c == '\'' || c == '\\' || c == '!' || (unsigned char)c < ' ' || c == 127;
}

static int encode(struct buf *out, const struct buf *script) {
	const char *p = script->p, *end = p + script->len;
	int rc = 0;

	while (p < end && !rc) {
		const char *from = p;

		while (p < end && !is_special(*p))
			p++;
		rc = buf_add(out, from, (size_t)(p - from));
		if (!rc && p < end)
			rc = buf_addf(out, "\\0%03o", (unsigned)(unsigned char)*p++);
	}
	return rc;
}

int remote_line_plain(struct buf *out, const struct buf *script) {
	int rc;

	out->len = 0;
	rc = buf_adds(out, "exec /bin/sh -c 'eval \"$(printf %b \"$0\")\"' '");
	if (!rc)
		rc = encode(out, script);
	if (!rc)
		rc = buf_addc(out, '\'');
	return rc ? rc : buf_terminate(out);
}

int remote_line(struct buf *out, const struct remote_line *how, const struct remote_command *list, size_t count) {
	struct buf script = {0};
	int rc = add_script(&script, how, list, count);

	if (!rc)
		rc = remote_line_plain(out, &script);
	buf_release(&script);
	return rc;
}
