/* SPDX-License-Identifier: MIT */
/*
 * Four ways: an ordinary command is a child each time, or a program that stays (--persist); a function runs on the
 * slot's thread, or in a worker that stays. What a worker that stays cannot give (a directory, a terminal or result
 * files for each task, input that comes while it runs) a function gets as a process of its own each time.
 */
#include "config.h"

#include "engine/execs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/machine.h"
#include "exec/function.h"
#include "exec/self.h"

/* Does each task need things that only a process of its own can have? */
static bool needs_own_process(const struct run *r) {
	const struct options *o = &r->o;

	return o->cat || o->fifo || o->tee || o->shard || o->bin || o->round_robin || r->results || o->workdir || o->workdir_private ||
	       o->open_tty || o->slot_var || o->order == ORDER_NONE || o->tmux != TMUX_NO;
}

/* What a thread cannot do, in words; NULL when it can do all that is wanted. */
static const char *too_much_for_thread(const struct run *r) {
	const struct options *o = &r->o;

	if (o->timeout != NSEC_NEVER || o->timeout_percent > 0)
		return "a thread cannot be killed safely: with --timeout";
	if (o->mem_limit || o->cpu_limit)
		return "a thread has no limits of its own: with --mem-limit or --cpu-limit";
	if (!function_threads(r->function))
		return "the library does not say that it is safe for threads:";
	return NULL;
}

/* A thread has none of these of its own, and nobody expects it to. */
static bool wants_process(const struct options *o) {
	return o->pool == POOL_PROCESS || o->nice_given || o->limit || o->memfree || o->memsuspend || o->pipepart || o->worker_tasks;
}

/* A function in a process of its own: this very program, told to serve. */
static int serve_each(struct run *r, struct exec_spec *spec, struct err *err) {
	size_t n = 0;

	r->serve[n] = self_path(r->self, sizeof(r->self));
	if (!r->serve[n++])
		return err_set(err, ENOENT, "cannot find the program '%s' to start it for a function; call it by its path", err_program());
	r->serve[n++] = "--serve";
	if (r->o.output_limit) {
		snprintf(r->serve_limit, sizeof(r->serve_limit), "%llu", (unsigned long long)r->o.output_limit);
		r->serve[n++] = "--output-limit";
		r->serve[n++] = r->serve_limit;
	}
	spec->prefix = r->serve;
	return exec_child_new(&r->exec, spec, err);
}

static bool computes(void *arg) {
	const struct run *r = arg;

	return r->tune && tune_computes(r->tune);
}

/* On threads; in workers while the tasks compute. */
static int open_measured(struct run *r, struct exec_spec *spec, struct err *err) {
	struct exec *thread, *worker;
	int rc = exec_thread_new(&thread, spec, err);

	if (rc)
		return rc;
	rc = exec_worker_new(&worker, spec, err);
	if (rc)
		thread->ops->free(thread);
	else
		r->exec = exec_choose_new(thread, worker, computes, r);
	return rc;
}

static int open_function(struct run *r, struct exec_spec *spec, struct err *err) {
	const struct options *o = &r->o;
	const char *why = too_much_for_thread(r);
	unsigned cpus = machine_cpus();

	spec->function = r->function;
	crew_init(&r->crew, o->slots < cpus ? o->slots : cpus);
	spec->crew = &r->crew;
	if (needs_own_process(r))
		return serve_each(r, spec, err);
	if (!why && !wants_process(o) && o->pool == POOL_AUTO)
		return open_measured(r, spec, err);
	if (!why && !wants_process(o))
		return exec_thread_new(&r->exec, spec, err);
	if (why && o->pool_given && !wants_process(o))
		err_say("warning: %s @%.*s runs in the process pool", why, (int)strcspn(o->command[0] + 1, " \t"), o->command[0] + 1);
	return exec_worker_new(&r->exec, spec, err);
}

/* The line that is started: the command with nothing of a task in it. */
static int persist_line(struct run *r, struct err *err) {
	const struct options *o = &r->o;
	struct template_spec spec = { .use = TEMPLATE_COMMAND, .words = o->command, .count = o->command_count, .replace = o->replace,
				      .quote = o->quote, .no_append = true, .strings = &o->strings, .evaluator = r->evaluator };
	struct task none = {0};
	struct template *t;
	int rc = template_compile(&t, &spec, err);

	if (rc)
		return rc;
	if (template_replaces(t))
		rc = err_set(err, EINVAL, "with --persist the command is started once and gets its records as input: it can have no replacement strings");
	else if (template_render(t, &none, 1, &r->persist) || buf_terminate(&r->persist))
		rc = err_sys(err, ENOMEM, "cannot read the command");
	template_free(t);
	return rc;
}

static int open_persist(struct run *r, struct exec_spec *spec, struct err *err) {
	int rc = persist_line(r, err);

	spec->framing = r->o.framing;
	spec->flaws = &r->flaws;
	return rc ? rc : exec_persist_new(&r->exec, spec, r->persist.p, err);
}

int execs_open(struct run *r, struct exec_spec *spec, struct err *err) {
	const struct options *o = &r->o;
	const char *name = exec_builtin_name(o->command, o->command_count);
	int rc = termseq_parse(&spec->termseq, o->termseq, err);

	spec->resources = (struct proc_limits){ .memory = o->mem_limit, .cpu = o->cpu_limit };
	spec->tasks_per_worker = o->worker_tasks;
	spec->own_templates = o->sql != 0;
	if (!rc && name)
		rc = function_open(&r->function, name, err);
	if (rc)
		return rc;
	if (o->dry_run || o->shellquote)
		return exec_dry_new(&r->exec, spec, err);
	if (name)
		return open_function(r, spec, err);
	if (o->persist)
		return open_persist(r, spec, err);
	return exec_child_new(&r->exec, spec, err);
}

void execs_close(struct run *r) {
	function_close(r->function);
	r->function = NULL;
	buf_release(&r->persist);
}
