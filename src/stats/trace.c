/* SPDX-License-Identifier: MIT */
/*
 * What readers of this format want, where they differ, is met for all of them:
 * - times on a track never go back (Chrome drops what does) and never stand still (speedscope sorts events of equal time in its own way): each
 *   event is at least a nanosecond behind the one before it on its track;
 * - the end of a slice has the name and category of its beginning (Perfetto and speedscope match by them), and other arguments (Chrome warns);
 * - an arrow begins inside the failed attempt, before its end, and ends inside the next one ("bp":"e"); both halves have one name and category;
 * - a track is never 0, which Perfetto takes for the idle task; what concerns the whole run is on a track of its own;
 * - each slice is written at its beginning and at its end, so tasks that run when the file breaks off are in it, too.
 * A slot's events come from the thread that has its number, so there they are in order; the lock is for what slots share.
 */
#include "config.h"

#include "stats/trace.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/sync.h"
#include "base/sys.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

#define RUN_TID 1000000u             /* more than there can be slots */
#define WAIT_LEAST 100000LL          /* shorter waits are not drawn */
#define SAMPLE_EVERY (200 * 1000000LL)
#define NAME_HEAD 64u                /* bytes of a command that are a slice's name, and from its end */
#define NAME_TAIL 40u
#define NAME_MOST 160                /* escaped, with a NUL */
#define COMMAND_MOST 2000
#define ARGV_MOST 2400               /* of all words together */
#define TAG_MOST 200

struct track {
	nsec last;              /* of its last event */
	uint64_t flow, seq;     /* the arrow that leaves its last attempt, and of which task; 0 = none */
	bool named, open, retry;
	char name[NAME_MOST];   /* of the open slice, escaped */
};

struct trace {
	struct observer observer; /* first */
	struct trace_spec spec;
	struct trace_file *file;
	struct mutex mu;
	/* Guarded by mu. */
	struct track *tracks;   /* by slot */
	unsigned track_count;
	nsec run_last;
	uint64_t flows;
	unsigned slots;
	struct trace_counters counters;
	nsec sampled;
	bool sampling;          /* by one thread at a time, without the lock */
};

/* The time of an event behind `last`, as it will be written. */
static nsec stamp(const struct trace *tr, nsec *last, nsec at) {
	at -= tr->spec.begin;
	*last = at > *last ? at : *last + 1;
	return *last;
}

static void put(struct trace *tr, struct trace_record *r) {
	trace_record_close(r);
	trace_file_add(tr->file, r);
}

static void metadata(struct trace *tr, unsigned tid, nsec at, const char *name) {
	struct trace_record r;

	trace_record_open(&r, 'M', tid, at);
	trace_record_word(&r, "name", "thread_name");
	trace_record_map(&r, "args");
	trace_record_word(&r, "name", name);
	trace_record_end(&r, '}');
	put(tr, &r);
	trace_record_open(&r, 'M', tid, at);
	trace_record_word(&r, "name", "thread_sort_index");
	trace_record_map(&r, "args");
	trace_record_number(&r, "sort_index", tid == RUN_TID ? 0 : tid);
	trace_record_end(&r, '}');
	put(tr, &r);
}

/* With mu held: the track of a slot; NULL = no memory for it, and it is not drawn. */
static struct track *track(struct trace *tr, unsigned slot) {
	struct track *k;
	char name[32];

	if (slot >= tr->track_count) {
		unsigned n = slot + 16 > 2 * tr->track_count ? slot + 16 : 2 * tr->track_count;
		struct track *p = sys_realloc(tr->tracks, n * sizeof(*p));

		if (!p)
			return NULL;
		memset(p + tr->track_count, 0, (n - tr->track_count) * sizeof(*p));
		tr->tracks = p;
		tr->track_count = n;
	}
	k = &tr->tracks[slot];
	if (!k->named) {
		snprintf(name, sizeof(name), "slot %u", slot);
		metadata(tr, slot, 0, name);
	}
	k->named = true;
	return k;
}

static bool continues(char c) {
	return ((unsigned char)c & 0xc0) == 0x80; /* a character of UTF-8 that began before */
}

