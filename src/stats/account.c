/* SPDX-License-Identifier: MIT */
/*
 * What the engine counted (ledger.h) says what slots did; what the tasks tell says what was in the hands of tasks. The difference between a slot at
 * work and its task is pmap's own time. The headings are changed, never the sum: seconds move from one to another.
 */
#include "stats/account.h"

#include <math.h>

#include "base/maths.h"

static double positive(double x) {
	return x > 0 ? x : 0;
}

/* Move up to `wanted` seconds; returns what is still wanted. */
static double move(struct account *a, enum account_kind to, enum account_kind from, double wanted) {
	double n = maths_min(positive(wanted), a->seconds[from]);

	a->seconds[from] -= n;
	a->seconds[to] += n;
	return wanted - n;
}

/* Repeated attempts without their run-queue delay: from the history, else in proportion. */
static double repeated_alone(const struct run_report *r, double work, double queue) {
	const struct history *h = &r->history;
	double sum = 0;

	if (h->more || h->count < r->sum.attempts)
		return work > 0 ? clock_seconds(r->sum.repeated) * (1 - queue / work) : 0;
	for (size_t i = 0; i < h->count; i++)
		if (h->list[i].again)
			sum += clock_seconds(h->list[i].end - h->list[i].start - (h->list[i].queued > 0 ? h->list[i].queued : 0));
	return sum;
}

/* The slots' time with tasks: that of the tasks, of their output, and of ourselves. Clocks of others may make tasks a little too long. */
static void divide_busy(struct account *a, const struct run_report *r) {
	double busy = clock_seconds(r->ledger.busy), work = maths_min(clock_seconds(r->sum.wall), busy), left = busy - work;
	double handing = maths_min(clock_seconds(r->sum.handing), left), queue = maths_min(r->sum.queue_known ? clock_seconds(r->sum.queued) : 0, work);
	double repeated = maths_min(positive(repeated_alone(r, work, queue)), work - queue);
	/* Some of the queueing was in the start: its share, as far as anybody knows. */
	double starting = work > 0 ? maths_min(clock_seconds(r->sum.starting) * (1 - queue / work), work - queue - repeated) : 0;

	a->seconds[ACCOUNT_QUEUE] = queue;
	a->seconds[ACCOUNT_REPEATED] = repeated;
	a->seconds[ACCOUNT_STARTING] = starting;
	a->seconds[ACCOUNT_USEFUL] = work - queue - repeated - starting;
	a->seconds[r->sum.out_bytes ? ACCOUNT_OUTPUT : ACCOUNT_DISPATCH] += handing;
	a->seconds[ACCOUNT_DISPATCH] += left - handing;
}

static void add_idle(struct account *a, const struct ledger *l) {
	static const enum account_kind kinds[IDLE_KINDS] = { [IDLE_STARVED] = ACCOUNT_STARVED, [IDLE_THROTTLED] = ACCOUNT_THROTTLED,
		[IDLE_OUTPUT] = ACCOUNT_OUTPUT, [IDLE_TOKEN] = ACCOUNT_TOKEN, [IDLE_DISPATCH] = ACCOUNT_DISPATCH, [IDLE_TAIL] = ACCOUNT_TAIL,
		[IDLE_STARTUP] = ACCOUNT_STARTUP, [IDLE_FINISH] = ACCOUNT_FINISH };

	for (int i = 0; i < IDLE_KINDS; i++)
		a->seconds[kinds[i]] += clock_seconds(l->idle[i]);
}

struct account account_of(const struct run_report *r, double n, double pre, double post) {
	struct account a = { .known = r->ledger.slots > 0 };
	double left;

	for (int i = 0; i < ACCOUNT_KINDS; i++) {
		a.seconds[i] = a.known ? 0 : NAN;
		a.fraction[i] = NAN;
	}
	a.slots = a.known ? clock_seconds(r->ledger.slots) : NAN;
	if (!a.known)
		return a;
	add_idle(&a, &r->ledger);
	divide_busy(&a, r);
	if (!r->sum.attempts)
		return a;
	/* A slot that has its first task in hand, or hands over the last one, is at work to the engine, but no task runs. */
	(void)move(&a, ACCOUNT_STARTUP, ACCOUNT_DISPATCH, n * pre - a.seconds[ACCOUNT_STARTUP]);
	left = n * post - a.seconds[ACCOUNT_FINISH];
	left = move(&a, ACCOUNT_FINISH, ACCOUNT_TAIL, left);
	(void)move(&a, ACCOUNT_FINISH, ACCOUNT_DISPATCH, left);
	return a;
}

/* What one slot would have needed, too, comes off; the rest of `needed`. */
static double spare(struct account *a, enum account_kind kind, double needed) {
	double n = maths_min(positive(needed), a->fraction[kind]);

	a->fraction[kind] -= n;
	return needed - n;
}

void account_split(struct account *a, double n, double serial, double pre, double post, double waiting) {
	double all = serial * (n - 1), left;

	if (!a->known || !(all > 0) || !isfinite(all))
		return;
	for (int i = 0; i < ACCOUNT_KINDS; i++)
		a->fraction[i] = i == ACCOUNT_USEFUL || i == ACCOUNT_STARTING || i == ACCOUNT_REPEATED ? 0 : a->seconds[i];
	left = spare(a, ACCOUNT_STARTUP, pre);
	(void)spare(a, ACCOUNT_DISPATCH, left);
	left = spare(a, ACCOUNT_FINISH, post);
	left = spare(a, ACCOUNT_OUTPUT, left);
	left = spare(a, ACCOUNT_DISPATCH, left);
	(void)spare(a, ACCOUNT_TAIL, left);
	left = spare(a, ACCOUNT_STARVED, waiting);
	(void)spare(a, ACCOUNT_THROTTLED, left);
	for (int i = 0; i < ACCOUNT_KINDS; i++)
		a->fraction[i] /= all;
}

const char *account_key(enum account_kind kind) {
	static const char *const keys[ACCOUNT_KINDS] = { "useful", "queue", "starting", "repeated", "starved", "throttled", "output", "token", "dispatch", "tail",
		"startup", "finish" };

	return keys[kind];
}

const char *account_words(enum account_kind kind) {
	static const char *const words[ACCOUNT_KINDS] = { "useful work", "queueing for a CPU", "starting processes", "repeated work", "waiting for input",
		"held back by a limit", "writing output", "waiting for a token", "dispatch", "long tail, no task left", "start-up", "finish" };

	return words[kind];
}
