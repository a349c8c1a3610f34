/* SPDX-License-Identifier: MIT */
/* The rules that look at the machine. A counter that the system does not have refuses nothing. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/meters.h"
#include "engine/admit.h"

#define LOAD_GAP (NSEC_PER_SEC / 20) /* between two readings of the load */
#define SLOW_GAP NSEC_PER_SEC        /* of memory while nothing ends, of swapping, of disks */

static void plain_free(struct rule *r) {
	free(r);
}

/*
 * --load. A process that was just started may not show yet, so starts since the reading count as running: otherwise a burst of starts
 * would all see the same idle machine.
 */
struct load {
	struct rule rule;
	const char *root;
	struct jobs max;
	nsec read;        /* when; 0 = never */
	unsigned running, started;
};

static enum admit_say load_ask(struct rule *r, unsigned others, nsec now, nsec *again, char *why, size_t size) {
	struct load *l = (struct load *)r;
	double max;

	(void)others;
	if (!l->read || now - l->read >= LOAD_GAP) {
		if (meters_tasks(l->root, &l->running))
			l->running = 0;
		l->read = now;
		l->started = 0;
	}
	max = options_load(&l->max);
	if (l->running + l->started < max)
		return ADMIT_YES;
	*again = l->read + LOAD_GAP;
	snprintf(why, size, "a load below %g (--load); it is %u", max, l->running);
	return ADMIT_NO;
}

static void load_started(struct rule *r) {
	((struct load *)r)->started++;
}

struct rule *rule_load(const char *root, const struct jobs *max) {
	static const struct rule_ops ops = { .ask = load_ask, .started = load_started, .free = plain_free };
	struct load *l = xcalloc(1, sizeof(*l));

	*l = (struct load){ .rule = { .ops = &ops }, .root = root, .max = *max };
	return &l->rule;
}

/* --memfree, --memsuspend. */
struct memory {
	struct rule rule;
	const char *root, *option;
	uint64_t size;
	bool one_always;
};

static enum admit_say memory_ask(struct rule *r, unsigned others, nsec now, nsec *again, char *why, size_t size) {
	struct memory *m = (struct memory *)r;
	uint64_t left;

	if ((m->one_always && !others) || meters_memory(m->root, &left) || left >= m->size)
		return ADMIT_YES;
	*again = now + SLOW_GAP;
	snprintf(why, size, "%.1f MiB of free memory (%s); there are %.1f", (double)m->size / 1048576, m->option, (double)left / 1048576);
	return ADMIT_NO;
}

struct rule *rule_memory(const char *root, uint64_t size, bool one_always, const char *option) {
	static const struct rule_ops ops = { .ask = memory_ask, .free = plain_free };
	struct memory *m = xcalloc(1, sizeof(*m));

	*m = (struct memory){ .rule = { .ops = &ops }, .root = root, .option = option, .size = size, .one_always = one_always };
	return &m->rule;
}

/* --noswap: pages in and pages out since the last reading. One of them alone is no trouble. */
struct swap {
	struct rule rule;
	const char *root;
	struct meters_swap seen;
	nsec read;
	bool swaps;
};

static enum admit_say swap_ask(struct rule *r, unsigned others, nsec now, nsec *again, char *why, size_t size) {
	struct swap *s = (struct swap *)r;
	struct meters_swap is;

	(void)others;
	if ((!s->read || now - s->read >= SLOW_GAP) && !meters_swap(s->root, &is)) {
		s->swaps = s->read && is.in > s->seen.in && is.out > s->seen.out;
		s->seen = is;
		s->read = now;
	}
	if (!s->swaps)
		return ADMIT_YES;
	*again = s->read + SLOW_GAP;
	snprintf(why, size, "the machine to swap no more (--noswap)");
	return ADMIT_NO;
}

struct rule *rule_swap(const char *root) {
	static const struct rule_ops ops = { .ask = swap_ask, .free = plain_free };
	struct swap *s = xcalloc(1, sizeof(*s));

	*s = (struct swap){ .rule = { .ops = &ops }, .root = root };
	s->read = meters_swap(root, &s->seen) ? 0 : clock_mono();
	return &s->rule;
}

/* --limit "io N": how busy the busiest disk was between two readings, a second apart at least. */
struct disk {
	struct rule rule;
	const char *root;
	double percent, use; /* use < 0: not known yet */
	struct meters_disks seen;
	nsec read;
};

static enum admit_say disk_ask(struct rule *r, unsigned others, nsec now, nsec *again, char *why, size_t size) {
	struct disk *d = (struct disk *)r;
	struct meters_disks is;

	(void)others;
	if (d->percent >= 100 || !d->read)
		return ADMIT_YES;
	if (now - d->read >= SLOW_GAP && !meters_disks(d->root, &is)) {
		d->use = meters_disk_use(&d->seen, &is, now - d->read);
		d->seen = is;
		d->read = now;
	}
	if (d->use >= 0 && d->use < d->percent)
		return ADMIT_YES;
	*again = d->read + SLOW_GAP;
	snprintf(why, size, "disks that are busy less than %g%% of the time (--limit io)", d->percent);
	return ADMIT_NO;
}

struct rule *rule_disk(const char *root, double percent) {
	static const struct rule_ops ops = { .ask = disk_ask, .free = plain_free };
	struct disk *d = xcalloc(1, sizeof(*d));

	*d = (struct disk){ .rule = { .ops = &ops }, .root = root, .percent = percent, .use = -1 };
	d->read = meters_disks(root, &d->seen) ? 0 : clock_mono();
	return &d->rule;
}