/* The name of a task's slice: its command, shortened in the middle, because long commands mostly begin alike. */
static void name_slice(char name[NAME_MOST], const struct task *t) {
	const char *p = t->command.p;
	size_t n = t->command.len, head = NAME_HEAD, tail = n > NAME_TAIL ? n - NAME_TAIL : 0;
	char raw[64 + NAME_HEAD + NAME_TAIL];

	if (n > NAME_HEAD + NAME_TAIL) {
		while (head && continues(p[head]))
			head--;
		while (tail < n && continues(p[tail]))
			tail++;
		n = (size_t)snprintf(raw, sizeof(raw), "%.*s\xe2\x80\xa6", (int)head, p);
		memcpy(raw + n, p + tail, t->command.len - tail);
		n += t->command.len - tail;
		p = raw;
	} else if (!n) {
		n = (size_t)snprintf(raw, sizeof(raw), "task %llu", (unsigned long long)task_number(t));
		p = raw;
	}
	(void)trace_record_show(name, NAME_MOST, p, n);
}

/* With mu held. Both halves of a slice have the same name and category. */
static void slice(struct trace *tr, struct trace_record *r, char phase, struct track *k, unsigned slot, nsec at) {
	trace_record_open(r, phase, slot, stamp(tr, &k->last, at));
	trace_record_word(r, "cat", k->retry ? "retry" : "task");
	trace_record_word(r, "name", k->name);
	trace_record_map(r, "args");
}

/* One end of an arrow, bound to the slice that is open. */
static void arrow(struct trace *tr, char phase, struct track *k, unsigned slot, nsec at) {
	struct trace_record r;

	trace_record_open(&r, phase, slot, stamp(tr, &k->last, at));
	trace_record_word(&r, "cat", "retry");
	trace_record_word(&r, "name", "tried again");
	trace_record_number(&r, "id", (int64_t)k->flow);
	if (phase == 'f')
		trace_record_word(&r, "bp", "e");
	put(tr, &r);
}

/* Look at the machine when that is due, and without the lock. */
static void sample(struct trace *tr, nsec now, bool all) {
	struct trace_sample s;
	bool due;

	mutex_lock(&tr->mu);
	due = !tr->sampling && (all || now - tr->sampled >= SAMPLE_EVERY);
	if (due) {
		tr->sampling = true;
		tr->sampled = now;
	}
	mutex_unlock(&tr->mu);
	if (!due)
		return;
	trace_sample_take(&s, tr->spec.root);
	s.queues = tr->spec.queues(tr->spec.arg);
	mutex_lock(&tr->mu);
	trace_counters_sample(&tr->counters, &s);
	tr->sampling = false;
	mutex_unlock(&tr->mu);
}

static void trace_started(struct observer *o, const struct task *t) {
	struct trace *tr = (struct trace *)o;
	nsec now = clock_mono();
	struct trace_record r;
	struct track *k;

	mutex_lock(&tr->mu);
	k = track(tr, t->result.slot);
	if (k) {
		bool follows = k->flow && k->seq == t->seq;

		k->retry = follows || t->result.attempt > 1;
		k->seq = t->seq;
		k->open = true;
		name_slice(k->name, t);
		slice(tr, &r, 'B', k, t->result.slot, now);
		trace_record_number(&r, "seq", (int64_t)task_number(t));
		trace_record_number(&r, "attempt", t->result.attempt);
		trace_record_text(&r, "command", t->command.p, t->command.len, COMMAND_MOST);
		if (t->tag.len)
			trace_record_text(&r, "tag", t->tag.p, t->tag.len, TAG_MOST);
		trace_record_end(&r, '}');
		put(tr, &r);
		if (follows)
			arrow(tr, 'f', k, t->result.slot, now);
		k->flow = 0;
		trace_counters_running(&tr->counters, now, 1);
	}
	mutex_unlock(&tr->mu);
	sample(tr, now, false);
	trace_file_settle(tr->file, now);
}

static const char *became(const struct task *t) {
	switch (t->result.outcome) {
	case OUTCOME_TIMEOUT: return "timed out";
	case OUTCOME_NOSTART: return "not started";
	case OUTCOME_KILLED: return "cancelled";
	case OUTCOME_EVICTED: return "made room";
	default: return task_failed(t) ? "failed" : "ok";
	}
}

static void how_it_ended(struct trace_record *r, const struct result *x) {
	bool code = x->outcome == OUTCOME_EXIT || x->outcome == OUTCOME_NOSTART;

	trace_record_number(r, code ? "exit" : "signal", x->code);
}

/* What is known of an attempt at its end. */
static void outcome(struct trace_record *r, const struct task *t) {
	const struct result *x = &t->result;

	trace_record_word(r, "outcome", became(t));
	how_it_ended(r, x);
	trace_record_fixed(r, "user_ms", clock_of(x->ru.ru_utime) / 1000, 3);
	trace_record_fixed(r, "system_ms", clock_of(x->ru.ru_stime) / 1000, 3);
	if (x->queued >= 0)
		trace_record_fixed(r, "queue_ms", x->queued / 1000, 3);
	trace_record_number(r, "maxrss_kb", x->ru.ru_maxrss);
	trace_record_number(r, "bytes_in", (int64_t)x->sent);
	trace_record_number(r, "bytes_out", (int64_t)x->received);
	if (x->host)
		trace_record_text(r, "host", x->host, strlen(x->host), TAG_MOST);
}

