/* SPDX-License-Identifier: MIT */
/*
 * What travels is a tar archive in a pipe: it needs no program that a host might not have, and no names pass a shell
 * but quoted. Only who gives options for rsync gets that, see transfer_rsync.c. The script is part of the task's
 * process group, so what ends the task ends a copy, too.
 *
 * A name has up to three parts: before /./ is a directory here, behind it the path that both sides share. Without that a relative name is
 * shared as it is, and an absolute one is the same file on both sides.
 */
#include "config.h"

#include "exec/transfer.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"
#include "exec/helper.h"
#include "exec/remote_line.h"
#include "exec/shell.h"
#include "exec/transfer_rsync.h"

struct transfer {
	struct transfer_spec spec;
	char *dir;                /* of the base files; NULL = home */
	bool based;
	const char *rsync;        /* its options; NULL = tar copies */
	struct template **names;  /* of options->travels; NULL for base files */
};

static struct transfer_name split(const char *name) {
	const char *cut = strstr(name, "/./");
	struct transfer_name n = { name, cut ? (cut == name ? 1 : (size_t)(cut - name)) : 0, cut ? cut + 3 : name };

	while (!cut && !strncmp(n.path, "./", 2))
		n.path += 2;
	while (cut && *n.path == '/')
		n.path += 1;
	return n;
}

/* ` 'PATH'` as tar is told: a relative one may begin with a dash. */
static int add_path(struct buf *b, const char *path) {
	return quote_str(b, *path == '/' ? " " : " ./", path);
}

/* The words that run `text`, a script for sh, in the directory there. */
static int add_far(struct buf *b, const struct remote_host *host, const char *dir, bool make, const char *text) {
	const char **words = sys_malloc(remote_words_max(host) * sizeof(*words));
	struct buf script = {0}, line = {0};
	int rc = words ? 0 : -ENOMEM;

	if (!rc && dir && make)
		rc = quote_str(&script, "mkdir -p -- ", *dir ? dir : ".") || buf_adds(&script, " && ") ? -ENOMEM : 0;
	if (!rc && dir)
		rc = quote_str(&script, "cd -- ", *dir ? dir : ".") || buf_adds(&script, " || exit\n") ? -ENOMEM : 0;
	if (!rc)
		rc = buf_adds(&script, text);
	if (!rc)
		rc = remote_line_plain(&line, &script);
	if (!rc)
		remote_words(host, REMOTE_TASK, line.p, words);
	for (size_t i = 0; !rc && words[i]; i++)
		rc = quote_str(b, i ? " " : "", words[i]);
	buf_release(&script);
	buf_release(&line);
	free(words);
	return rc;
}

/* The names that file i of the options has for a task: with {} one for each value. */
static size_t names_of(const struct transfer *x, size_t i, const struct task *t) {
	return x->names[i] && t->argc > 1 && !strcmp(x->spec.options->travels[i].name, "{}") ? t->argc : 1;
}

/* The k-th of them. 0 or -errno. */
static int render(const struct transfer *x, size_t i, size_t k, const struct task *t, struct buf *name) {
	const struct travel *v = &x->spec.options->travels[i];
	int rc;

	name->len = 0;
	if (names_of(x, i, t) > 1)
		return buf_adds(name, t->argv[k]) ? -ENOMEM : buf_terminate(name);
	rc = x->names[i] ? template_render(x->names[i], t, t->result.slot, name) : buf_adds(name, v->name);
	return rc ? rc : buf_terminate(name);
}

/* r->name for the tar that sends. */
static int add_file(struct transfer_room *r, const char *here, bool *any) {
	struct transfer_name name = split(r->name.p);
	int rc = *any ? 0 : buf_adds(&r->script, "tar -cPf -");

	*any = true;
	/* Directories of tar add up: the first is absolute. */
	if (!rc)
		rc = quote_str(&r->script, " -C ", here);
	if (!rc && name.before_len)
		rc = quote_after(&r->script, " -C ", name.before, name.before_len);
	return rc ? rc : add_path(&r->script, name.path);
}

/* Call `add` for each name that this way has: of a task, or of all that are one task. */
struct visit {
	struct transfer *x;
	struct transfer_room *r;
	const struct remote_host *host;
	const char *dir, *here;
	bool any;
	struct buf text;
};

static int each_name(struct visit *v, const struct task *tasks, bool chain, enum travel_way way, int (*add)(struct visit *)) {
	const struct options *o = v->x->spec.options;
	int rc = 0;

	for (const struct task *t = tasks; t && !rc; t = chain ? t->next : NULL)
		for (size_t i = 0; i < o->travel_count && !rc; i++)
			for (size_t k = 0; o->travels[i].way == way && k < names_of(v->x, i, t) && !rc; k++) {
				rc = render(v->x, i, k, t, &v->r->name);
				if (!rc)
					rc = add(v);
			}
	return rc;
}

