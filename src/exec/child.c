/* SPDX-License-Identifier: MIT */
/*
 * The executor behind every ordinary command: render, plan who executes it (the file itself, or a shell), start, pump, reap.
 * ssh and other launchers are words in front (spec->prefix).
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "exec/env.h"
#include "exec/executors.h"
#include "exec/outfiles.h"
#include "exec/plan.h"
#include "exec/pump.h"
#include "exec/render.h"
#include "exec/shortage.h"
#include "exec/workdir.h"

struct child_exec {
	struct exec exec;
	struct exec_spec spec;
	struct plan_rules rules;
	int null;                 /* every task's stdin: /dev/null, or the terminal; -1 = ours is */
	_Atomic unsigned running; /* children that exist now */
};

struct child_slot {
	struct planner planner;
	struct env env;
	struct proc proc;
	struct guard_slot *guard;
	struct outfiles files;
	struct sampler sampler;
	struct buf file;          /* --cat, --fifo: the variable that names the block; empty = none now */
	struct buf dir;           /* where the task runs; empty = where we do */
	bool chatty;
	nsec brief;
	char buffer[PUMP_BUFFER];
};

static int child_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	struct child_exec *x = (struct child_exec *)e;
	struct child_slot *s = sys_malloc(sizeof(*s));

	if (!s)
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	memset(s, 0, offsetof(struct child_slot, buffer));
	if (env_init(&s->env, x->spec.slot_var, x->spec.tmpdir)) {
		free(s);
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	}
	planner_init(&s->planner, &x->rules);
	s->guard = guardian_slot(x->spec.guardian, slot);
	outfiles_init(&s->files);
	*ret = s;
	return 0;
}

static void child_close(struct exec *e, void *mine) {
	struct child_slot *s = mine;

	(void)e;
	planner_release(&s->planner);
	env_release(&s->env);
	buf_release(&s->dir);
	buf_release(&s->file);
	outfiles_release(&s->files);
	sampler_release(&s->sampler);
	free(s);
}

/* The task's end without a process: a status and words on its stderr. */
static int refuse(struct task *t, struct outlet *o, int status, int code, const char *what) {
	char text[1200], room[128], shown[1000];
	const char *reason = strerror_r(code, room, sizeof(room));
	bool cut = err_show(shown, sizeof(shown), what) + 5 >= sizeof(shown);
	int n = snprintf(text, sizeof(text), "%s: cannot run %s%s: %s\n", err_program(), shown, cut ? "..." : "", reason);

	t->result.outcome = OUTCOME_NOSTART;
	t->result.code = status;
	if (o->ops->put(o, t, STREAM_ERR, text, n < (int)sizeof(text) ? (size_t)n : sizeof(text) - 1) < 0)
		err_say("cannot run %s: %s", what, reason); /* no memory to keep it: it is said at once */
	return 0;
}

struct ends {
	int in, out, err;          /* the child's; -1 = none of its own */
	struct pump *p;            /* ours */
};

static void close_pair(int *a, int *b) {
	if (*a >= 0)
		close(*a);
	if (*b >= 0)
		close(*b);
	*a = *b = -1;
}

/* Pipes for the streams the task has. 0 or -errno with nothing open. */
static int open_ends(struct child_exec *x, const struct result_files *files, struct ends *e, bool feed) {
	int fd[2], rc = 0;

	e->in = e->out = e->err = e->p->in = e->p->out = e->p->err = -1;
	if (!x->spec.ungroup && files->out < 0) {
		if ((rc = sys_pipe(fd)))
			goto fail;
		e->p->out = fd[0];
		e->out = fd[1];
	}
	if (!x->spec.ungroup && files->err < 0) {
		if ((rc = sys_pipe(fd)))
			goto fail;
		e->p->err = fd[0];
		e->err = fd[1];
	}
	if (feed) {
		if ((rc = sys_pipe(fd)))
			goto fail;
		e->in = fd[0];
		e->p->in = fd[1];
		/* Our end only: each end has a description of its own. */
		fcntl(fd[1], F_SETFL, O_NONBLOCK);
#ifdef F_SETPIPE_SZ
		(void)fcntl(fd[1], F_SETPIPE_SZ, 1 << 20); /* a whole block at once; without it in more turns */
#endif
	}
	return 0;
fail:
	close_pair(&e->in, &e->p->in);
	close_pair(&e->out, &e->p->out);
	close_pair(&e->err, &e->p->err);
	return rc;
}

