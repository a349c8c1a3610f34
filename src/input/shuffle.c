/* SPDX-License-Identifier: MIT */
/* A source round another one that knows its jobs by number. Nothing is moved: the order is a permutation of the numbers. */
#include "input/shuffle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/sys.h"
#include "input/group.h"
#include "input/permutation.h"

struct shuffle {
	struct source base;
	struct source *group;
	struct permutation order;
	uint64_t at;
};

static int shuffle_next(struct source *source, struct task *t, const struct gate *stop, struct err *err) {
	struct shuffle *s = (struct shuffle *)source;

	(void)stop; /* all is in memory */
	if (s->at >= s->order.n)
		return 0;
	return group_at(s->group, permutation_at(&s->order, s->at++), t, err);
}

static bool shuffle_ready(struct source *source) {
	(void)source;
	return true;
}

static bool shuffle_at_end(struct source *source) {
	const struct shuffle *s = (struct shuffle *)source;

	return s->at >= s->order.n;
}

static void shuffle_free(struct source *source) {
	struct shuffle *s = (struct shuffle *)source;

	if (!s)
		return;
	s->group->ops->free(s->group);
	permutation_release(&s->order);
	free(s);
}

static const struct source_ops ops = { .next = shuffle_next, .ready = shuffle_ready, .at_end = shuffle_at_end, .free = shuffle_free };

/* FNV-1a, with the NUL at the end of the text. */
static uint64_t add_text(uint64_t hash, const char *text) {
	do
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	while (*text++);
	return hash;
}

static uint64_t seed_for(const struct options *o, uint64_t total) {
	uint64_t seed = 0xcbf29ce484222325u;

	if (!o->joblog) {
		if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed))
			seed = (uint64_t)clock_wall();
		return seed;
	}
	seed = add_text(seed, o->joblog) ^ total;
	for (size_t i = 0; i < o->command_count; i++)
		seed = add_text(seed, o->command[i]);
	return seed;
}

int shuffle_new(struct source **ret, struct source *group, const struct options *o, struct err *err) {
	struct shuffle *s;

	if (group->total == UINT64_MAX) {
		group->ops->free(group);
		return err_set(err, EOVERFLOW, "--shuf: there are more jobs than can be counted");
	}
	s = sys_malloc(sizeof(*s));
	if (s) {
		*s = (struct shuffle){ .base = { &ops, group->total }, .group = group };
		if (!permutation_init(&s->order, group->total, seed_for(o, group->total))) {
			*ret = &s->base;
			return 0;
		}
	}
	free(s);
	group->ops->free(group);
	return err_sys(err, ENOMEM, "cannot shuffle the jobs");
}
