/* SPDX-License-Identifier: MIT */
#include "input/once.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"

struct once {
	struct source source;
	bool given;
};

static int once_next(struct source *s, struct task *t, const struct gate *stop, struct err *err) {
	struct once *o = (struct once *)s;

	(void)t, (void)stop, (void)err;
	if (o->given)
		return 0;
	return o->given = true;
}

static bool once_ready(struct source *s) {
	(void)s;
	return true;
}

static bool once_at_end(struct source *s) {
	return ((struct once *)s)->given;
}

static void once_free(struct source *s) {
	free(s);
}

static const struct source_ops once_ops = { once_next, once_ready, once_at_end, once_free };

struct source *once_new(void) {
	struct once *o = xcalloc(1, sizeof(*o));

	o->source = (struct source){ .ops = &once_ops, .total = 1 };
	return &o->source;
}