static int send_one(struct visit *v) {
	struct transfer_name name = split(v->r->name.p);

	if (access(v->r->name.p, R_OK)) {
		err_say("warning: '%s' cannot be read and is not transferred", v->r->name.p);
		return 0;
	}
	if (v->x->rsync)
		return transfer_rsync_out(&v->r->script, v->x->rsync, v->host, v->dir, &name);
	return add_file(v->r, v->here, &v->any);
}

/* `tar ... | ssh ... tar` for the files that go there; nothing when there are none. */
static int add_out(struct visit *v, const struct task *tasks, bool chain, enum travel_way way) {
	char here[PATH_MAX];
	int rc;

	if (!getcwd(here, sizeof(here)))
		return -errno;
	v->here = here;
	rc = each_name(v, tasks, chain, way, send_one);
	if (rc || !v->any)
		return rc;
	rc = buf_adds(&v->r->script, " | ");
	if (!rc)
		rc = add_far(&v->r->script, v->host, v->dir, true, "exec tar -xPf -");
	return rc ? rc : buf_adds(&v->r->script, " || exit\n");
}

/* `ssh ... tar | tar` for r->name. */
static int fetch_one(struct visit *v) {
	struct transfer_name name = split(v->r->name.p);
	struct buf *script = &v->r->script;
	int rc = 0;

	if (v->x->rsync)
		return transfer_rsync_back(script, v->x->rsync, v->host, v->dir, &name);
	if (name.before_len)
		rc = quote_after(script, "mkdir -p -- ", name.before, name.before_len) || buf_adds(script, "\n") ? -ENOMEM : 0;
	v->text.len = 0;
	if (!rc)
		rc = buf_adds(&v->text, "exec tar -cPf -") || add_path(&v->text, name.path) || buf_terminate(&v->text) ? -ENOMEM : 0;
	if (!rc)
		rc = add_far(script, v->host, v->dir, false, v->text.p);
	if (!rc)
		rc = buf_adds(script, " </dev/null | tar -xPf -");
	if (!rc && name.before_len)
		rc = quote_after(script, " -C ", name.before, name.before_len);
	return rc ? rc : buf_adds(script, "\n");
}

/* `rm` of r->name, and of the directories above it that are empty then. */
static int forget_one(struct visit *v) {
	struct transfer_name name = split(v->r->name.p);
	const char *slash = strrchr(name.path, '/');
	int rc = buf_adds(&v->text, "rm -f");

	if (!rc)
		rc = add_path(&v->text, name.path);
	if (!rc && slash && slash > name.path) {
		rc = quote_after(&v->text, *name.path == '/' ? "; rmdir -p " : "; rmdir -p ./", name.path, (size_t)(slash - name.path));
		if (!rc)
			rc = buf_adds(&v->text, " 2>/dev/null");
	}
	return rc ? rc : buf_adds(&v->text, "\n");
}

/* Remove what travelled (base: the base files; else the others), and the directory when nothing is left in it. */
static int add_cleanup(struct visit *v, const struct task *tasks, bool chain, bool base) {
	const struct options *o = v->x->spec.options;
	int rc;

	v->text.len = 0;
	rc = each_name(v, tasks, chain, base ? TRAVEL_BASE : TRAVEL_OUT, forget_one);
	if (!rc && !base)
		rc = each_name(v, tasks, chain, TRAVEL_BACK, forget_one);
	if (!rc && v->dir)
		rc = buf_adds(&v->text, o->workdir_private ? "cd / && rm -rf \"$OLDPWD\"\n" : "cd / && rmdir \"$OLDPWD\" 2>/dev/null\n");
	if (!rc)
		rc = buf_adds(&v->text, "exit 0\n") ? -ENOMEM : buf_terminate(&v->text);
	if (!rc)
		rc = add_far(&v->r->script, v->host, v->dir, false, v->text.p);
	return rc ? rc : buf_adds(&v->r->script, " </dev/null\n");
}

static int finish(struct transfer_room *r, char *const **ret) {
	int rc = buf_terminate(&r->script);

	r->words[0] = "/bin/sh";
	r->words[1] = "-c";
	r->words[2] = r->script.p;
	r->words[3] = NULL;
	*ret = (char *const *)r->words;
	return rc;
}

int transfer_wrap(struct transfer *x, const struct remote_host *host, const struct task *tasks, bool chain, const char *dir,
		  const char *const *words, struct transfer_room *r, char *const **ret) {
	struct visit v = { .x = x, .r = r, .host = host, .dir = dir };
	int rc;

	r->script.len = 0;
	rc = add_out(&v, tasks, chain, TRAVEL_OUT);
	for (size_t i = 0; words[i] && !rc; i++)
		rc = quote_str(&r->script, i ? " " : "", words[i]);
	if (!rc)
		rc = buf_adds(&r->script, "\npmap_s=$?\n");
	if (!rc)
		rc = each_name(&v, tasks, chain, TRAVEL_BACK, fetch_one);
	if (!rc && x->spec.options->cleanup)
		rc = add_cleanup(&v, tasks, chain, false);
	if (!rc)
		rc = buf_adds(&r->script, "exit $pmap_s\n");
	buf_release(&v.text);
	return rc ? rc : finish(r, ret);
}

