/* SPDX-License-Identifier: MIT */
/*
 * --persist: other people's programs as workers. Each slot has one process of the command; a task is one request on its
 * stdin and one answer on its stdout. What goes wrong with one costs the task that it had, is said in a sentence that
 * names the program, and a new one takes its place.
 *
 * Three faults cannot be seen by waiting alone. A program that never flushes, or has no answer for some records, waits
 * for its next record while we wait for it: starved.h tells. One that answers too much is out of step: bytes behind an
 * answer fail its task; when they come later, or are only there at the end, it is too late for that, and the run ends
 * with a status that is not 0.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/machine.h"
#include "base/sys.h"
#include "exec/coproc.h"
#include "exec/dialog.h"
#include "exec/direct.h"
#include "exec/env.h"
#include "exec/executors.h"
#include "exec/loss.h"
#include "exec/payload.h"
#include "exec/render.h"
#include "exec/shell.h"
#include "exec/starved.h"
#include "input/words.h"

#define LAST_CHANCE_MS 10000 /* for a program whose input ends, to say what it had kept back; most end sooner */
#define FIRST_MOMENT (50 * 1000000LL)
#define NAME_SHOWN 200

struct persist_exec {
	struct exec exec;
	struct exec_spec spec;
	const char *line;          /* the command, as one line */
	struct direct_rules rules;
	bool may_direct;
	_Atomic unsigned running;
};

struct persist_slot {
	struct coproc coproc;
	struct direct direct;
	struct words words;
	struct guard_slot *guard;
	struct env env;
	struct buf script;         /* what the shell gets when there is a payload */
	struct buf request, answer;
	uint64_t last;             /* seq of the last task it had */
	char buffer[COPROC_BUFFER];
};

/* One request and its answer. */
struct errand {
	struct talk talk;
	const struct persist_exec *exec;
	struct persist_slot *slot;
	bool asked;
	unsigned suspected;        /* looks in a row at which it seemed to wait for us */
	bool starving, kept_back;  /* it does; and its answer came when its input ended */
};

static int persist_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	struct persist_exec *x = (struct persist_exec *)e;
	struct persist_slot *s = sys_malloc(sizeof(*s));

	if (!s)
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	memset(s, 0, offsetof(struct persist_slot, buffer));
	if (env_init(&s->env, x->spec.slot_var, x->spec.tmpdir)) {
		free(s);
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	}
	direct_init(&s->direct, &x->rules);
	s->guard = guardian_slot(x->spec.guardian, slot);
	*ret = s;
	return 0;
}

/* Its input ends. What it then says is nobody's answer. */
static void retire(struct persist_exec *x, struct persist_slot *s) {
	if (!s->coproc.alive)
		return;
	atomic_fetch_sub(&x->running, 1);
	if (!coproc_stop(&s->coproc, x->spec.guardian))
		return;
	err_say("worker '%.*s' wrote more than its answers, the last of them to task %llu: what it answered may belong to other tasks", NAME_SHOWN,
		x->line, (unsigned long long)s->last + 1);
	atomic_fetch_add(x->spec.flaws, 1);
}

static void persist_close(struct exec *e, void *mine) {
	struct persist_slot *s = mine;

	retire((struct persist_exec *)e, s);
	direct_release(&s->direct);
	words_release(&s->words);
	env_release(&s->env);
	buf_release(&s->script);
	buf_release(&s->request);
	buf_release(&s->answer);
	free(s);
}

/* Exchange. */

static int persist_next(struct talk *talk, const char **p, size_t *n) {
	struct errand *e = (struct errand *)talk;

	if (e->asked)
		return 0;
	e->asked = true;
	*p = e->slot->request.p;
	*n = e->slot->request.len;
	talk->task->result.sent = *n;
	return 1;
}

