/* SPDX-License-Identifier: MIT */
/*
 * Whoever gives options for rsync wants rsync: a limit of speed, files left out, only what has changed. Then it copies, one file or
 * directory a time. Its --rsync-path takes it to the directory there; names pass no shell there (-s).
 */
#include "config.h"

#include "exec/transfer_rsync.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/quote.h"

const char *transfer_rsync_opts(const struct options *o) {
	const char *opts = getenv("PARALLEL_RSYNC_OPTS");

	if (o->rsync_opts)
		return o->rsync_opts;
	/* Tasks are told the default, and may run a pmap. */
	return opts && *opts && strcmp(opts, "-rlDzR") ? opts : NULL;
}

/* A word as rsync splits -e: a quote inside quotes is written twice. */
static int add_word(struct buf *b, const char *word) {
	int rc = buf_addc(b, '\'');

	for (; *word && !rc; word++)
		rc = *word == '\'' ? buf_adds(b, "''") : buf_addc(b, *word);
	return rc ? rc : buf_addc(b, '\'');
}

/* The words of a command, for its last argument. */
static int add_shell(struct buf *b, const struct remote_host *host) {
	const char **words = sys_malloc(remote_words_max(host) * sizeof(*words));
	size_t n = words ? remote_words_front(host, REMOTE_TASK, words) : 0;
	struct buf e = {0};
	int rc = words ? 0 : -ENOMEM;

	for (size_t i = 0; i < n && !rc; i++)
		rc = (i && buf_addc(&e, ' ')) || add_word(&e, words[i]) ? -ENOMEM : 0;
	if (!rc)
		rc = quote_after(b, " -e ", e.p, e.len) ? -ENOMEM : 0;
	buf_release(&e);
	free(words);
	return rc;
}

/* --rsync-path: into the directory there first. */
static int add_path(struct buf *b, const char *dir, bool make) {
	struct buf text = {0};
	int rc = 0;

	if (!dir)
		return 0;
	dir = *dir ? dir : ".";
	if (make)
		rc = quote_str(&text, "mkdir -p ", dir) || buf_adds(&text, " && ") ? -ENOMEM : 0;
	if (!rc)
		rc = quote_str(&text, "cd ", dir) || buf_adds(&text, " && rsync") ? -ENOMEM : 0;
	if (!rc)
		rc = quote_after(b, " --rsync-path=", text.p, text.len) ? -ENOMEM : 0;
	buf_release(&text);
	return rc;
}

static int add_front(struct buf *b, const char *opts, const struct remote_host *host, const char *dir, bool make) {
	int rc = buf_addf(b, "rsync %s -s", opts);

	if (!rc)
		rc = add_shell(b, host);
	if (!rc)
		rc = add_path(b, dir, make);
	return rc ? rc : buf_adds(b, " -- ");
}

/* TARGET:PATH; an address with colons stands in brackets. */
static int add_far_name(struct buf *b, const struct remote_host *host, const char *path) {
	struct buf name = {0};
	bool colons = strchr(host->name, ':') != NULL;
	int rc = buf_add(&name, host->target, (size_t)(host->name - host->target));

	if (!rc)
		rc = buf_addf(&name, "%s%s%s:%s%s", colons ? "[" : "", host->name, colons ? "]" : "", *path == '/' ? "" : "./", path);
	if (!rc)
		rc = quote_add(b, name.p, name.len);
	buf_release(&name);
	return rc;
}

static int add_near_name(struct buf *b, const char *path) {
	return quote_str(b, *path == '/' ? "" : "./", path);
}

int transfer_rsync_out(struct buf *b, const char *opts, const struct remote_host *host, const char *dir,
		       const struct transfer_name *name) {
	int rc = buf_adds(b, "(");

	if (name->before_len)
		rc = quote_after(b, "cd ", name->before, name->before_len) || buf_adds(b, " && ") ? -ENOMEM : 0;
	if (!rc)
		rc = add_front(b, opts, host, dir, true);
	if (!rc)
		rc = add_near_name(b, name->path);
	if (!rc)
		rc = buf_addc(b, ' ');
	if (!rc)
		rc = add_far_name(b, host, *name->path == '/' ? "/" : "");
	return rc ? rc : buf_adds(b, ") || exit\n");
}

/* Both sides go to the directory of the file first: then it need not be -R that makes them. */
int transfer_rsync_back(struct buf *b, const char *opts, const struct remote_host *host, const char *dir,
			const struct transfer_name *name) {
	const char *slash = strrchr(name->path, '/'), *base = slash ? slash + 1 : name->path;
	size_t n = slash ? (slash == name->path ? 1 : (size_t)(slash - name->path)) : 0;
	struct buf far = {0}, near = {0};
	int rc = 0;

	if (dir && *name->path != '/')
		rc = buf_adds(&far, *dir ? dir : ".") || buf_addc(&far, '/') ? -ENOMEM : 0;
	if (!rc)
		rc = buf_add(&far, name->path, n) || (!far.len && buf_addc(&far, '.')) || buf_terminate(&far) ? -ENOMEM : 0;
	if (!rc && name->before_len)
		rc = buf_add(&near, name->before, name->before_len) || buf_addc(&near, '/') ? -ENOMEM : 0;
	if (!rc)
		rc = buf_add(&near, name->path, n) || (!near.len && buf_addc(&near, '.')) ? -ENOMEM : 0;
	if (!rc)
		rc = quote_after(b, "mkdir -p -- ", near.p, near.len) || buf_adds(b, "\n") ? -ENOMEM : 0;
	if (!rc)
		rc = add_front(b, opts, host, far.p, false);
	if (!rc)
		rc = add_far_name(b, host, base);
	if (!rc)
		rc = quote_after(b, *near.p == '/' ? " " : " ./", near.p, near.len) || buf_adds(b, "/\n") ? -ENOMEM : 0;
	buf_release(&far);
	buf_release(&near);
	return rc;
}