static int start_once(struct child_exec *x, struct child_slot *s, const struct plan *plan, struct ends *e, bool feed, int idle_in) {
	int rc = open_ends(x, &s->files.to, e, feed);
	struct proc_start how = { .world = x->spec.world, .path = plan->path, .argv = plan->argv, .envp = s->env.list,
				  .guard = s->guard, .dir = s->dir.len ? s->dir.p : NULL, .nice_given = x->spec.nice_given,
				  .nice = x->spec.nice, .limits = x->spec.resources, .together = x->spec.tty };

	if (rc)
		return rc;
	how.in = feed ? e->in : idle_in > 0 ? idle_in : x->null;
	how.out = e->out >= 0 ? e->out : s->files.to.out;
	how.err = e->err >= 0 ? e->err : s->files.to.err;
	rc = proc_start(&s->proc, &how);
	if (rc) {
		close_pair(&e->in, &e->p->in);
		close_pair(&e->out, &e->p->out);
		close_pair(&e->err, &e->p->err);
		return rc;
	}
	close_pair(&e->out, &e->err);
	if (feed)
		close(e->in);
	return 0;
}

/* Start, waiting out shortages: another task's end makes room. -ECANCELED when the run stops meanwhile. */
static int start(struct child_exec *x, struct child_slot *s, const struct plan *plan, struct ends *e, bool feed,
		 int idle_in, const struct gates *g) {
	struct shortage shortage = {0};

	for (;;) {
		int rc = start_once(x, s, plan, e, feed, idle_in), waited;

		if (!shortage_is(rc))
			return rc;
		waited = shortage_wait(&shortage, atomic_load(&x->running), g);
		if (waited)
			return waited == -ECANCELED ? waited : rc;
	}
}

static void record_end(struct task *t, const struct proc_end *end, const struct pump *p) {
	struct result *r = &t->result;

	r->ru = end->ru;
	r->on_cpu = end->on_cpu;
	r->queued = end->queued;
	if (WIFSIGNALED(end->status)) {
		r->outcome = OUTCOME_SIGNAL;
		r->code = WTERMSIG(end->status);
	} else {
		r->outcome = OUTCOME_EXIT;
		r->code = WEXITSTATUS(end->status);
	}
	if (p->timed_out) {
		r->outcome = OUTCOME_TIMEOUT;
		r->code = WIFSIGNALED(end->status) ? r->code : SIGTERM;
	} else if (p->killed) {
		r->outcome = OUTCOME_KILLED;
	} else if (p->evicted) {
		r->outcome = OUTCOME_EVICTED;
	} else if (end->wanted_terminal) {
		r->outcome = OUTCOME_SIGNAL;
		r->code = SIGTTIN;
		err_say("task %llu wants the terminal, which belongs to none of the tasks; redirect its input",
			(unsigned long long)task_number(t));
	}
}

/* The kernel tells of the task's first process; the sampler of those which that one started. */
static void add_sampled(const struct sampler *s, struct proc_end *end) {
	struct sampled sum;

	if (!s || end->on_cpu < 0)
		return;
	sum = sampler_sum(s);
	end->on_cpu += sum.on_cpu;
	end->queued += sum.queued;
}

/* Watch the started child to its end. 0 or -errno. */
static int watch(struct child_exec *x, struct child_slot *s, struct task *t, struct outlet *o, struct pump *p, struct err *err) {
	struct proc_end end;
	int rc;

	rc = pump_run(p);
	proc_reap(&s->proc, x->spec.measure, &end);
	add_sampled(p->sampler, &end);
	atomic_fetch_sub(&x->running, 1);
	s->chatty = p->chatty;
	s->brief = p->brief;
	t->result.end = clock_mono();
	if (end.group_left)
		guardian_leftover(x->spec.guardian);
	if (end.start_error)
		return refuse(t, o, end.start_error == ENOENT ? 127 : 126, end.start_error, t->command.p);
	record_end(t, &end, p);
	if (p->too_much) {
		err_say("task %llu wrote more than %llu bytes (--output-limit) and was ended", (unsigned long long)task_number(t),
			(unsigned long long)x->spec.output_limit);
		t->result.outcome = OUTCOME_EXIT;
		t->result.code = 1;
		return 0;
	}
	if (p->lost) {
		struct err lost = {0};

		err_sys(&lost, -p->lost, "output of task %llu is incomplete", (unsigned long long)task_number(t));
		err_say("%s", lost.msg);
		t->result.outcome = OUTCOME_NOSTART;
		t->result.code = 126;
		return 0;
	}
	if (rc)
		return err_sys(err, -rc, "cannot feed task %llu", (unsigned long long)task_number(t));
	return 0;
}

