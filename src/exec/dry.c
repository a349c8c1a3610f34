/* SPDX-License-Identifier: MIT */
/* --dry-run: the command line is the output. Everything around it (order, tags, batching) is as in a real run. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "exec/executors.h"
#include "exec/render.h"
#include "input/quote.h"

struct dry_exec {
	struct exec exec;
	struct exec_spec spec;
};

static int dry_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	(void)e, (void)slot, (void)err;
	*ret = NULL;
	return 0;
}

/* --shellquote: the line in quotes, and those in quotes again as often as wanted. 0 or -ENOMEM. */
static int quoted(enum quoting how, const struct buf *line, unsigned times, struct buf *out) {
	struct buf from = {0};
	int rc = buf_add(out, line->p, line->len);

	while (times-- && !rc) {
		struct buf was = from;

		from = *out;
		*out = was;
		out->len = 0;
		rc = quoting_add(how, out, from.p, from.len);
	}
	buf_release(&from);
	return rc ? rc : buf_addc(out, '\n');
}

static int put_quoted(const struct dry_exec *x, struct task *t, struct outlet *o) {
	struct buf out = {0};
	int rc;

	t->result.wall_start = clock_wall();
	t->result.start = t->result.end = clock_mono();
	rc = quoted(quoting_of(x->spec.shell), &t->command, x->spec.shellquote, &out);

	if (!rc && x->spec.verbose) {
		t->result.received = t->command.len + 1;
		rc = o->ops->put(o, t, STREAM_OUT, t->command.p, t->command.len);
		rc = rc < 0 ? rc : o->ops->put(o, t, STREAM_OUT, "\n", 1);
	}
	t->result.received += out.len;
	rc = rc < 0 ? rc : o->ops->put(o, t, STREAM_OUT, out.p, out.len);
	buf_release(&out);
	return rc < 0 ? rc : 0;
}

static int put_command(struct task *t, struct outlet *o) {
	int rc = buf_addc(&t->command, '\n');

	if (rc)
		return rc;
	rc = o->ops->put(o, t, STREAM_OUT, t->command.p, t->command.len);
	t->command.len--;
	return rc < 0 ? rc : 0;
}

static void dry_arrive(struct exec *e, struct task *chain) {
	render_arrived(&((struct dry_exec *)e)->spec, chain);
}

static int dry_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct dry_exec *x = (struct dry_exec *)e;
	int rc = render_task(&x->spec, t, err);

	(void)mine, (void)g;
	if (err->code)
		return rc;
	if (!rc && t->result.outcome == OUTCOME_KILLED)
		return 0;
	if (!rc && x->spec.trace)
		render_trace(t);
	if (!rc)
		rc = x->spec.shellquote ? put_quoted(x, t, o) : put_command(t, o);
	if (rc < 0)
		return err_sys(err, -rc, "cannot print the command of task %llu", (unsigned long long)task_number(t));
	t->result.outcome = OUTCOME_EXIT;
	t->result.code = t->skip ? -2 : 0;
	return 0;
}

static void dry_close(struct exec *e, void *mine) {
	(void)e, (void)mine;
}

static void dry_free(struct exec *e) {
	free(e);
}

static const struct exec_ops dry_ops = {
	.open = dry_open, .arrive = dry_arrive, .run = dry_run, .close = dry_close, .free = dry_free,
};

int exec_dry_new(struct exec **ret, const struct exec_spec *spec, struct err *err) {
	struct dry_exec *x = xcalloc(1, sizeof(*x));

	(void)err;
	x->exec = (struct exec){ .ops = &dry_ops, .flags = EXEC_INSTANT | render_flags(spec) };
	x->spec = *spec;
	*ret = &x->exec;
	return 0;
}
