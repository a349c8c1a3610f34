/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/loss.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/err.h"
#include "exec/termseq.h"

static __attribute__((format(printf, 3, 0))) void say(struct task *t, struct outlet *o, const char *fmt, va_list ap) {
	struct err err = {0};
	char text[sizeof(err.msg)], line[sizeof(err.msg) + 128];
	int n;

	vsnprintf(text, sizeof(text), fmt, ap);
	err_set(&err, EIO, "%s", text); /* makes it fit to be seen */
	n = snprintf(line, sizeof(line), "%s: %s\n", err_program(), err.msg);
	if (o->ops->put(o, t, STREAM_ERR, line, n < (int)sizeof(line) ? (size_t)n : sizeof(line) - 1) < 0)
		err_say("%s", err.msg); /* no memory to keep it: it is said at once */
}

void loss_say(struct task *t, struct outlet *o, const char *fmt, ...) {
	va_list ap;

	va_start(ap, fmt);
	say(t, o, fmt, ap);
	va_end(ap);
}

int loss_refuse(struct task *t, struct outlet *o, const char *fmt, ...) {
	va_list ap;

	va_start(ap, fmt);
	say(t, o, fmt, ap);
	va_end(ap);
	t->result.outcome = OUTCOME_NOSTART;
	t->result.code = 126;
	return 0;
}

int loss_output(const struct talk *talk) {
	struct task *t = talk->task;
	struct err lost = {0};

	if (!talk->lost)
		return 0;
	err_sys(&lost, -talk->lost, "output of task %llu is incomplete", (unsigned long long)task_number(t));
	err_say("%s", lost.msg);
	t->result.outcome = OUTCOME_NOSTART;
	t->result.code = 126;
	return 0;
}

const char *loss_signal(char *buf, size_t size, int sig) {
	const char *name = signal_name(sig);

	if (name)
		snprintf(buf, size, "signal %d (%s)", sig, name);
	else
		snprintf(buf, size, "signal %d", sig);
	return buf;
}

/* Ended by us: no words, the engine has its own. */
static bool ours(const struct talk *talk, struct result *r) {
	int status = talk->coproc->end.status, sig = WIFSIGNALED(status) ? WTERMSIG(status) : SIGTERM;

	if (talk->timed_out)
		r->outcome = OUTCOME_TIMEOUT;
	else if (talk->killed)
		r->outcome = OUTCOME_KILLED;
	else if (talk->evicted)
		r->outcome = OUTCOME_EVICTED;
	else
		return false;
	r->code = sig;
	return true;
}

int loss_end(const struct talk *talk, int rc, unsigned cpu, const char *who, const char *when) {
	const struct proc_end *end = &talk->coproc->end;
	struct task *t = talk->task;
	struct result *r = &t->result;
	char sig[64];

	r->ru = end->ru;
	if (ours(talk, r))
		return loss_output(talk);
	r->outcome = OUTCOME_EXIT;
	r->code = 1;
	if (rc < 0) {
		loss_say(t, talk->outlet, "%s broke off%s: %s", who, when,
			 rc == -EPROTO ? "it does not keep to the protocol" : strerror(-rc));
	} else if (talk->closed) {
		loss_say(t, talk->outlet, "%s closed its output%s", who, when);
	} else if (WIFSIGNALED(end->status)) {
		r->outcome = OUTCOME_SIGNAL;
		r->code = WTERMSIG(end->status);
		if (cpu && r->code == SIGXCPU)
			loss_say(t, talk->outlet, "%s used more than its %u s of CPU (--cpu-limit)", who, cpu);
		else
			loss_say(t, talk->outlet, "%s was ended by %s%s", who, loss_signal(sig, sizeof(sig), r->code), when);
	} else {
		r->code = WEXITSTATUS(end->status) ? WEXITSTATUS(end->status) : 1;
		loss_say(t, talk->outlet, "%s ended with status %d%s", who, WEXITSTATUS(end->status), when);
	}
	return loss_output(talk);
}
