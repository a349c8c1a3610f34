/* SPDX-License-Identifier: MIT */
/*
 * One monitor. Under its lock only memory is touched: chunks are filled before it is taken and written after it is left.
 *
 * Who writes: the writing role. A slot that hands over a task takes it when it is free (between two children it may block); the
 * bytes of a task that still runs are left to the sink thread, which is started when that first happens.
 */
#include "config.h"

#include "engine/collect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sys.h"
#include "engine/internal.h"

#define LIVE_BYTES (64u << 10) /* the owner's bytes are handed on at once from here on */

bool collect_keeps(const struct collect *c) {
	return c->spec.order == ORDER_KEEP || c->spec.order == ORDER_LINE_KEEP;
}

bool collect_by_line(const struct collect *c) {
	return c->spec.order == ORDER_LINE || c->spec.order == ORDER_LINE_KEEP;
}

/* Its stdout may go out while it runs. */
static bool live(const struct collect *c, const struct task *t) {
	/* Behind a hole in the order nothing is said any more, also not by a task that has not heard of its end yet. */
	if (c->spec.whole && !spool_pool_full(c->spec.pool))
		return false;
	return !t->hold && !c->cut && (c->owner == t || c->spec.order == ORDER_LINE);
}

void collect_pend(struct collect *c, struct task *t) {
	if (t->pending)
		return;
	t->pending = true;
	t->pending_next = NULL;
	if (c->pending_tail)
		c->pending_tail->pending_next = t;
	else
		c->pending = t;
	c->pending_tail = t;
}

/* Let the sink thread write; without one (it cannot be started) do it here, and block where it blocks. */
static void call_sink(struct collect *c) {
	if (c->writing)
		return;
	if (!c->sink_thread && c->spec.before_write)
		c->spec.before_write(c->spec.arg, UINT64_MAX);
	if (!c->sink_thread && sys_thread(&c->sink, 128 << 10, collect_sink_main, c) == 0)
		c->sink_thread = true;
	if (c->sink_thread)
		cond_signal(&c->work);
	else
		collect_write(c);
}

/* With mu held: what t has may go out now. */
static void offer(struct collect *c, struct task *t) {
	collect_pend(c, t);
	call_sink(c);
}

/* With mu held. A task waits when the budgets are used up; the owner only when its own bytes have piled up. */
static bool must_pause(const struct collect *c, const struct task *t) {
	if (!spool_pool_full(c->spec.pool) || t->hold || atomic_load(&c->hole) != UINT64_MAX)
		return false;
	return !live(c, t) || t->out.bytes >= COLLECT_OWNER_BYTES || t->err.bytes >= COLLECT_OWNER_BYTES;
}

/* With mu held: the budgets are used up and t may stream, so what it has goes out, a pile of stderr too. */
static void let_through(struct collect *c, struct task *t) {
	t->flush_err = t->flush_err || t->err.bytes >= COLLECT_OWNER_BYTES;
	offer(c, t);
}

static int relief_fd(struct collect *c, unsigned slot) {
	if (slot >= c->relief_count) {
		unsigned n = slot + 16;
		int *p = sys_realloc(c->relief, n * sizeof(*p));

		if (!p)
			return -1;
		for (unsigned i = c->relief_count; i < n; i++)
			p[i] = -1;
		c->relief = p;
		c->relief_count = n;
	}
	if (c->relief[slot] < 0)
		c->relief[slot] = sys_event();
	return c->relief[slot];
}

/* With mu held, after t got bytes: 1 when its slot must wait. */
static int balance(struct collect *c, struct task *t) {
	if (live(c, t) && t->out.bytes >= LIVE_BYTES)
		offer(c, t);
	if (!spool_pool_full(c->spec.pool))
		return 0;
	if (!c->owner && c->spec.order == ORDER_GROUP && !t->hold)
		c->owner = t; /* see choose_owner */
	if (live(c, t))
		let_through(c, t);
	if (!must_pause(c, t) || relief_fd(c, t->result.slot) < 0)
		return 0;
	if (!t->paused) {
		if (c->spec.observers && !t->paused_since)
			t->paused_since = clock_mono();
		t->paused = true;
		t->paused_next = c->paused;
		c->paused = t;
	}
	return 1;
}

/* With mu held: bytes on their way out stay in memory, unless nobody takes them. */
static bool stays(const struct collect *c, const struct task *t, enum stream stream) {
	const struct spool *s = stream == STREAM_OUT ? &t->out : &t->err;

	return live(c, t) && (stream == STREAM_OUT || collect_by_line(c)) && s->bytes < COLLECT_OWNER_BYTES;
}

