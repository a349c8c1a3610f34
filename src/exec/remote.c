/* SPDX-License-Identifier: MIT */
/*
 * What is started here for a task is ssh with the task's whole surroundings as one argument; to the executor inside it
 * is a command like any other, with its output, time limit and signals. That ssh ends when the task does, with its
 * status, and the other way round: see remote_line.c.
 *
 * 255 is what ssh says when it cannot reach the host, but a task may say so, too. So the host is asked again. When it does not answer it
 * is left, and the task goes to another one, unless it has already printed something: then it has failed.
 */
#include "config.h"

#include "exec/remote.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "exec/payload.h"
#include "exec/remote_env.h"
#include "exec/remote_line.h"
#include "exec/render.h"
#include "exec/shell.h"
#include "exec/transfer.h"
#include "exec/workdir.h"

struct remote_exec {
	struct exec exec;
	struct exec *inner;
	struct remote_spec spec;
	struct remote_env env;
	struct buf groups;         /* of all hosts, for --hostgroups: those of a task that has none */
	struct source *all;        /* --onall, --nonall */
	bool stream;
	struct mutex mu;
	nsec next_start;           /* guarded by mu: --sshdelay */
	bool rendered;             /* guarded by mu: the commands of `all` */
};

struct remote_slot {
	void *inner;
	unsigned index;
	struct remote_host *host;  /* where the task runs, or ran last */
	struct buf tried;          /* see remote_hosts_take */
	struct buf line, dir;
	struct remote_command *list;
	size_t count;              /* of list; more than one with `all` */
	const char **words;
	size_t room;
	struct transfer_room travel;
};

static int remote_open(struct exec *e, unsigned slot, void **ret, struct err *err) {
	struct remote_exec *x = (struct remote_exec *)e;
	struct remote_slot *s = sys_malloc(sizeof(*s));
	int rc;

	if (!s)
		return err_sys(err, ENOMEM, "cannot open slot %u", slot + 1);
	*s = (struct remote_slot){ .index = slot };
	rc = x->inner->ops->open(x->inner, slot, &s->inner, err);
	if (rc)
		free(s);
	else
		*ret = s;
	return rc;
}

static void remote_close(struct exec *e, void *mine) {
	struct remote_exec *x = (struct remote_exec *)e;
	struct remote_slot *s = mine;

	x->inner->ops->close(x->inner, s->inner);
	buf_release(&s->line);
	buf_release(&s->dir);
	transfer_room_release(&s->travel);
	buf_release(&s->tried);
	free(s->list);
	free(s->words);
	free(s);
}

/* The commands of all tasks, once. */
static int render_all(struct remote_exec *x, struct err *err) {
	struct exec_spec spec = x->spec.render;
	int rc = 0;

	spec.tag = NULL;
	mutex_lock(&x->mu);
	for (struct task *t = remote_all_tasks(x->all); t && !rc && !x->rendered; t = t->next)
		rc = render_task(&spec, t, err);
	x->rendered = !rc;
	mutex_unlock(&x->mu);
	return rc;
}

/* One task that is all of them, on the host of its number. */
static int prepare_all(struct remote_exec *x, struct remote_slot *s, struct task *t, struct err *err) {
	size_t n = 0;
	int rc = render_all(x, err);

	s->host = remote_hosts_at(x->spec.hosts, t->seq);
	for (const struct task *one = remote_all_tasks(x->all); one && !rc; one = one->next) {
		rc = one == remote_all_tasks(x->all) ? 0 : buf_addc(&t->command, '\n');
		if (!rc)
			rc = buf_add(&t->command, one->command.p, one->command.len);
		n++;
	}
	if (!rc && x->spec.options->tag)
		rc = buf_adds(&t->tag, s->host->login) ? -ENOMEM : buf_addc(&t->tag, '\t');
	free(s->list);
	s->list = rc ? NULL : sys_malloc(n * sizeof(*s->list));
	if (!s->list)
		return err->code ? -err->code : err_sys(err, ENOMEM, "cannot run the tasks of a host");
	s->count = 0;
	for (const struct task *one = remote_all_tasks(x->all); one; one = one->next)
		s->list[s->count++] = (struct remote_command){ task_number(one), one->command.p, one->command.len };
	return buf_terminate(&t->command);
}

static void remote_arrive(struct exec *e, struct task *chain) {
	struct remote_exec *x = (struct remote_exec *)e;

	x->inner->ops->arrive(x->inner, chain);
}