static int announce(struct child_exec *x, const struct result_files *files, struct task *t, struct outlet *o) {
	int rc = 0;

	if (x->spec.verbose && files->out >= 0) {
		rc = io_write(files->out, t->command.p, t->command.len, NULL);
		rc = rc ? rc : io_write(files->out, "\n", 1, NULL);
	} else if (x->spec.verbose && x->spec.ungroup) {
		rc = io_write(1, t->command.p, t->command.len, NULL);
		rc = rc ? rc : io_write(1, "\n", 1, NULL);
	} else if (x->spec.verbose) {
		rc = render_verbose(t, o);
	}
	return rc < 0 ? rc : 0;
}

static int execute(struct child_exec *x, struct child_slot *s, struct task *t, struct outlet *o, const struct gates *g,
		   struct err *err) {
	struct pump pump = { .proc = &s->proc, .task = t, .outlet = o, .gates = g, .termseq = &x->spec.termseq,
			     .count_err = x->spec.by_line, .output_limit = x->spec.output_limit,
			     .buffer = s->buffer, .brief = s->brief, .chatty = s->chatty };
	struct ends ends = { .p = &pump };
	struct plan plan;
	nsec limit;
	bool feed = x->spec.feed && !x->spec.cat && !x->spec.fifo;
	int rc = plan_make(&s->planner, t, s->dir.len, false, &plan);

	if (rc)
		return refuse(t, o, 126, -rc, "a command");
	if (x->spec.cat && (rc = block_append(&s->file, t, g)))
		return err_sys(err, -rc, "cannot write a block to a file in '%s'", x->spec.tmpdir);
	if (x->spec.fifo && !(pump.fifo = fifo_open(block_path(&s->file), &rc)))
		return err_sys(err, -rc, "cannot open the named pipe of task %llu", (unsigned long long)task_number(t));
	env_set(&s->env, task_number(t), t->result.slot);
	t->result.wall_start = clock_wall();
	t->result.start = clock_mono();
	rc = start(x, s, &plan, &ends, feed, t->launch_in, g);
	if (rc && plan.path != x->spec.shell && !t->launch && !x->spec.prefix && !x->spec.launcher &&
	    (rc == -ENOENT || rc == -ENOEXEC || rc == -EACCES)) {
		/* What the kernel will not execute the shell runs, or explains. */
		rc = plan_make(&s->planner, t, s->dir.len, true, &plan);
		if (!rc)
			rc = start(x, s, &plan, &ends, feed, t->launch_in, g);
	}
	if (rc)
		fifo_close(pump.fifo);
	if (rc == -ECANCELED) {
		t->result.outcome = OUTCOME_KILLED;
		t->result.code = SIGTERM;
		t->result.end = clock_mono();
		return 0;
	}
	if (shortage_is(rc))
		return err_sys(err, -rc, "cannot start any task");
	if (rc) {
		t->result.end = clock_mono();
		return refuse(t, o, rc == -ENOENT ? 127 : 126, -rc, t->command.p);
	}
	if (x->spec.measure)
		t->result.started = clock_mono();
	if (x->spec.sample) {
		sampler_begin(&s->sampler, s->proc.pid, t->result.started);
		pump.sampler = &s->sampler;
	}
	atomic_fetch_add(&x->running, 1);
	limit = x->spec.limits ? x->spec.limits->timeout(x->spec.limits) : NSEC_NEVER;
	pump.deadline = limit == NSEC_NEVER ? NSEC_NEVER : t->result.start + limit;
	return watch(x, s, t, o, &pump, err);
}