/* --line-buffer: only whole lines go into `add`; the rest of p waits for its end. */
static int put_lines(struct collect *c, struct task *t, enum stream stream, const char *p, size_t n, struct spool *add, bool keep) {
	struct spool *rest = &t->partial[stream];
	const char *nl = memrchr(p, '\n', n), *cr;
	size_t whole = nl ? (size_t)(nl + 1 - p) : 0;
	int rc = 0;

	cr = memrchr(p + whole, '\r', n - whole); /* a line that will be written again, such as a progress bar */
	if (cr)
		whole = (size_t)(cr + 1 - p);

	if (whole) {
		spool_move(add, rest);
		rc = spool_put(add, c->spec.pool, p, whole, keep);
	}
	return rc ? rc : spool_put(rest, c->spec.pool, p + whole, n - whole, false);
}

/* The budgets are used up, perhaps because there is no spill file: that is said at once, or people wonder why tasks wait. */
static void say_spill(struct collect *c) {
	struct err err = {0};

	if (spool_pool_warning(c->spec.pool, &err))
		err_say_now("warning: %s", err.msg);
}

static int collect_put(struct outlet *o, struct task *t, enum stream stream, const void *data, size_t n) {
	struct collect *c = (struct collect *)o;
	struct spool *to = stream == STREAM_OUT ? &t->out : &t->err, add = {0};
	const char *p = data;
	bool keep;
	int rc = 0;

	if (!t->opened)
		return spool_put(to, c->spec.pool, data, n, false);
	mutex_lock(&c->mu);
	keep = stays(c, t, stream);
	if (!collect_by_line(c) && spool_append(to, p, n)) {
		rc = balance(c, t);
		mutex_unlock(&c->mu);
		if (rc > 0)
			say_spill(c);
		return rc;
	}
	add.grow = to->grow;
	mutex_unlock(&c->mu);
	if (collect_by_line(c))
		rc = put_lines(c, t, stream, p, n, &add, keep);
	else
		rc = spool_put(&add, c->spec.pool, p, n, keep);
	mutex_lock(&c->mu);
	spool_move(to, &add);
	if (!rc)
		rc = balance(c, t);
	mutex_unlock(&c->mu);
	if (rc > 0)
		say_spill(c);
	return rc;
}

static int collect_relief(struct outlet *o, struct task *t) {
	struct collect *c = (struct collect *)o;
	int fd;

	mutex_lock(&c->mu);
	fd = relief_fd(c, t->result.slot);
	mutex_unlock(&c->mu);
	return fd;
}

static void unlink_paused(struct collect *c, struct task *t) {
	for (struct task **p = &c->paused; *p; p = &(*p)->paused_next)
		if (*p == t) {
			*p = t->paused_next;
			break;
		}
	t->paused = false;
}

static void collect_resume(struct outlet *o, struct task *t) {
	struct collect *c = (struct collect *)o;
	nsec since;
	uint64_t n;

	mutex_lock(&c->mu);
	if (t->result.slot < c->relief_count)
		(void)!read(c->relief[t->result.slot], &n, sizeof(n));
	if (t->paused)
		unlink_paused(c, t);
	since = t->paused_since;
	t->paused_since = 0;
	mutex_unlock(&c->mu);
	if (since)
		observers_waited(c->spec.observers, WAITED_ROOM, t->result.slot, since, clock_mono());
}

/* Without an owner nobody could go on once the budgets are used up: one who waits for them is let through. */
static void choose_owner(struct collect *c) {
	if (c->owner || c->spec.order != ORDER_GROUP || !spool_pool_full(c->spec.pool))
		return;
	for (struct task *t = c->paused; t; t = t->paused_next)
		if (!t->hold) {
			c->owner = t;
			let_through(c, t);
			return;
		}
}

void collect_relieve(struct collect *c) {
	struct task *next;

	choose_owner(c);
	for (struct task *t = c->paused; t; t = next) {
		const uint64_t one = 1;

		next = t->paused_next;
		if (must_pause(c, t)) {
			if (live(c, t))
				let_through(c, t);
			continue;
		}
		unlink_paused(c, t);
		(void)!write(c->relief[t->result.slot], &one, sizeof(one));
	}
}

static void collect_push(struct outlet *o, struct task *t) {
	struct collect *c = (struct collect *)o;

	mutex_lock(&c->mu);
	if (t->opened && live(c, t) && (t->out.bytes || (collect_by_line(c) && t->err.bytes)))
		offer(c, t);
	mutex_unlock(&c->mu);
}

static const struct outlet_ops outlet_ops = { collect_put, collect_relief, collect_resume, collect_push };

struct collect *collect_new(const struct collect_spec *spec) {
	struct collect *c = xcalloc(1, sizeof(*c));

	c->outlet.ops = &outlet_ops;
	c->spec = *spec;
	atomic_init(&c->hole, UINT64_MAX);
	mutex_init(&c->mu);
	cond_init(&c->work);
	return c;
}

void collect_free(struct collect *c) {
	if (!c)
		return;
	for (unsigned i = 0; i < c->relief_count; i++)
		if (c->relief[i] >= 0)
			close(c->relief[i]);
	free(c->relief);
	window_release(&c->window);
	cond_release(&c->work);
	mutex_release(&c->mu);
	free(c);
}