static int remote_prepare(struct exec *e, void *mine, struct task *t, struct outlet *o, struct err *err) {
	struct remote_exec *x = (struct remote_exec *)e;
	struct remote_slot *s = mine;
	int rc;

	s->tried.len = 0;
	if (t->groups.len && buf_terminate(&t->groups))
		return err_sys(err, ENOMEM, "cannot run task %llu", (unsigned long long)task_number(t));
	if (x->all && (rc = prepare_all(x, s, t, err)))
		return rc;
	return x->inner->ops->prepare ? x->inner->ops->prepare(x->inner, s->inner, t, o, err) : 0;
}

/* The directory there that has the path of our current one: below our home directory the same below theirs. */
static int same_dir(struct buf *dir) {
	const char *home = getenv("HOME");
	size_t n = home ? strlen(home) : 0;
	char here[PATH_MAX];

	if (!getcwd(here, sizeof(here)))
		return -errno;
	dir->len = 0;
	if (n > 1 && !strncmp(here, home, n) && (here[n] == '/' || !here[n]))
		return buf_adds(dir, here[n] ? here + n + 1 : ".");
	return buf_adds(dir, here);
}

/* One of the task's own; a login begins in the home directory. */
static int private_dir(const struct task *t, bool local, struct buf *dir) {
	const char *home = local ? getenv("HOME") : NULL;
	int rc = home ? buf_addf(dir, "%s/", home) : 0;

	return rc ? rc : workdir_name(t, dir);
}

/* The directory there; NULL = where the login begins. 0 or -errno. */
static int work_dir(const struct remote_exec *x, struct remote_slot *s, const struct task *t, bool local, const char **ret) {
	const struct template *dir = x->spec.render.workdir;
	int rc;

	*ret = NULL;
	s->dir.len = 0;
	if (x->spec.options->workdir_private)
		rc = private_dir(t, local, &s->dir);
	else if (dir)
		rc = template_render(dir, t, t->result.slot, &s->dir);
	else
		return 0;
	if (!rc && !local && s->dir.len == 1 && *s->dir.p == '.')
		rc = same_dir(&s->dir);
	if (!rc)
		rc = buf_terminate(&s->dir);
	*ret = s->dir.p;
	return rc;
}

static int room_for(struct remote_slot *s, size_t n) {
	const char **p;

	if (n <= s->room)
		return 0;
	p = sys_realloc(s->words, n * sizeof(*p));
	if (!p)
		return -ENOMEM;
	s->words = p;
	s->room = n;
	return 0;
}

static const char *groups_of(const struct remote_exec *x, const struct task *t) {
	return t->groups.len ? t->groups.p : x->groups.p;
}

/* A line that runs the tasks of --onall one by one, and ends as the last that failed. */
static int all_here(const struct remote_exec *x, const struct remote_slot *s, struct buf *line) {
	const char *shell = x->spec.render.shell;
	int rc = 0;

	for (size_t i = 0; i < s->count && !rc; i++) {
		rc = buf_addf(line, "PARALLEL_SEQ=%llu ", (unsigned long long)s->list[i].seq);
		if (!rc)
			rc = quote_str(line, "", shell);
		if (!rc)
			rc = quote_after(line, " -c ", s->list[i].text, s->list[i].len);
		if (!rc)
			rc = buf_adds(line, " || pmap_s=$?\n");
	}
	return rc ? rc : buf_adds(line, "exit $pmap_s\n");
}

/* `:` beside other hosts. */
static int launch_here(struct remote_exec *x, struct remote_slot *s, const struct task *t, const struct remote_host *host,
		       const char *dir) {
	static const char *const front[] = { "/bin/sh", "-c", "mkdir -p -- \"$2\" && cd -- \"$2\" && exec \"$0\" -c \"$1\"", NULL };
	struct buf *line = &s->line;
	size_t n = 0;
	int rc = room_for(s, 8);

	line->len = 0;
	if (!rc && x->groups.p)
		rc = remote_line_groups(line, host->groups, groups_of(x, t));
	if (!rc && x->all)
		rc = all_here(x, s, line);
	else if (!rc && x->spec.definitions->len)
		rc = payload_put(line, x->spec.definitions, x->spec.render.shell, &t->command);
	else if (!rc)
		rc = buf_add(line, t->command.p, t->command.len);
	if (!rc)
		rc = buf_terminate(line);
	if (rc)
		return rc;
	if (dir)
		for (; front[n]; n++)
			s->words[n] = front[n];
	s->words[n++] = x->spec.render.shell;
	if (!dir)
		s->words[n++] = "-c";
	s->words[n++] = line->p;
	if (dir)
		s->words[n++] = dir;
	s->words[n] = NULL;
	return 0;
}

