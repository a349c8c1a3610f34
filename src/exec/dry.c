/* SPDX-License-Identifier: MIT */
/* --dry-run: the command line is the output. Everything around it (order, tags, batching) is as in a real run. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "exec/executors.h"
#include "exec/render.h"

struct dry_exec {
	struct exec exec;
	struct exec_spec spec;
};

static int dry_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	(void)e, (void)slot, (void)err;
	*ret = NULL;
	return 0;
}

static int dry_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct dry_exec *x = (struct dry_exec *)e;
	int rc = render_task(&x->spec, t);

	(void)mine, (void)g;
	if (!rc && x->spec.trace)
		render_trace(t);
	if (!rc)
		rc = buf_addc(&t->command, '\n');
	if (!rc)
		rc = o->ops->put(o, t, STREAM_OUT, t->command.p, t->command.len);
	t->command.len -= rc >= 0;
	if (rc < 0)
		return err_sys(err, -rc, "cannot print the command of task %llu", (unsigned long long)t->seq + 1);
	t->result.outcome = OUTCOME_EXIT;
	return 0;
}

static void dry_close(struct exec *e, void *mine) {
	(void)e, (void)mine;
}

static void dry_free(struct exec *e) {
	free(e);
}

static const struct exec_ops dry_ops = { .open = dry_open, .run = dry_run, .close = dry_close, .free = dry_free };

int exec_dry_new(struct exec **ret, const struct exec_spec *spec, struct err *err) {
	struct dry_exec *x = xcalloc(1, sizeof(*x));

	(void)err;
	x->exec = (struct exec){ .ops = &dry_ops, .flags = EXEC_INSTANT };
	x->spec = *spec;
	*ret = &x->exec;
	return 0;
}
