/* SPDX-License-Identifier: MIT */
#include "engine/hosts.h"

#include <errno.h>

#include "base/machine.h"
#include "exec/remote.h"
#include "exec/remote_hosts.h"

static int check(const struct options *o, struct err *err) {
	const char *with = exec_builtin_name(o->command, o->command_count) ? "a built-in function" : o->tmux != TMUX_NO ? "--tmux" :
			   o->open_tty ? "--tty" : o->semaphore ? "--semaphore" :
			   (o->onall || o->nonall) && (o->pipe || o->pipepart) ? "--onall with --pipe" : NULL;

	if (with)
		return err_set(err, ENOTSUP, "%s cannot be used with other hosts than this machine (--sshlogin)", with);
	return 0;
}

/* Called by slots. */
static void changed(void *arg, unsigned slots) {
	struct run *r = arg;

	feed_limit(r->feed, parts_fit(r, slots));
	pool_grow(r->pool);
}

int hosts_open(struct run *r, struct err *err) {
	struct remote_hosts_spec spec = { .options = &r->o, .world = r->host->world, .guardian = r->host->guardian, .changed = changed,
					  .arg = r };
	int rc;

	if (!r->o.login_count)
		return 0;
	rc = check(&r->o, err);
	if (!rc && r->o.results && (r->o.onall || r->o.nonall)) {
		/* The files of all hosts would have the same names. */
		err_say("warning: --results has no effect together with --onall and --nonall on other hosts");
		r->o.results = NULL;
	}
	if (rc || r->o.dry_run || r->o.shellquote)
		return rc;
	rc = remote_hosts_new(&r->hosts, &spec, err);
	if (!rc)
		r->o.slots = remote_hosts_slots(r->hosts);
	return rc;
}

void hosts_spec(const struct run *r, struct exec_spec *spec) {
	if (!r->hosts)
		return;
	spec->workdir = NULL;
	spec->workdir_private = spec->nice_given = spec->cat = spec->fifo = false;
}

int hosts_exec(struct run *r, const struct exec_spec *spec, struct err *err) {
	struct transfer_spec travel = { .options = &r->o, .inputs = &r->inputs, .hosts = r->hosts,
					.world = r->host->world, .guardian = r->host->guardian };
	struct remote_spec remote = { .hosts = r->hosts, .options = &r->o, .render = *spec, .definitions = &r->payload.text };
	int rc;

	if (!r->hosts)
		return 0;
	rc = transfer_new(&remote.transfer, &travel, err);
	if (rc)
		return rc;
	remote.render.workdir = r->inputs.workdir;
	r->exec = exec_remote_new(r->exec, &remote);
	r->hosts_owned = true;
	return exec_remote_base(r->exec, err);
}

void hosts_source(struct run *r) {
	if (!r->hosts || !(r->o.onall || r->o.nonall))
		return;
	r->source = remote_all_new(r->source, remote_hosts_count(r->hosts));
	exec_remote_all(r->exec, r->source);
}

size_t hosts_line_max(const struct run *r, size_t max) {
	enum { GROWS = 6 };

	return r->hosts ? machine_arg_one() / GROWS : max;
}