/* With mu held: the slice that is open ends, and where another attempt follows an arrow leaves it. */
static void end_slice(struct trace *tr, struct track *k, const struct task *t, nsec at, bool again) {
	struct trace_record r;

	if (again) {
		k->flow = ++tr->flows;
		arrow(tr, 's', k, t->result.slot, at);
	}
	slice(tr, &r, 'E', k, t->result.slot, at);
	outcome(&r, t);
	trace_record_end(&r, '}');
	put(tr, &r);
	k->open = false;
}

/* With mu held: what a person looks for. The end of the run is no failure of the tasks that it ends. */
static void mark_failure(struct trace *tr, struct track *k, const struct task *t, nsec at) {
	struct trace_record r;

	if (!task_failed(t) || t->result.outcome == OUTCOME_KILLED)
		return;
	trace_record_open(&r, 'i', t->result.slot, stamp(tr, &k->last, at));
	trace_record_word(&r, "s", "t");
	trace_record_word(&r, "cat", "failure");
	trace_record_word(&r, "name", became(t));
	trace_record_map(&r, "args");
	trace_record_number(&r, "seq", (int64_t)task_number(t));
	how_it_ended(&r, &t->result);
	trace_record_end(&r, '}');
	put(tr, &r);
}

static void trace_attempt(struct observer *o, const struct task *t, bool again) {
	struct trace *tr = (struct trace *)o;
	nsec now = clock_mono(), at = t->result.end > 0 && t->result.end < now ? t->result.end : now;
	struct track *k;

	mutex_lock(&tr->mu);
	k = track(tr, t->result.slot);
	if (k && k->open) {
		end_slice(tr, k, t, at, again);
		trace_counters_running(&tr->counters, now, -1);
	}
	if (k)
		mark_failure(tr, k, t, at);
	mutex_unlock(&tr->mu);
	sample(tr, now, false);
	trace_file_settle(tr->file, now);
}

static void trace_waited(struct observer *o, enum waited why, unsigned slot, nsec from, nsec to) {
	static const char *const names[] = {
		[WAITED_INPUT] = "wait-input", [WAITED_START] = "wait-start", [WAITED_ROOM] = "wait-output", [WAITED_OUTPUT] = "wait-output",
	};
	struct trace *tr = (struct trace *)o;
	struct trace_record r;
	struct track *k;

	if (to - from < WAIT_LEAST)
		return;
	mutex_lock(&tr->mu);
	k = track(tr, slot);
	for (int end = 0; k && end < 2; end++) {
		trace_record_open(&r, end ? 'E' : 'B', slot, stamp(tr, &k->last, end ? to : from));
		trace_record_word(&r, "cat", "wait");
		trace_record_word(&r, "name", names[why]);
		put(tr, &r);
	}
	mutex_unlock(&tr->mu);
	trace_file_settle(tr->file, to);
}

/* With mu held: open an instant that concerns the whole run. */
static void instant(struct trace *tr, struct trace_record *r, nsec at, const char *name) {
	trace_record_open(r, 'i', RUN_TID, stamp(tr, &tr->run_last, at));
	trace_record_word(r, "s", "p");
	trace_record_word(r, "cat", "run");
	trace_record_word(r, "name", name);
	trace_record_map(r, "args");
}

static void trace_slots(struct observer *o, nsec at, unsigned slots) {
	struct trace *tr = (struct trace *)o;
	struct trace_record r;

	mutex_lock(&tr->mu);
	if (slots != tr->slots) {
		instant(tr, &r, at, "number of slots");
		trace_record_number(&r, "from", tr->slots);
		trace_record_number(&r, "to", slots);
		trace_record_end(&r, '}');
		put(tr, &r);
		trace_counters_slots(&tr->counters, at, slots);
	}
	tr->slots = slots;
	mutex_unlock(&tr->mu);
}

static void trace_occasion(struct observer *o, enum occasion what, int value) {
	static const char *const names[] = {
		[OCCASION_HALT] = "halt", [OCCASION_SIGNAL] = "signal", [OCCASION_STOPPED] = "stopped", [OCCASION_CONTINUED] = "continued",
	};
	struct trace *tr = (struct trace *)o;
	struct trace_record r;

	mutex_lock(&tr->mu);
	instant(tr, &r, clock_mono(), what == OCCASION_SIGNAL && value == SIGINT ? "Ctrl-C" : names[what]);
	if (what == OCCASION_HALT || what == OCCASION_SIGNAL)
		trace_record_number(&r, what == OCCASION_HALT ? "status" : "signal", value);
	trace_record_end(&r, '}');
	put(tr, &r);
	mutex_unlock(&tr->mu);
}

