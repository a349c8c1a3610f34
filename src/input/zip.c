/* SPDX-License-Identifier: MIT */
#include "input/zip.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"

struct zip {
	struct source base;
	struct source *blocks, *arguments;
	bool named;
	bool over; /* the arguments are used up */
};

static int zip_next(struct source *source, struct task *t, const struct gate *stop, struct err *err) {
	struct zip *z = (struct zip *)source;
	int rc = z->blocks->ops->next(z->blocks, t, stop, err);

	if (rc <= 0)
		return rc;
	if (z->arguments && !z->over) {
		t->argc = t->store.len = t->records = 0;
		rc = z->arguments->ops->next(z->arguments, t, stop, err);
		if (rc < 0)
			return rc;
		z->over = !rc;
	}
	if (z->named || !t->argc) {
		t->argc = t->store.len = t->records = 0;
		rc = task_add(t, z->named ? "$PARALLEL_TMP" : "", z->named ? 13 : 0);
		if (!rc)
			rc = task_seal(t);
	}
	t->records = t->records ? t->records : 1;
	return rc < 0 ? err_sys(err, ENOMEM, "cannot hold another task") : 1;
}

static bool zip_ready(struct source *source) {
	struct zip *z = (struct zip *)source;
	const struct source_ops *ops = z->blocks->ops;

	return ops->ready && ops->ready(z->blocks) &&
	       (!z->arguments || z->over || (z->arguments->ops->ready && z->arguments->ops->ready(z->arguments)));
}

static bool zip_at_end(struct source *source) {
	struct zip *z = (struct zip *)source;

	return z->blocks->ops->at_end && z->blocks->ops->at_end(z->blocks);
}

static void zip_free(struct source *source) {
	struct zip *z = (struct zip *)source;

	z->blocks->ops->free(z->blocks);
	if (z->arguments)
		z->arguments->ops->free(z->arguments);
	free(z);
}

static const struct source_ops ops = { .next = zip_next, .ready = zip_ready, .at_end = zip_at_end, .free = zip_free };

int zip_new(struct source **ret, struct source *blocks, struct source *arguments, bool named, struct err *err) {
	struct zip *z = xcalloc(1, sizeof(*z));

	(void)err;
	*z = (struct zip){ .base = { &ops, blocks->total }, .blocks = blocks, .arguments = arguments, .named = named };
	*ret = &z->base;
	return 0;
}
