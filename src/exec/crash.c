/* SPDX-License-Identifier: MIT */
/*
 * The one place with a signal handler, and so with state of a file: a handler is told nothing but its signal. The handler calls only
 * write, sigaction and raise (all async-signal-safe). Children never see it: it is gone when they execute, and what runs before that does
 * not crash.
 */
#include "config.h"

#include "exec/crash.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/sys.h"

#define STACK_BYTES (16u << 10)
#define LINE_MAX_SHOWN 200

static const struct {
	int number;
	const char *name;
} crashes[] = {
	{ SIGSEGV, "SEGV" }, { SIGBUS, "BUS" }, { SIGFPE, "FPE" }, { SIGILL, "ILL" }, { SIGABRT, "ABRT" },
};

static _Thread_local volatile const struct crash_thread *here; /* what this thread runs */
static char program[64];                                       /* our name, as messages begin */

struct text {
	char p[LINE_MAX_SHOWN + 400];
	size_t n;
};

static void add(struct text *t, const char *s, size_t n) {
	for (size_t i = 0; i < n && t->n < sizeof(t->p); i++)
		t->p[t->n++] = (unsigned char)s[i] < ' ' || s[i] == 127 ? '?' : s[i];
}

static void add_string(struct text *t, const char *s) {
	size_t n = 0;

	while (s[n])
		n++;
	add(t, s, n);
}

static void add_number(struct text *t, uint64_t v) {
	char digits[24];
	size_t n = sizeof(digits);

	do
		digits[--n] = (char)('0' + v % 10);
	while (v /= 10);
	add(t, digits + n, sizeof(digits) - n);
}

static const char *name_of(int sig) {
	for (size_t i = 0; i < sizeof(crashes) / sizeof(*crashes); i++)
		if (crashes[i].number == sig)
			return crashes[i].name;
	return "?";
}

static void on_crash(int sig) {
	volatile const struct crash_thread *c = here;
	struct sigaction plain = { .sa_handler = SIG_DFL };
	struct text t;

	t.n = 0;
	if (c && c->line) {
		add_string(&t, program);
		add_string(&t, ": task ");
		add_number(&t, c->seq + 1);
		add_string(&t, " crashed with signal ");
		add_number(&t, (uint64_t)sig);
		add_string(&t, " (");
		add_string(&t, name_of(sig));
		add_string(&t, ") in '");
		add(&t, c->line, c->len < LINE_MAX_SHOWN ? c->len : LINE_MAX_SHOWN);
		add_string(&t, "': in a thread pool that ends the run; with --pool process it costs that task only");
		t.p[t.n < sizeof(t.p) ? t.n++ : t.n - 1] = '\n';
		(void)!write(2, t.p, t.n);
	}
	sigaction(sig, &plain, NULL);
	raise(sig);
}

void crash_watch(void) {
	struct sigaction sa = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK | SA_NODEFER };
	size_t n = strlen(err_program());

	n = n < sizeof(program) ? n : sizeof(program) - 1;
	memcpy(program, err_program(), n);
	program[n] = '\0';
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof(crashes) / sizeof(*crashes); i++) {
		struct sigaction old;

		if (sigaction(crashes[i].number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(crashes[i].number, &sa, NULL);
	}
}

void crash_thread_open(struct crash_thread *c) {
	stack_t old;

	*c = (struct crash_thread){ .line = NULL };
	/* A sanitizer has one there already. */
	if (sigaltstack(NULL, &old) == 0 && !(old.ss_flags & SS_DISABLE))
		return;
	c->stack.ss_size = STACK_BYTES;
	c->stack.ss_sp = sys_malloc(STACK_BYTES);
	if (c->stack.ss_sp && sigaltstack(&c->stack, NULL) == 0)
		return;
	free(c->stack.ss_sp);
	c->stack.ss_sp = NULL;
}

void crash_thread_close(struct crash_thread *c) {
	stack_t none = { .ss_flags = SS_DISABLE };

	here = NULL;
	if (!c->stack.ss_sp)
		return;
	sigaltstack(&none, NULL);
	free(c->stack.ss_sp);
}

void crash_begin(struct crash_thread *c, uint64_t seq, const char *line, size_t len) {
	c->seq = seq;
	c->len = len;
	c->line = line;
	here = c;
}

void crash_end(struct crash_thread *c) {
	here = NULL;
	c->line = NULL;
}
