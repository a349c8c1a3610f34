/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/outfiles.h"

#include <errno.h>
#include <string.h>

void outfiles_init(struct outfiles *f) {
	memset(f, 0, sizeof(*f));
	f->to.out = f->to.err = -1;
}

void outfiles_release(struct outfiles *f) {
	results_release(&f->to);
}

static int compress(struct outfiles *f, const struct compressor_spec *how, struct err *err) {
	int rc = compressor_open(&f->compressor[STREAM_OUT], how, &f->to.out, err);

	return rc || f->to.err < 0 ? rc : compressor_open(&f->compressor[STREAM_ERR], how, &f->to.err, err);
}

/* Nothing is kept of an attempt that cannot be made. */
static void give_up(struct outfiles *f, const struct gates *g) {
	struct err ignored = {0};

	(void)compressor_close(&f->compressor[STREAM_OUT], &f->to.out, g, &ignored);
	(void)compressor_close(&f->compressor[STREAM_ERR], &f->to.err, g, &ignored);
	results_drop(&f->to);
}

int outfiles_open(struct outfiles *f, const struct exec_spec *spec, const char *shell_name, char *const *envp, struct task *t,
		  const struct gates *g, struct err *err) {
	struct compressor_spec how = { .world = spec->world, .shell = spec->shell, .shell_name = shell_name, .program = spec->compress,
				       .envp = envp };
	int rc = results_open(spec->results, &f->to, t, err);

	if (!rc && spec->compress && (rc = compress(f, &how, err)))
		give_up(f, g);
	return rc;
}

static bool say(const struct outfiles *f, struct task *t, struct outlet *o) {
	return o->ops->put(o, t, STREAM_OUT, f->to.path.p, f->to.path.len) >= 0 && o->ops->put(o, t, STREAM_OUT, "\n", 1) >= 0;
}

int outfiles_close(struct outfiles *f, const struct exec_spec *spec, struct task *t, struct outlet *o, const struct gates *g,
		   struct err *err) {
	int rc = compressor_close(&f->compressor[STREAM_OUT], &f->to.out, g, err);

	if (compressor_close(&f->compressor[STREAM_ERR], &f->to.err, g, err) && !rc)
		rc = -err->code;
	results_end(&f->to, t);
	if (!rc && spec->say_file && t->result.outcome != OUTCOME_KILLED && !say(f, t, o))
		rc = err_sys(err, ENOMEM, "cannot print the name of a result file");
	return rc ? rc : results_settle(spec->results, &f->to, t, err);
}
