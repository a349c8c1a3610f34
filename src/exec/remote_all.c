/* SPDX-License-Identifier: MIT */
/*
 * The output of a host stays together and its tasks run one after the other, so they are one task: its command line has all of theirs.
 * Which they are is only known when the input has been read to its end.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "exec/remote.h"

struct all {
	struct source source;
	struct source *inner;
	struct task *first, **last;
	size_t hosts, given;
	bool read;
};

static int read_all(struct all *a, const struct gate *stop, struct err *err) {
	for (uint64_t seq = 0;; seq++) {
		struct task *t = task_new();
		int rc;

		if (!t)
			return err_sys(err, ENOMEM, "cannot keep the input for each host");
		t->seq = seq;
		t->result.slot = 1;
		rc = a->inner->ops->next(a->inner, t, stop, err);
		if (rc <= 0) {
			task_free(t, NULL);
			return rc;
		}
		*a->last = t;
		a->last = &t->next;
	}
}

static int all_next(struct source *s, struct task *t, const struct gate *stop, struct err *err) {
	struct all *a = (struct all *)s;
	int rc = a->read ? 0 : read_all(a, stop, err);

	if (rc < 0)
		return rc;
	a->read = true;
	if (!a->first || a->given == a->hosts)
		return 0;
	a->given++;
	t->records = 1;
	rc = task_seal(t);
	return rc ? err_sys(err, -rc, "cannot make a task for each host") : 1;
}

static void all_free(struct source *s) {
	struct all *a = (struct all *)s;

	while (a->first) {
		struct task *t = a->first;

		a->first = t->next;
		task_free(t, NULL);
	}
	a->inner->ops->free(a->inner);
	free(a);
}

static const struct source_ops all_ops = { .next = all_next, .free = all_free };

struct source *remote_all_new(struct source *inner, size_t hosts) {
	struct all *a = xcalloc(1, sizeof(*a));

	*a = (struct all){ .source = { &all_ops, hosts }, .inner = inner, .last = &a->first, .hosts = hosts };
	a->last = &a->first;
	return &a->source;
}

struct task *remote_all_tasks(struct source *all) {
	return ((struct all *)all)->first;
}