static nsec trace_tick(struct observer *o) {
	struct trace *tr = (struct trace *)o;
	nsec now = clock_mono();

	mutex_lock(&tr->mu);
	trace_counters_flush(&tr->counters, now, false);
	mutex_unlock(&tr->mu);
	sample(tr, now, false);
	return trace_file_tick(tr->file);
}

static int trace_finish(struct observer *o) {
	struct trace *tr = (struct trace *)o;
	struct trace_record r;

	sample(tr, clock_mono(), true);
	mutex_lock(&tr->mu);
	trace_counters_flush(&tr->counters, 0, true);
	instant(tr, &r, clock_mono(), "end");
	trace_record_end(&r, '}');
	put(tr, &r);
	mutex_unlock(&tr->mu);
	return trace_file_finish(tr->file);
}

static void trace_free(struct observer *o) {
	struct trace *tr = (struct trace *)o;

	trace_file_free(tr->file);
	mutex_release(&tr->mu);
	free(tr->tracks);
	free(tr);
}

static const struct observer_ops ops = {
	.started = trace_started, .attempt = trace_attempt, .waited = trace_waited, .slots = trace_slots, .occasion = trace_occasion,
	.tick = trace_tick, .finish = trace_finish, .free = trace_free,
};

/* RFC 3339, UTC, milliseconds. */
static void wall_time(char *s, size_t size, nsec wall) {
	time_t whole = (time_t)(wall / NSEC_PER_SEC);
	struct tm tm;
	size_t n;

	*s = '\0';
	if (wall <= 0 || !gmtime_r(&whole, &tm))
		return;
	n = strftime(s, size, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(s + n, size - n, ".%03dZ", (int)(wall % NSEC_PER_SEC / 1000000));
}

/* What the run is, within the args of an event. */
static void facts(const struct trace *tr, struct trace_record *r) {
	size_t left = ARGV_MOST;
	char when[64];

	wall_time(when, sizeof(when), tr->spec.wall);
	trace_record_word(r, "started", when);
	trace_record_word(r, "version", PACKAGE_VERSION);
	trace_record_number(r, "pmap_pid", getpid());
	trace_record_number(r, "cpus", tr->spec.cpus);
	trace_record_number(r, "slots", tr->spec.slots);
	trace_record_list(r, "argv");
	for (int i = 0; i < tr->spec.argc && left > 8; i++) {
		size_t before = r->len;

		trace_record_text(r, NULL, tr->spec.argv[i], strlen(tr->spec.argv[i]), left - 8);
		left -= r->len - before < left ? r->len - before : left;
	}
	trace_record_end(r, ']');
}

/* The first events: what the tracks are called, and what run it is; once for programs and once where people see it. */
static void head(struct trace *tr) {
	struct trace_record r;

	trace_record_open(&r, 'M', RUN_TID, 0);
	trace_record_word(&r, "name", "process_name");
	trace_record_map(&r, "args");
	trace_record_word(&r, "name", "pmap");
	facts(tr, &r);
	trace_record_end(&r, '}');
	put(tr, &r);
	metadata(tr, RUN_TID, 0, "run");
	instant(tr, &r, tr->spec.begin, "start");
	facts(tr, &r);
	trace_record_end(&r, '}');
	put(tr, &r);
	trace_counters_slots(&tr->counters, tr->spec.begin, tr->spec.slots);
}

int trace_new(struct observer **ret, const struct trace_spec *spec, struct err *err) {
	struct trace_file_spec fs = { .path = spec->path, .wake = spec->wake, .arg = spec->arg };
	struct trace_sample first;
	struct trace_file *file;
	struct trace *tr;
	int rc = trace_file_open(&file, &fs, err);

	if (rc)
		return rc;
	tr = xcalloc(1, sizeof(*tr));
	*tr = (struct trace){ .observer = { .ops = &ops }, .spec = *spec, .file = file, .slots = spec->slots, .run_last = -1,
			      .counters = { .file = file, .tid = RUN_TID, .begin = spec->begin } };
	mutex_init(&tr->mu);
	head(tr);
	trace_sample_take(&first, spec->root);
	tr->sampled = first.at;
	trace_counters_begin(&tr->counters, &first);
	*ret = &tr->observer;
	return 0;
}
