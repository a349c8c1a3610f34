/* SPDX-License-Identifier: MIT */
/*
 * Functions on the slot's own thread. A crash here takes all tasks along, and a thread cannot be killed: who needs to be safe from that
 * uses workers (worker.c). All that can be done is to name the task (crash.h).
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "exec/crash.h"
#include "exec/executors.h"
#include "exec/function.h"
#include "exec/render.h"

#define BRIEF 100000 /* ns */

struct thread_exec {
	struct exec exec;
	struct exec_spec spec;
};

struct thread_slot {
	struct function_slot function;
	struct buf body;          /* a block and its header together */
	struct crash_thread crash;
	bool brief;               /* the last one was */
	unsigned unmeasured;      /* so many since one was measured */
};

struct thread_call {
	struct builtin_call call;
	struct task *task;
	struct outlet *outlet;
	const struct gates *gates;
};

const char *exec_builtin_name(char *const *words, size_t count) {
	size_t n = count ? strcspn(words[0], " \t") : 0;

	/* "@name args" may be one word: the command is joined by blanks anyway. */
	return count && words[0][0] == '@' && n > 1 ? words[0] + 1 : NULL;
}

static int thread_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	struct thread_slot *s = sys_malloc(sizeof(*s));

	(void)e;
	if (!s)
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	*s = (struct thread_slot){ .function = { .words = { .argc = 0 } } };
	crash_thread_open(&s->crash);
	*ret = s;
	return 0;
}

static void thread_close(struct exec *e, void *mine) {
	struct thread_slot *s = mine;

	(void)e;
	function_slot_release(&s->function);
	buf_release(&s->body);
	crash_thread_close(&s->crash);
	free(s);
}

/* A function may wait here: no child is watched by this thread. */
static int thread_write(struct builtin_call *call, const void *p, size_t n) {
	struct thread_call *c = (struct thread_call *)call;
	struct outlet *o = c->outlet;
	int rc = o->ops->put(o, c->task, STREAM_OUT, p, n);

	c->task->result.received += n;
	o->ops->push(o, c->task);
	while (rc == 1) {
		struct pollfd f[2] = { { .fd = o->ops->relief(o, c->task), .events = POLLIN },
				       { .fd = c->gates->kill.fd, .events = POLLIN } };

		if (poll(f, 2, -1) < 0 && errno != EINTR)
			return -errno;
		if (f[1].revents)
			return -ECANCELED;
		if (f[0].revents) {
			o->ops->resume(o, c->task);
			rc = 0;
		}
	}
	return rc;
}

static void say(struct task *t, struct outlet *o, const char *message) {
	char line[700];
	int n = snprintf(line, sizeof(line), "%s: %s\n", err_program(), message);

	if (o->ops->put(o, t, STREAM_ERR, line, n < (int)sizeof(line) ? (size_t)n : sizeof(line) - 1) < 0)
		err_say("%s", message);
}

static int refuse(struct task *t, struct outlet *o, const char *message) {
	say(t, o, message);
	t->result.outcome = OUTCOME_NOSTART;
	t->result.code = 126;
	return 0;
}

static int take_block(struct thread_slot *s, struct task *t, struct builtin_call *call) {
	const struct buf *b = &t->body;

	if (t->head && t->head->len) {
		s->body.len = 0;
		if (buf_add(&s->body, t->head->p, t->head->len) || buf_add(&s->body, t->body.p, t->body.len))
			return -ENOMEM;
		b = &s->body;
	}
	call->body = b->p ? b->p : "";
	call->body_len = t->result.sent = b->len;
	return 0;
}

/* Measuring costs some microseconds: with tasks that are shorter than that, every 64th will do. */
static bool to_measure(const struct thread_exec *x, struct thread_slot *s) {
	if (!x->spec.measure || (x->spec.measure_some && s->brief && ++s->unmeasured % 64))
		return false;
	return true;
}

static int call_function(const struct thread_exec *x, struct thread_slot *s, struct task *t, struct outlet *o, const struct gates *g) {
	struct thread_call c = { .call = { .seq = task_place(t), .cancel = &g->kill, .write = thread_write,
					   .output_limit = x->spec.output_limit, .crew = x->spec.crew },
				 .task = t, .outlet = o, .gates = g };
	struct function_end end;

	if (x->spec.feed && take_block(s, t, &c.call))
		return refuse(t, o, "not enough memory for a block and its header");
	if (x->spec.crew)
		crew_enter(x->spec.crew);
	crash_begin(&s->crash, task_place(t), t->command.p, t->command.len);
	function_call(x->spec.function, &s->function, t->command.p, t->command.len, &c.call, to_measure(x, s), &end);
	crash_end(&s->crash);
	if (x->spec.crew)
		crew_leave(x->spec.crew);
	if (end.refused)
		return refuse(t, o, c.call.err.msg);
	t->result.code = end.status;
	t->result.outcome = OUTCOME_EXIT;
	t->result.on_cpu = end.on_cpu;
	t->result.queued = end.queued;
	t->result.ru = end.ru;
	if (t->result.code && gate_closed(&g->kill)) {
		t->result.outcome = OUTCOME_KILLED;
		t->result.code = SIGTERM;
	} else if (t->result.code && c.call.err.code) {
		say(t, o, c.call.err.msg);
	}
	return 0;
}

static void thread_arrive(struct exec *e, struct task *chain) {
	render_arrived(&((struct thread_exec *)e)->spec, chain);
}

static int thread_prepare(struct exec *e, void *mine, struct task *t, struct outlet *o, struct err *err) {
	struct thread_exec *x = (struct thread_exec *)e;

	int rc = render_task(&x->spec, t, err);

	(void)mine;
	if (!rc && x->spec.trace)
		render_trace(t);
	return rc == -ENOMEM && !err->code ? refuse(t, o, "not enough memory to render a command") : rc;
}

static int thread_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct thread_slot *s = mine;
	int rc;

	(void)err;
	if (render_skipped(t))
		return 0;
	if (((struct thread_exec *)e)->spec.verbose && render_verbose(t, o))
		return refuse(t, o, "not enough memory to keep the output");
	t->result.wall_start = clock_wall();
	t->result.start = clock_mono();
	gates_linger(g);
	rc = call_function((struct thread_exec *)e, s, t, o, g);
	t->result.end = clock_mono();
	s->brief = t->result.end - t->result.start < BRIEF;
	return rc;
}

static void thread_free(struct exec *e) {
	free(e);
}

static const struct exec_ops thread_ops = {
	.open = thread_open, .arrive = thread_arrive, .prepare = thread_prepare, .run = thread_run,
	.close = thread_close, .free = thread_free,
};

int exec_thread_new(struct exec **ret, const struct exec_spec *spec, struct err *err) {
	struct thread_exec *x;
	int rc = function_begin(spec->function, err);

	if (rc)
		return rc;
	crash_watch();
	x = xcalloc(1, sizeof(*x));
	x->exec = (struct exec){ .ops = &thread_ops, .flags = render_flags(spec) };
	x->spec = *spec;
	*ret = &x->exec;
	return 0;
}
