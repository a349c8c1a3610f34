/* SPDX-License-Identifier: MIT */
/*
 * Rules of admission: may another task start now? --load, --memfree, --memsuspend, --noswap and --limit are rules; all
 * of them must agree. What they look at (the kernel's counters, a user's command) tells nothing when it changes, so it
 * is sampled: by the one slot that waits to start a task, no more often than each rule says, and again whenever a task
 * ends. Nobody samples while all slots are busy, but for memory, which the watching thread looks at every second
 * because running tasks may have to give way.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/sync.h"
#include "cli/options.h"
#include "exec/proc.h"

/* Between two looks at the memory while tasks run. */
#define ADMIT_LOOK NSEC_PER_SEC

enum admit_say { ADMIT_YES, ADMIT_NO, ADMIT_EVICT /* no, and the youngest task is to make room */ };

struct rule;
struct rule_ops {
	/*
	 * May a task start while `others` run? When not: *again = when to ask again at the latest, and why (size bytes)
	 * says what is waited for. Called by one thread at a time, without a lock.
	 */
	enum admit_say (*ask)(struct rule *, unsigned others, nsec now, nsec *again, char *why, size_t size);
	/* All rules agreed, a task starts. May be NULL. */
	void (*started)(struct rule *);
	void (*free)(struct rule *);
};
struct rule {
	const struct rule_ops *ops;
	struct rule *next;
};

/* Which starts (and whose ends) may be asked of the running tasks. */
enum admit_relief { RELIEF_RESUME, RELIEF_NONE, RELIEF_STOP, RELIEF_STOP_ALL, RELIEF_EVICT };

struct admit_spec {
	const struct options *options;
	const char *root;               /* in front of /proc and /sys; "" */
	const struct proc_world *world; /* of --limit COMMAND */
	const char *shell;
	const struct gate *stop;        /* ends a COMMAND that runs */
};

struct admit;
/* NULL when the options have no rule. What spec points to is borrowed. */
struct admit *admit_new(const struct admit_spec *spec);
void admit_free(struct admit *a);

/* Ask all rules. Says on stderr, once, what is waited for while nothing runs. *again as above. */
enum admit_say admit_ask(struct admit *a, unsigned others, nsec *again);

/*
 * True when running tasks may have to give way: then admit_look is to be called every ADMIT_LOOK, and tasks must be
 * ready to run again.
 */
bool admit_evicts(const struct admit *a);
bool admit_looks(const struct admit *a);
enum admit_relief admit_look(struct admit *a);

/* Rules. `root` is borrowed. */
struct rule *rule_load(const char *root, const struct jobs *max);
struct rule *rule_memory(const char *root, uint64_t size, bool one_always, const char *option);
struct rule *rule_swap(const char *root);
struct rule *rule_disk(const char *root, double percent);
struct rule *rule_command(const struct admit_spec *spec, const char *command);
