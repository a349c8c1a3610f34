/* SPDX-License-Identifier: MIT */
/*
 * Built-in functions: on the slot's own thread (this executor), or as the whole work of a process (exec_builtin_main), which the child
 * executor starts like any other program. Same function, same bytes.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "base/io.h"
#include "base/sys.h"
#include "builtin/builtin.h"
#include "exec/executors.h"
#include "exec/render.h"
#include "input/words.h"

struct thread_exec {
	struct exec exec;
	struct exec_spec spec;
};

struct thread_slot {
	struct words words;
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

int exec_builtin_check(const char *name, struct err *err) {
	char word[64], names[256] = "";
	const struct builtin *b;

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(name, " \t"), name);
	if (builtin_find(word))
		return 0;
	for (size_t i = 0, n = 0; (b = builtin_at(i)) && n < sizeof(names); i++)
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s@%s", i ? ", " : "", b->name);
	return err_set(err, EINVAL, "there is no built-in function '@%s'; there is %s", word, names);
}

static int thread_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	struct thread_slot *s = sys_malloc(sizeof(*s));

	(void)e;
	if (!s)
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	*s = (struct thread_slot){ .words = { .argc = 0 } };
	*ret = s;
	return 0;
}

static void thread_close(struct exec *e, void *mine) {
	struct thread_slot *s = mine;

	(void)e;
	words_release(&s->words);
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

/* CPU time and run-queue delay of this thread so far, in ns; false where the kernel does not count them. */
static bool read_schedstat(long long *on_cpu, long long *queued) {
	char text[128];

	return io_slurp("/proc/thread-self/schedstat", text, sizeof(text)) > 0 && sscanf(text, "%lld %lld", on_cpu, queued) == 2;
}

static int call_function(const struct thread_exec *x, struct thread_slot *s, struct task *t, struct outlet *o, const struct gates *g) {
	const struct builtin *b = s->words.argv[0][0] == '@' ? builtin_find(s->words.argv[0] + 1) : NULL;
	struct thread_call c = { .call = { .argv = s->words.argv, .argc = s->words.argc, .cancel = &g->kill, .write = thread_write },
				 .task = t, .outlet = o, .gates = g };
	long long on_cpu, queued, on_cpu_end, queued_end;
	struct rusage before, after;
	bool known;

	if (!b)
		return refuse(t, o, "there is no such built-in function");
	if (t->body.len) {
		c.call.body = t->body.p;
		c.call.body_len = t->result.sent = t->body.len;
	}
#ifdef RUSAGE_THREAD
	getrusage(RUSAGE_THREAD, &before);
#else
	memset(&before, 0, sizeof(before));
#endif
	known = x->spec.measure && read_schedstat(&on_cpu, &queued);
	t->result.code = b->run(&c.call);
	if (known && read_schedstat(&on_cpu_end, &queued_end)) {
		t->result.on_cpu = on_cpu_end - on_cpu;
		t->result.queued = queued_end - queued;
	}
	t->result.outcome = OUTCOME_EXIT;
#ifdef RUSAGE_THREAD
	getrusage(RUSAGE_THREAD, &after);
	timersub(&after.ru_utime, &before.ru_utime, &t->result.ru.ru_utime);
	timersub(&after.ru_stime, &before.ru_stime, &t->result.ru.ru_stime);
#else
	(void)after;
#endif
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
	return rc == -ENOMEM && !err->code ? refuse(t, o, "not enough memory to render a command") : rc;
}

static int thread_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct thread_slot *s = mine;
	int rc;

	(void)err;
	if (render_skipped(t))
		return 0;
	t->result.wall_start = clock_wall();
	t->result.start = clock_mono();
	gates_linger(g);
	rc = words_split(&s->words, t->command.p, t->command.len);
	if (rc == 1)
		rc = call_function((struct thread_exec *)e, s, t, o, g);
	else
		rc = refuse(t, o, rc ? "not enough memory to read a command" : "a built-in function takes plain words, no shell syntax");
	t->result.end = clock_mono();
	return rc;
}

static void thread_free(struct exec *e) {
	free(e);
}

static const struct exec_ops thread_ops = {
	.open = thread_open, .arrive = thread_arrive, .prepare = thread_prepare, .run = thread_run, .close = thread_close, .free = thread_free,
};

int exec_thread_new(struct exec **ret, const struct exec_spec *spec, struct err *err) {
	struct thread_exec *x = xcalloc(1, sizeof(*x));

	(void)err;
	x->exec = (struct exec){ .ops = &thread_ops };
	x->spec = *spec;
	*ret = &x->exec;
	return 0;
}

static int main_write(struct builtin_call *call, const void *p, size_t n) {
	(void)call;
	return io_write(1, p, n, NULL);
}

int exec_builtin_main(char **argv, size_t argc) {
	struct gate never = { -1, -1 };
	struct builtin_call call = { .argv = argv, .argc = argc, .cancel = &never, .write = main_write };
	const struct builtin *b = argc && argv[0][0] == '@' ? builtin_find(argv[0] + 1) : NULL;
	int status;

	if (!b) {
		err_say("there is no such built-in function");
		return 126;
	}
	status = b->run(&call);
	if (status && call.err.code)
		err_say("%s", call.err.msg);
	return status;
}