static const char *far_shell(const struct remote_exec *x) {
	if (shell_said())
		return shell_said();
	return x->spec.definitions->len ? shell_name(x->spec.render.shell) : NULL;
}

static int launch_there(struct remote_exec *x, struct remote_slot *s, const struct task *t, const struct remote_host *host,
			const char *dir) {
	const struct options *o = x->spec.options;
	struct remote_line how = {
		.login = host->login, .name = host->name, .groups = x->groups.p ? host->groups : NULL,
		.asked = groups_of(x, t), .slot = t->result.slot, .env = x->env.names, .env_count = x->env.count,
		.before = x->spec.definitions->p, .before_len = x->spec.definitions->len, .shell = far_shell(x), .workdir = dir,
		.remove = o->workdir_private && o->cleanup && !x->spec.transfer, .nice_given = o->nice_given, .nice = o->nice,
		.stream = x->stream,
		.cat = x->stream && o->cat, .fifo = x->stream && o->fifo, .deaf = host->deaf,
	};
	struct remote_command one = { task_number(t), t->command.p, t->command.len };
	int rc = remote_line(&s->line, &how, x->all ? s->list : &one, x->all ? s->count : 1);

	if (!rc)
		rc = room_for(s, remote_words_max(host));
	if (rc)
		return rc;
	remote_words(host, x->stream ? REMOTE_STREAM : REMOTE_TASK, s->line.p, s->words);
	return 0;
}

static int launch(struct remote_exec *x, struct remote_slot *s, struct task *t, struct remote_host *host) {
	const char *dir;
	int rc = work_dir(x, s, t, host->local, &dir);

	if (!rc)
		rc = host->local ? launch_here(x, s, t, host, dir) : launch_there(x, s, t, host, dir);
	if (!rc && x->spec.transfer && !host->local)
		rc = transfer_wrap(x->spec.transfer, host, x->all ? remote_all_tasks(x->all) : t, x->all != NULL, dir,
				   s->words, &s->travel, &t->launch);
	else
		t->launch = (char *const *)s->words;
	t->launch_in = host->local ? 0 : remote_hosts_lifeline(x->spec.hosts);
	return rc;
}

/* --sshdelay: wait for this start's turn. False when the run is ended meanwhile. */
static bool delay(struct remote_exec *x, const struct gates *g) {
	nsec pause = x->spec.options->ssh_delay, mine, now = clock_mono();

	if (!pause)
		return true;
	mutex_lock(&x->mu);
	mine = x->next_start > now ? x->next_start : now;
	x->next_start = mine + pause;
	mutex_unlock(&x->mu);
	if (mine > now)
		gates_linger(g);
	return mine <= now || !gate_wait(&g->kill, mine);
}

static int killed(struct task *t) {
	t->result.outcome = OUTCOME_KILLED;
	t->result.code = SIGTERM;
	t->result.end = clock_mono();
	return 0;
}

/* One attempt on one host. *again: it has gone, and nothing of the task has been seen. 0 or -errno. */
static int run_on(struct remote_exec *x, struct remote_slot *s, struct task *t, struct remote_host *host, struct outlet *o,
		  const struct gates *g, bool *again, struct err *err) {
	struct guard_slot *guard = guardian_slot(x->spec.render.guardian, s->index);
	int rc = launch(x, s, t, host);

	*again = false;
	if (rc)
		return err_sys(err, -rc, "cannot run task %llu on '%s'", (unsigned long long)task_number(t), host->login);
	t->result.host = host->login;
	rc = x->inner->ops->run(x->inner, s->inner, t, o, g, err);
	t->launch = NULL;
	if (rc || host->local || t->result.outcome != OUTCOME_EXIT || t->result.code != 255 || gate_closed(&g->kill))
		return rc;
	if (remote_hosts_answers(x->spec.hosts, host, guard, g))
		return 0;
	if (remote_hosts_leave(x->spec.hosts, host))
		err_say("warning: host '%s' does not answer: no more tasks run there", host->login);
	*again = !x->all && !t->result.received && !t->flow;
	if (*again) {
		t->result.outcome = OUTCOME_NONE;
		t->result.sent = 0;
	}
	return 0;
}

/* --basefile, for a host that has come later. */
static bool greet(void *arg, struct remote_host *host) {
	struct remote_exec *x = arg;

	return !transfer_base_host(x->spec.transfer, host);
}