static int persist_got(struct talk *talk, const char *p, size_t *n) {
	struct errand *e = (struct errand *)talk;
	enum framing how = e->exec->spec.framing;
	const char *end = memchr(p, dialog_end(how), *n);
	size_t take = end ? (size_t)(end - p) : *n;

	if (how == FRAMING_JSON) {
		if (buf_add(&e->slot->answer, p, take))
			return -ENOMEM;
	} else {
		/* A line is printed with its end. */
		talk_put(talk, STREAM_OUT, p, take + (end && how == FRAMING_LINE));
	}
	if (end)
		*n = take + 1;
	return end != NULL;
}

/* Two looks in a row must agree. Then its input ends: does the answer come now? */
static int persist_quiet(struct talk *talk) {
	struct errand *e = (struct errand *)talk;
	struct coproc *c = talk->coproc;
	struct pollfd f[2] = { { .fd = c->out, .events = POLLIN }, { .fd = talk->gates->kill.fd, .events = POLLIN } };
	char byte;

	if (!talk->sent || !starved(c->proc.pid, c->in) || poll(f, 1, 0) > 0) {
		e->suspected = 0;
		return 0;
	}
	if (++e->suspected < 2)
		return 0;
	close(c->in);
	c->in = -1;
	poll(f, 2, LAST_CHANCE_MS);
	e->starving = true;
	e->kept_back = f[0].revents & POLLIN && sys_read(c->out, &byte, 1) == 1;
	return -ENOMSG;
}

static const struct talk_ops errand_ops = { .next = persist_next, .got = persist_got, .quiet = persist_quiet };

/* Start. */

/* The words to execute for the command: its own, or a shell's. `front` holds four. NULL without memory. */
static char *const *words_for(struct persist_exec *x, struct persist_slot *s, const char **path, char **front, bool shell) {
	struct buf line = { .p = (char *)x->line, .len = strlen(x->line) };

	*path = NULL;
	if (x->may_direct && !shell && words_split(&s->words, line.p, line.len) == 1)
		*path = direct_find(&s->direct, &s->words);
	if (*path)
		return s->words.argv;
	if (x->spec.before && x->spec.before->len) {
		if (payload_put(&s->script, x->spec.before, x->spec.shell, &line))
			return NULL;
		line = s->script;
	}
	*path = x->spec.shell;
	front[0] = (char *)(shell_said() ? shell_said() : x->spec.shell);
	front[1] = (char *)"-c";
	front[2] = line.p;
	front[3] = NULL;
	return front;
}

static int start(struct persist_exec *x, struct persist_slot *s, const struct task *t, const struct gates *g, bool shell) {
	struct proc_start how = { .world = x->spec.world, .envp = s->env.list, .guard = s->guard, .nice_given = x->spec.nice_given,
				  .nice = x->spec.nice, .limits = { .memory = x->spec.resources.memory } };
	char *front[4];
	int rc;

	how.argv = words_for(x, s, &how.path, front, shell);
	if (!how.argv)
		return -ENOMEM;
	env_set(&s->env, task_number(t), t->result.slot);
	rc = coproc_begin(&s->coproc, &how, false, &x->running, g);
	/* What the kernel will not execute the shell runs, or explains. */
	return !shell && (rc == -ENOENT || rc == -ENOEXEC || rc == -EACCES) ? start(x, s, t, g, true) : rc;
}

static int have_worker(struct persist_exec *x, struct persist_slot *s, const struct task *t, const struct gates *g) {
	int rc = 0;

	if (s->coproc.alive && ((x->spec.tasks_per_worker && s->coproc.served >= x->spec.tasks_per_worker) || coproc_stale(&s->coproc)))
		retire(x, s);
	if (!s->coproc.alive)
		rc = start(x, s, t, g, false);
	s->last = t->seq;
	if (!rc && x->spec.resources.cpu)
		proc_allow_cpu(&s->coproc.proc, x->spec.resources.cpu);
	return rc;
}

/* Ends. */

static int failed(struct task *t) {
	t->result.outcome = OUTCOME_EXIT;
	t->result.code = 1;
	return 0;
}

/* It is out of step: the task has failed, and what it still says is of no interest. */
static int dismiss(struct persist_exec *x, struct persist_slot *s, struct task *t) {
	if (s->coproc.alive) {
		(void)coproc_stop(&s->coproc, x->spec.guardian);
		atomic_fetch_sub(&x->running, 1);
	}
	return failed(t);
}