void transfer_room_release(struct transfer_room *r) {
	buf_release(&r->script);
	buf_release(&r->name);
}

/* Run a script of ours; its status or -errno. */
static int run_script(struct transfer *x, struct transfer_room *r) {
	char *const *words;
	struct helper helper;
	struct helper_spec spec = { .world = x->spec.world, .in = -1 };
	struct buf said = {0};
	int rc = finish(r, &words);

	spec.guard = remote_hosts_guard(x->spec.hosts);
	spec.argv = (const char *const *)words;
	if (!rc)
		rc = helper_start(&helper, &spec);
	if (rc)
		return rc;
	rc = helper_read(&helper, &said, NULL, NULL);
	buf_release(&said);
	return rc ? (helper_end(&helper, true), rc) : helper_end(&helper, false);
}

static bool has(const struct options *o, enum travel_way way) {
	for (size_t i = 0; i < o->travel_count; i++)
		if (o->travels[i].way == way)
			return true;
	return false;
}

int transfer_base_host(struct transfer *x, struct remote_host *host) {
	struct transfer_room r = {0};
	struct task none = {0};
	struct visit v = { .x = x, .r = &r, .host = host, .dir = x->dir };
	int rc;

	if (!x->based || host->local)
		return 0;
	rc = add_out(&v, &none, false, TRAVEL_BASE);
	if (!rc && r.script.len)
		rc = run_script(x, &r);
	transfer_room_release(&r);
	if (rc > 0)
		err_say("warning: host '%s' did not take the files of --basefile: no tasks run there", host->login);
	return rc;
}

int transfer_base(struct transfer *x, const char *dir, struct err *err) {
	int rc = 0;

	if (!has(x->spec.options, TRAVEL_BASE))
		return 0;
	x->dir = dir ? xstrdup(dir) : NULL;
	x->based = true;
	for (size_t i = 0; i < remote_hosts_count(x->spec.hosts) && rc >= 0; i++) {
		struct remote_host *host = remote_hosts_at(x->spec.hosts, i);

		rc = host->gone ? 0 : transfer_base_host(x, host);
		if (rc > 0)
			(void)remote_hosts_leave(x->spec.hosts, host);
	}
	return rc < 0 ? err_sys(err, -rc, "cannot copy the files of --basefile") : 0;
}

static void remove_base(struct transfer *x) {
	struct transfer_room r = {0};
	struct task none = {0};

	for (size_t i = 0; i < remote_hosts_count(x->spec.hosts); i++) {
		const struct remote_host *host = remote_hosts_at(x->spec.hosts, i);
		struct visit v = { .x = x, .r = &r, .host = host, .dir = x->dir };

		r.script.len = 0;
		/* One that is listed no more still has them. */
		if (!host->local && (!host->gone || !host->listed) && !add_cleanup(&v, &none, false, true))
			(void)run_script(x, &r); /* it has said what is wrong */
		buf_release(&v.text);
	}
	transfer_room_release(&r);
}

void transfer_free(struct transfer *x) {
	if (!x)
		return;
	if (x->based && x->spec.options->cleanup)
		remove_base(x);
	for (size_t i = 0; i < x->spec.options->travel_count; i++)
		template_free(x->names[i]);
	free(x->names);
	free(x->dir);
	free(x);
}

static int compile(struct transfer *x, size_t i, struct err *err) {
	const struct options *o = x->spec.options;
	char *words[] = { (char *)o->travels[i].name };
	struct template_spec spec = { .use = TEMPLATE_TEXT, .words = words, .count = 1, .replace = o->replace, .no_append = true,
				      .strings = &o->strings, .evaluator = x->spec.inputs->with.evaluator,
				      .what = "the name of a file that travels" };
	size_t count;

	spec.names = inputs_names(x->spec.inputs, &count);
	spec.name_count = count;
	return template_compile(&x->names[i], &spec, err);
}

int transfer_new(struct transfer **ret, const struct transfer_spec *spec, struct err *err) {
	const struct options *o = spec->options;
	const char *path = getenv("PATH");
	char found[PATH_MAX];
	struct transfer *x;
	int rc = 0;

	*ret = NULL;
	if (!o->travel_count)
		return 0;
	if (transfer_rsync_opts(o) && !(path && shell_which("rsync", path, false, found, sizeof(found))))
		return err_set(err, ENOENT, "--rsync-opts: rsync is not installed here; without the option (and PARALLEL_RSYNC_OPTS) "
			       "files are copied by tar");
	x = xcalloc(1, sizeof(*x));
	x->spec = *spec;
	x->rsync = transfer_rsync_opts(o);
	x->names = xcalloc(o->travel_count, sizeof(*x->names));
	for (size_t i = 0; i < o->travel_count && !rc; i++)
		if (o->travels[i].way != TRAVEL_BASE)
			rc = compile(x, i, err);
	if (rc)
		transfer_free(x);
	else
		*ret = x;
	return rc;
}
