/* SPDX-License-Identifier: MIT */
/*
 * Two executors and a question before each task: where shall this one run? A slot opens what it uses first when it uses
 * it, so the one that is never chosen costs nothing. All attempts of a task stay where the first was.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>

#include "base/sys.h"
#include "exec/executors.h"

struct choose {
	struct exec exec;
	struct exec *of[2];
	bool (*second)(void *);
	void *arg;
};

struct choose_slot {
	unsigned index;
	bool open[2];
	void *mine[2];
	int now; /* of the task it has */
};

static int choose_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	struct choose_slot *s = sys_malloc(sizeof(*s));

	(void)e;
	if (!s)
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	*s = (struct choose_slot){ .index = slot };
	*ret = s;
	return 0;
}

/* Both render alike, and what is rendered stays. */
static void choose_arrive(struct exec *e, struct task *chain) {
	struct exec *first = ((struct choose *)e)->of[0];

	first->ops->arrive(first, chain);
}

static int choose_prepare(struct exec *e, void *mine, struct task *t, struct outlet *o, struct err *err) {
	struct choose *c = (struct choose *)e;
	struct choose_slot *s = mine;
	struct exec *x;
	int rc;

	s->now = c->second(c->arg);
	x = c->of[s->now];
	if (!s->open[s->now]) {
		rc = x->ops->open(x, s->index, &s->mine[s->now], err);
		if (rc)
			return rc;
		s->open[s->now] = true;
	}
	return x->ops->prepare ? x->ops->prepare(x, s->mine[s->now], t, o, err) : 0;
}

static int choose_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct choose_slot *s = mine;
	struct exec *x = ((struct choose *)e)->of[s->now];

	return x->ops->run(x, s->mine[s->now], t, o, g, err);
}

static void choose_tidy(struct exec *e, void *mine, struct task *t) {
	struct choose_slot *s = mine;
	struct exec *x = ((struct choose *)e)->of[s->now];

	if (x->ops->tidy)
		x->ops->tidy(x, s->mine[s->now], t);
}

static void choose_close(struct exec *e, void *mine) {
	struct choose_slot *s = mine;

	for (int i = 0; i < 2; i++) {
		struct exec *x = ((struct choose *)e)->of[i];

		if (s->open[i])
			x->ops->close(x, s->mine[i]);
	}
	free(s);
}

static void choose_free(struct exec *e) {
	struct choose *c = (struct choose *)e;

	for (int i = 0; i < 2; i++)
		c->of[i]->ops->free(c->of[i]);
	free(c);
}

static const struct exec_ops choose_ops = {
	.open = choose_open, .arrive = choose_arrive, .prepare = choose_prepare, .run = choose_run,
	.tidy = choose_tidy, .close = choose_close, .free = choose_free,
};

struct exec *exec_choose_new(struct exec *first, struct exec *second, bool (*asks)(void *), void *arg) {
	struct choose *c = xcalloc(1, sizeof(*c));

	*c = (struct choose){ .exec = { .ops = &choose_ops, .flags = first->flags & second->flags }, .of = { first, second }, .second = asks, .arg = arg };
	return &c->exec;
}