struct outlet *collect_outlet(struct collect *c) {
	return &c->outlet;
}

static bool full(const struct collect *c) {
	return atomic_load(&c->held) >= c->spec.held_max || spool_pool_full(c->spec.pool);
}

bool collect_hole(const struct collect *c, uint64_t *place) {
	*place = atomic_load(&c->hole);
	return *place != UINT64_MAX && full(c);
}

bool collect_room(struct collect *c) {
	if (!full(c) || atomic_load(&c->hole) != UINT64_MAX)
		return true;
	atomic_store(&c->starved, true);
	/* Looked at again: the writer may have made room between the two. */
	return !full(c) || atomic_load(&c->hole) != UINT64_MAX;
}

/* While something is written room may come by itself; only when nothing is, all waits for the head. */
bool collect_look(struct collect *c) {
	bool hole;

	if (!c->spec.any_order || !collect_keeps(c))
		return false;
	hole = !c->cut && !c->pending && !c->writing && !window_at(&c->window, c->window.head);
	atomic_store(&c->hole, hole ? c->window.head : UINT64_MAX);
	return hole;
}

/* With mu held: finished tasks at the head may be written; the first that still runs becomes the owner. */
static void advance(struct collect *c) {
	struct task *t;

	while ((t = window_at(&c->window, c->window.head))) {
		if (!t->finished) {
			c->owner = t;
			if (live(c, t) && t->out.bytes)
				offer(c, t);
			return;
		}
		/* After the first task that was killed there is a hole in the order: what is behind it stays unsaid. */
		if (t->result.outcome == OUTCOME_KILLED || t->result.outcome == OUTCOME_NONE)
			c->cut = true;
		window_step(&c->window);
		collect_pend(c, t);
	}
	c->owner = NULL;
}

int collect_open(struct collect *c, struct task *t, unsigned attempts) {
	int rc = 0;

	mutex_lock(&c->mu);
	t->opened = true;
	t->hold = t->result.attempt < attempts;
	if (collect_keeps(c)) {
		rc = window_put(&c->window, t);
		if (!rc && task_place(t) == c->window.head)
			advance(c);
		(void)collect_look(c);
	}
	mutex_unlock(&c->mu);
	return rc;
}

void collect_restart(struct collect *c, struct task *t, unsigned attempts) {
	struct spool out = {0}, err = {0};

	mutex_lock(&c->mu);
	spool_move(&out, &t->out);
	spool_move(&err, &t->err);
	t->hold = t->result.attempt < attempts;
	t->paused_since = 0;
	mutex_unlock(&c->mu);
	spool_clear(&t->partial[0], c->spec.pool);
	spool_clear(&t->partial[1], c->spec.pool);
	spool_clear(&out, c->spec.pool);
	spool_clear(&err, c->spec.pool);
	mutex_lock(&c->mu);
	collect_relieve(c);
	mutex_unlock(&c->mu);
}

/* With mu held. */
static void finish(struct collect *c, struct task *t) {
	t->finished = true;
	t->hold = false;
	/* A last line that has no end becomes final. */
	spool_move(&t->out, &t->partial[STREAM_OUT]);
	spool_move(&t->err, &t->partial[STREAM_ERR]);
	if (t->paused)
		unlink_paused(c, t);
	if (collect_keeps(c)) {
		if (window_at(&c->window, task_place(t)) != t && window_put(&c->window, t)) {
			/* No memory to keep the order: say so by failing the run. */
			if (!c->err.code)
				err_sys(&c->err, ENOMEM, "cannot keep the order of the output");
			collect_pend(c, t);
			return;
		}
		if (task_place(t) == c->window.head)
			advance(c);
		return;
	}
	if (c->owner && c->owner != t) {
		/* Somebody streams: wait until it is through. */
		t->pending_next = NULL;
		if (c->behind_tail)
			c->behind_tail->pending_next = t;
		else
			c->behind = t;
		c->behind_tail = t;
		return;
	}
	collect_pend(c, t);
	if (c->owner == t) {
		c->owner = NULL;
		for (struct task *b = c->behind, *next; b; b = next) {
			next = b->pending_next;
			collect_pend(c, b);
		}
		c->behind = c->behind_tail = NULL;
	}
}

void collect_done(struct collect *c, struct task *chain) {
	struct task *next;

	mutex_lock(&c->mu);
	for (struct task *t = chain; t; t = next) {
		next = t->next;
		t->next = NULL;
		atomic_fetch_add(&c->held, task_bytes(t));
		finish(c, t);
	}
	if (c->pending && !c->writing)
		collect_write(c);
	(void)collect_look(c);
	mutex_unlock(&c->mu);
}

struct collect_count collect_count(struct collect *c) {
	struct collect_count n;

	mutex_lock(&c->mu);
	n = c->count;
	n.writing = c->writing;
	mutex_unlock(&c->mu);
	return n;
}