/*
 * A program that answers each record twice mostly does so from the beginning. So after its first answer it is waited
 * for what it does then: write more (true), wait for the next record, or nothing for a moment.
 */
static bool writes_on(const struct errand *e) {
	const struct coproc *c = &e->slot->coproc;
	nsec until = clock_mono() + FIRST_MOMENT;
	struct pollfd f = { .fd = c->out, .events = POLLIN };

	while (clock_mono() < until && !starved(c->proc.pid, c->in))
		if (poll(&f, 1, 1) > 0)
			break;
	return poll(&f, 1, 0) > 0 && f.revents & POLLIN;
}

/* Read what it has written behind its answer. */
static void count_extra(struct errand *e) {
	ssize_t got = sys_read(e->slot->coproc.out, e->slot->buffer, COPROC_BUFFER);

	e->talk.extra += got > 0 ? (size_t)got : 0;
}

/* It has answered. */
static int take_answer(struct persist_exec *x, struct errand *e) {
	struct persist_slot *s = e->slot;
	struct task *t = e->talk.task;
	struct outlet *o = e->talk.outlet;
	struct dialog_answer a = {0};
	struct err err = {0};
	int unread = 0;

	t->result.outcome = OUTCOME_EXIT;
	t->result.code = 0;
	if (x->spec.framing == FRAMING_JSON) {
		if (dialog_read(&a, s->answer.p ? s->answer.p : "", s->answer.len, t, &err)) {
			loss_say(t, o, "worker '%.*s' cannot be understood: %s", NAME_SHOWN, x->line, err.msg);
			return dismiss(x, s, t);
		}
		talk_put(&e->talk, STREAM_OUT, a.out, a.out_len);
		talk_put(&e->talk, STREAM_ERR, a.err, a.err_len);
		t->result.code = a.status;
		dialog_release(&a);
	}
	if (!s->coproc.alive)
		unread = e->talk.unread > 0;
	else if (ioctl(s->coproc.in, FIONREAD, &unread))
		unread = 0;
	if (!e->talk.sent || unread) {
		loss_say(t, o, "worker '%.*s' answered task %llu before it had read all of the record", NAME_SHOWN, x->line,
			 (unsigned long long)task_number(t));
		return dismiss(x, s, t);
	}
	if (!e->talk.extra && s->coproc.alive && s->coproc.served == 1 && writes_on(e))
		count_extra(e);
	if (e->talk.extra) {
		loss_say(t, o, "worker '%.*s' answered too much: %zu more bytes came with its answer to task %llu%s", NAME_SHOWN, x->line,
			 e->talk.extra, (unsigned long long)task_number(t),
			 x->spec.framing == FRAMING_LINE ? " (one line is expected; --frame nul or json can hold several)" : "");
		return dismiss(x, s, t);
	}
	return loss_output(&e->talk);
}

/* There will be no answer. */
static int mourn(struct persist_exec *x, struct errand *e, int rc) {
	struct task *t = e->talk.task;
	char who[NAME_SHOWN + 64], when[64];

	if (e->starving && !e->talk.timed_out && !e->talk.killed && !e->talk.evicted) {
		loss_say(t, e->talk.outlet,
			 e->kept_back ? "worker '%.*s' keeps its output back: the answer to task %llu came only when its input ended; let it flush "
					"after each answer (stdbuf -oL, python3 -u)" :
					"worker '%.*s' has no answer to task %llu: it has read the record, waits for the next one and has written nothing; one "
					"answer for each record is expected",
			 NAME_SHOWN, x->line, (unsigned long long)task_number(t));
		return failed(t);
	}
	snprintf(who, sizeof(who), "worker '%.*s'", NAME_SHOWN, x->line);
	snprintf(when, sizeof(when), " %s task %llu", e->slot->coproc.served ? "in the middle of" : "before it answered its first record,",
		 (unsigned long long)task_number(t));
	return loss_end(&e->talk, rc, x->spec.resources.cpu, who, when);
}