static int run_somewhere(struct remote_exec *x, struct remote_slot *s, struct task *t, struct outlet *o, const struct gates *g,
			 struct err *err) {
	struct guard_slot *guard = guardian_slot(x->spec.render.guardian, s->index);
	bool again = true;
	int rc = 0;

	while (again && !rc) {
		struct remote_host *host = remote_hosts_take(x->spec.hosts, t, &s->tried, guard, g);

		if (!host && gate_closed(&g->kill))
			return killed(t);
		if (!host)
			return err_set(err, EHOSTUNREACH, "no host is left that answers; task %llu and those behind it did not run",
				       (unsigned long long)task_number(t));
		s->host = host;
		if (!delay(x, g)) {
			remote_hosts_give(x->spec.hosts, host, -1);
			return killed(t);
		}
		rc = run_on(x, s, t, host, o, g, &again, err);
		remote_hosts_follow(x->spec.hosts, &(struct remote_welcome){ x->spec.transfer ? greet : NULL, x }, g);
		remote_hosts_give(x->spec.hosts, host, again || rc ? -1 : t->result.end - t->result.start);
	}
	return rc;
}

/* --onall: its host is known, and has no other task. */
static int run_all(struct remote_exec *x, struct remote_slot *s, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	bool again;
	int rc;

	remote_hosts_enter(x->spec.hosts, s->host);
	rc = run_on(x, s, t, s->host, o, g, &again, err);
	remote_hosts_give(x->spec.hosts, s->host, rc ? -1 : t->result.end - t->result.start);
	return rc;
}

static int remote_run(struct exec *e, void *mine, struct task *t, struct outlet *o, const struct gates *g, struct err *err) {
	struct remote_exec *x = (struct remote_exec *)e;
	struct remote_slot *s = mine;

	if (x->all)
		return delay(x, g) ? run_all(x, s, t, o, g, err) : killed(t);
	if (t->skip)
		return x->inner->ops->run(x->inner, s->inner, t, o, g, err);
	return run_somewhere(x, s, t, o, g, err);
}

static void remote_tidy(struct exec *e, void *mine, struct task *t) {
	struct remote_exec *x = (struct remote_exec *)e;

	if (x->inner->ops->tidy)
		x->inner->ops->tidy(x->inner, ((struct remote_slot *)mine)->inner, t);
}

static void remote_free(struct exec *e) {
	struct remote_exec *x = (struct remote_exec *)e;

	x->inner->ops->free(x->inner);
	transfer_free(x->spec.transfer);
	remote_hosts_free(x->spec.hosts);
	remote_env_release(&x->env);
	buf_release(&x->groups);
	mutex_release(&x->mu);
	free(x);
}

static const struct exec_ops remote_ops = {
	.open = remote_open,
	.arrive = remote_arrive,
	.prepare = remote_prepare,
	.run = remote_run,
	.tidy = remote_tidy,
	.close = remote_close,
	.free = remote_free,
};

static void know_groups(struct remote_exec *x) {
	int rc = 0;

	for (size_t i = 0; i < remote_hosts_count(x->spec.hosts) && !rc && x->spec.options->hostgroups; i++)
		rc = (i && buf_addc(&x->groups, '+')) || buf_adds(&x->groups, remote_hosts_at(x->spec.hosts, i)->groups) ||
		     buf_terminate(&x->groups);
	if (rc)
		buf_release(&x->groups); /* tasks are not told */
}

struct exec *exec_remote_new(struct exec *inner, const struct remote_spec *spec) {
	struct remote_exec *x = xcalloc(1, sizeof(*x));

	*x = (struct remote_exec){ .exec = { &remote_ops, inner->flags }, .inner = inner, .spec = *spec,
				   .stream = spec->options->pipe || spec->options->pipepart };
	know_groups(x);
	mutex_init(&x->mu);
	remote_env_init(&x->env, spec->options);
	return &x->exec;
}

void exec_remote_all(struct exec *e, struct source *all) {
	((struct remote_exec *)e)->all = all;
	e->flags &= ~(unsigned)EXEC_ARRIVE; /* see render_all */
}

int exec_remote_base(struct exec *e, struct err *err) {
	struct remote_exec *x = (struct remote_exec *)e;
	struct remote_slot s = {0};
	struct task none = {0};
	const char *dir;
	int rc;

	if (!x->spec.transfer)
		return 0;
	rc = work_dir(x, &s, &none, false, &dir);
	rc = rc ? err_sys(err, -rc, "cannot tell where the files of --basefile go") : transfer_base(x->spec.transfer, dir, err);
	buf_release(&s.dir);
	return rc;
}