/* --cat, --fifo: give the block a name. The shell finds it in the environment; a function of ours gets it as its value. */
static int name_block(struct child_exec *x, struct child_slot *s, struct task *t, struct err *err) {
	const char *path;
	int rc = block_make(x->spec.tmpdir, x->spec.fifo, t, &s->file);

	if (rc)
		return err_sys(err, -rc, "cannot write a block to a file in '%s'", x->spec.tmpdir);
	env_add(&s->env, s->file.p);
	if (!x->spec.prefix)
		return 0;
	path = block_path(&s->file);
	t->argc = t->store.len = 0;
	t->records = 1;
	rc = task_add(t, path, strlen(path));
	return rc ? rc : task_seal(t);
}

static void child_arrive(struct exec *e, struct task *chain) {
	render_arrived(&((struct child_exec *)e)->spec, chain);
}

static int child_prepare(struct exec *e, void *mine, struct task *t, struct outlet *o, struct err *err) {
	struct child_exec *x = (struct child_exec *)e;
	struct child_slot *s = mine;
	int rc;

	t->result.start = t->result.end = clock_mono();
	t->result.wall_start = clock_wall();
	if (workdir_enter(&x->spec, t, &s->dir, err))
		return -err->code;
	if (s->dir.len && env_dir(&s->env, s->dir.p))
		return err_sys(err, ENOMEM, "cannot enter a directory");
	if ((x->spec.cat || x->spec.fifo) && name_block(x, s, t, err))
		return err->code ? -err->code : refuse(t, o, 126, ENOMEM, "a command");
	rc = render_task(&x->spec, t, err);
	if (rc)
		return rc == -ENOMEM && !err->code ? refuse(t, o, 126, ENOMEM, "a command") : rc;
	if (x->spec.skip_done && results_has(x->spec.results, t))
		t->result.outcome = OUTCOME_SKIPPED;
	else if (x->spec.trace)
		render_trace(t); /* here and not in run: it may block on stderr, and nothing runs yet */
	return 0;
}

static int child_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct child_exec *x = (struct child_exec *)e;
	struct child_slot *s = mine;
	int rc;

	if (x->spec.results && outfiles_open(&s->files, &x->spec, x->rules.shell_name, s->env.list, t, g, err))
		return -err->code;
	rc = announce(x, &s->files.to, t, o);
	if (rc)
		rc = refuse(t, o, 126, -rc, "a command");
	else if (!render_skipped(t))
		rc = execute(x, s, t, o, g, err);
	if (x->spec.results && outfiles_close(&s->files, &x->spec, t, o, g, err) && !rc)
		rc = -err->code;
	return rc;
}

static void child_tidy(struct exec *e, void *mine, struct task *t) {
	struct child_exec *x = (struct child_exec *)e;
	struct child_slot *s = mine;

	(void)t;
	block_remove(&s->file);
	if (x->spec.workdir_private && s->dir.len)
		workdir_remove(s->dir.p);
}

static void child_free(struct exec *e) {
	struct child_exec *x = (struct child_exec *)e;

	if (x->null >= 0)
		close(x->null);
	plan_rules_release(&x->rules);
	free(x);
}

static const struct exec_ops child_ops = {
	.open = child_open,
	.arrive = child_arrive,
	.prepare = child_prepare,
	.run = child_run,
	.tidy = child_tidy,
	.close = child_close,
	.free = child_free,
};

int exec_child_new(struct exec **ret, const struct exec_spec *spec, struct err *err) {
	struct child_exec *x = xcalloc(1, sizeof(*x));

	x->exec = (struct exec){ .ops = &child_ops };
	if (!(spec->prefix && (spec->cat || spec->fifo))) /* else name_block gives the task a value */
		x->exec.flags = render_flags(spec);
	x->spec = *spec;
	x->null = spec->tty ? sys_open("/dev/tty", O_RDONLY, 0) : -1;
	if (x->null < 0 && !spec->own_stdin)
		x->null = sys_open("/dev/null", O_RDONLY, 0);
	if (x->null < 0 && !spec->own_stdin) {
		int code = errno;

		free(x);
		return err_sys(err, code, "cannot open /dev/null");
	}
	plan_rules_init(&x->rules, &x->spec);
	*ret = &x->exec;
	return 0;
}
