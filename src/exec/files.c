/* SPDX-License-Identifier: MIT */
/*
 * --template: an executor round another one, which writes the task's files before it has its command line. They are written once, not
 * for each attempt, and also by --dry-run, as in GNU parallel.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "exec/executors.h"

struct files_exec {
	struct exec exec;
	struct exec *inner;
	struct files_spec spec;
};

static int files_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	struct exec *inner = ((struct files_exec *)e)->inner;

	return inner->ops->open(inner, slot, ret, err);
}

static int write_file(const char *path, const struct buf *text, struct err *err) {
	int fd = sys_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666), rc;

	if (fd < 0)
		return err_sys(err, errno, "cannot write '%s' for --template", path);
	rc = io_write(fd, text->p, text->len, NULL);
	if (close(fd) && !rc)
		rc = -errno;
	return rc ? err_sys(err, -rc, "cannot write '%s' for --template", path) : 0;
}

static int render_name(const struct template *t, const struct task *task, struct buf *out) {
	int rc = template_render(t, task, task->result.slot, out);

	return rc ? rc : buf_terminate(out);
}

static void files_arrive(struct exec *e, struct task *chain) {
	struct exec *inner = ((struct files_exec *)e)->inner;

	inner->ops->arrive(inner, chain);
}

static int files_prepare(struct exec *e, void *mine, struct task *t, struct outlet *o, struct err *err) {
	struct files_exec *x = (struct files_exec *)e;
	int rc = 0;

	for (size_t i = 0; i < x->spec.count && !rc; i++) {
		struct buf name = { 0 }, text = { 0 };

		if (render_name(x->spec.list[i].name, t, &name) || template_render(x->spec.list[i].text, t, t->result.slot, &text))
			rc = err_sys(err, ENOMEM, "cannot write a file for --template");
		else
			rc = write_file(name.p, &text, err);
		buf_release(&name);
		buf_release(&text);
	}
	if (rc || !x->inner->ops->prepare)
		return rc;
	return x->inner->ops->prepare(x->inner, mine, t, o, err);
}

static int files_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct exec *inner = ((struct files_exec *)e)->inner;

	return inner->ops->run(inner, mine, t, o, g, err);
}

static void files_tidy(struct exec *e, void *mine, struct task *t) {
	struct files_exec *x = (struct files_exec *)e;

	for (size_t i = 0; x->spec.cleanup && i < x->spec.count; i++) {
		struct buf name = { 0 };

		if (!render_name(x->spec.list[i].name, t, &name))
			unlink(name.p);
		buf_release(&name);
	}
	if (x->inner->ops->tidy)
		x->inner->ops->tidy(x->inner, mine, t);
}

static void files_close(struct exec *e, void *mine) {
	struct exec *inner = ((struct files_exec *)e)->inner;

	inner->ops->close(inner, mine);
}

static void files_free(struct exec *e) {
	struct files_exec *x = (struct files_exec *)e;

	x->inner->ops->free(x->inner);
	free(x);
}

static const struct exec_ops files_ops = {
	.open = files_open,
	.arrive = files_arrive,
	.prepare = files_prepare,
	.run = files_run,
	.tidy = files_tidy,
	.close = files_close,
	.free = files_free,
};

struct exec *exec_files_new(struct exec *inner, const struct files_spec *spec) {
	struct files_exec *x = xcalloc(1, sizeof(*x));

	*x = (struct files_exec){ .exec = { &files_ops, inner->flags }, .inner = inner, .spec = *spec };
	return &x->exec;
}
