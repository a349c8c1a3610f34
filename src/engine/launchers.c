/* SPDX-License-Identifier: MIT */
#include "engine/launchers.h"

#include <errno.h>

int launchers_open(struct run *r, struct exec_spec *spec, struct err *err) {
	const struct options *o = &r->o;
	int rc = 0;

	if (o->dry_run || o->tmux == TMUX_NO)
		return 0;
	if (o->pipe || o->pipepart)
		return err_set(err, EINVAL, "--tmux and --pipe exclude each other: the stdin of a task in tmux is its window");
	rc = launch_tmux_new(&r->launcher, o->tmpdir, o->tmux == TMUX_PANE, err);
	spec->launcher = r->launcher;
	return rc;
}

void launchers_close(struct run *r) {
	if (r->launcher)
		r->launcher->free(r->launcher);
	r->launcher = NULL;
}
