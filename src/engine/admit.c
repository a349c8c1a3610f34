/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/admit.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/meters.h"
#include "cli/values.h"

#define PATIENCE NSEC_PER_SEC /* before it is said what we wait for */

struct admit {
	struct rule *rules;
	const char *root;
	uint64_t memfree, memsuspend; /* 0 = no such rule */
	bool evicts;
	nsec refused;                 /* since then nothing runs and nothing may start; 0 = not so */
	bool said;
};

static void add(struct admit *a, struct rule *r) {
	struct rule **end = &a->rules;

	while (*end)
		end = &(*end)->next;
	*end = r;
}

static void add_memfree(struct admit *a, uint64_t size, const char *option) {
	if (!size)
		return;
	add(a, rule_memory(a->root, size, false, option));
	a->memfree = size > a->memfree ? size : a->memfree;
	a->evicts = true;
}

static void add_limit(struct admit *a, const struct admit_spec *spec, const char *limit) {
	struct jobs j;
	int64_t n;

	/* The numbers were checked when the option was read. */
	if (!strncmp(limit, "load ", 5) && !value_load(limit + 5, &j)) {
		add(a, rule_load(a->root, &j));
	} else if (!strncmp(limit, "mem ", 4) && !value_size(limit + 4, &n)) {
		add_memfree(a, n > 0 ? (uint64_t)n : 0, "--limit mem");
	} else if (!strncmp(limit, "io ", 3) && !value_size(limit + 3, &n)) {
		add(a, rule_disk(a->root, (double)n));
	} else {
		add(a, rule_command(spec, limit));
		a->evicts = true;
	}
}

struct admit *admit_new(const struct admit_spec *spec) {
	const struct options *o = spec->options;
	bool per_host = o->login_count && !o->onall && !o->nonall; /* exec/remote_hosts.c looks at the load of each */
	bool load = o->load.kind != JOBS_DEFAULT && !per_host;
	struct admit *a;

	if (!load && !o->memfree && !o->memsuspend && !o->noswap && !o->limit)
		return NULL;
	a = xcalloc(1, sizeof(*a));
	a->root = spec->root;
	if (load)
		add(a, rule_load(a->root, &o->load));
	if (o->noswap)
		add(a, rule_swap(a->root));
	add_memfree(a, o->memfree, "--memfree");
	if (o->memsuspend) {
		a->memsuspend = o->memsuspend;
		add(a, rule_memory(a->root, o->memsuspend < UINT64_MAX / 2 ? o->memsuspend * 2 : UINT64_MAX, true, "--memsuspend"));
	}
	if (o->limit)
		add_limit(a, spec, o->limit); /* last: it is the dearest */
	return a;
}

void admit_free(struct admit *a) {
	if (!a)
		return;
	while (a->rules) {
		struct rule *r = a->rules;

		a->rules = r->next;
		r->ops->free(r);
	}
	free(a);
}

static void say_why(struct admit *a, unsigned others, nsec now, const char *why) {
	if (others) {
		a->refused = 0;
		return;
	}
	a->refused = a->refused ? a->refused : now;
	if (a->said || now - a->refused < PATIENCE)
		return;
	a->said = true;
	err_say("warning: nothing runs; waiting for %s", why);
}

enum admit_say admit_ask(struct admit *a, unsigned others, nsec *again) {
	nsec now = clock_mono();

	for (struct rule *r = a->rules; r; r = r->next) {
		char why[200] = "";
		enum admit_say say = r->ops->ask(r, others, now, again, why, sizeof(why));

		if (say != ADMIT_YES) {
			say_why(a, others, now, why);
			return say;
		}
	}
	for (struct rule *r = a->rules; r; r = r->next)
		if (r->ops->started)
			r->ops->started(r);
	a->refused = 0;
	return ADMIT_YES;
}

bool admit_evicts(const struct admit *a) {
	return a && a->evicts;
}

bool admit_looks(const struct admit *a) {
	return a && (a->memfree || a->memsuspend);
}

enum admit_relief admit_look(struct admit *a) {
	uint64_t left;

	if (meters_memory(a->root, &left))
		return RELIEF_RESUME; /* nobody knows: nothing stays stopped */
	if (a->memfree && left < a->memfree / 2)
		return RELIEF_EVICT;
	if (!a->memsuspend)
		return RELIEF_NONE;
	if (left < a->memsuspend)
		return RELIEF_STOP_ALL;
	return left / 2 < a->memsuspend ? RELIEF_STOP : RELIEF_RESUME;
}