/* It went before it had read any of the request: the task has not begun. */
static bool untouched(const struct errand *e) {
	return !e->talk.timed_out && !e->talk.killed && !e->talk.evicted && !e->starving && !e->talk.closed && e->slot->coproc.served &&
	       e->talk.unread == e->talk.written;
}

static int exchange(struct persist_exec *x, struct persist_slot *s, struct task *t, struct outlet *o, const struct gates *g) {
	nsec limit = x->spec.limits ? x->spec.limits->timeout(x->spec.limits) : NSEC_NEVER;
	struct errand e = { .exec = x, .slot = s };
	int rc;

	for (;;) {
		e.talk = (struct talk){ .ops = &errand_ops, .coproc = &s->coproc, .task = t, .outlet = o,
					.gates = g, .termseq = &x->spec.termseq,
					.guardian = x->spec.guardian, .count_err = x->spec.by_line, .buffer = s->buffer,
					.deadline = limit == NSEC_NEVER ? NSEC_NEVER : t->result.start + limit };
		e.asked = false;
		s->answer.len = 0;
		rc = talk_run(&e.talk);
		if (!s->coproc.alive)
			atomic_fetch_sub(&x->running, 1);
		if (rc || !untouched(&e))
			break;
		rc = have_worker(x, s, t, g);
		if (rc)
			return rc;
	}
	rc = rc == 1 ? take_answer(x, &e) : mourn(x, &e, rc);
	t->result.end = clock_mono();
	return rc;
}

static void persist_arrive(struct exec *e, struct task *chain) {
	render_arrived(&((struct persist_exec *)e)->spec, chain);
}

static int persist_prepare(struct exec *e, void *mine, struct task *t, struct outlet *o, struct err *err) {
	struct persist_exec *x = (struct persist_exec *)e;
	int rc = render_task(&x->spec, t, err);

	(void)mine;
	if (!rc && x->spec.trace)
		render_trace(t);
	return rc == -ENOMEM && !err->code ? loss_refuse(t, o, "not enough memory to render a command") : rc;
}

static int persist_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct persist_exec *x = (struct persist_exec *)e;
	struct persist_slot *s = mine;
	struct err why = {0};
	int rc;

	if (render_skipped(t))
		return 0;
	if (x->spec.verbose && render_verbose(t, o))
		return loss_refuse(t, o, "not enough memory to keep the output");
	t->result.wall_start = clock_wall();
	t->result.start = t->result.end = clock_mono();
	rc = dialog_ask(x->spec.framing, t, &s->request, &why);
	if (rc)
		return loss_refuse(t, o, "task %llu cannot be handed over: %s", (unsigned long long)task_number(t),
				   why.code ? why.msg : strerror(-rc));
	rc = have_worker(x, s, t, g);
	if (!rc)
		rc = exchange(x, s, t, o, g);
	if (!rc)
		return 0;
	t->result.end = clock_mono();
	if (rc == -ECANCELED) {
		t->result.outcome = OUTCOME_KILLED;
		t->result.code = SIGTERM;
		return 0;
	}
	return err_sys(err, -rc, "cannot start worker '%.*s'", NAME_SHOWN, x->line);
}

static void persist_free(struct exec *e) {
	struct persist_exec *x = (struct persist_exec *)e;

	direct_rules_release(&x->rules);
	free(x);
}

static const struct exec_ops persist_ops = {
	.open = persist_open, .arrive = persist_arrive, .prepare = persist_prepare, .run = persist_run,
	.close = persist_close, .free = persist_free,
};

int exec_persist_new(struct exec **ret, const struct exec_spec *spec, const char *line, struct err *err) {
	struct persist_exec *x = xcalloc(1, sizeof(*x));

	(void)err;
	x->exec = (struct exec){ .ops = &persist_ops, .flags = render_flags(spec) };
	x->spec = *spec;
	x->line = line;
	direct_rules_init(&x->rules, spec->shell);
	x->may_direct = x->rules.allowed && !(spec->before && spec->before->len);
	*ret = &x->exec;
	return 0;
}
