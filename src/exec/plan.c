/* SPDX-License-Identifier: MIT */
/*
 * In any doubt the shell executes a command: see exec/direct.h. What stands in front of it (a prefix, a launcher) is
 * executed itself and finds the command in its words.
 */
#include "config.h"

#include "exec/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/machine.h"
#include "base/sys.h"
#include "exec/payload.h"
#include "exec/shell.h"

void plan_rules_init(struct plan_rules *r, const struct exec_spec *spec) {
	bool bare = !spec->launcher && !(spec->before && spec->before->len);

	*r = (struct plan_rules){ .spec = spec, .arg_one = machine_arg_one(), .shell_name = shell_said() ? shell_said() : spec->shell };
	direct_rules_init(&r->direct, spec->shell);
	r->may_direct = (r->direct.allowed && bare) || spec->prefix;
}

void plan_rules_release(struct plan_rules *r) {
	direct_rules_release(&r->direct);
}

void planner_init(struct planner *s, struct plan_rules *rules) {
	s->rules = rules;
	direct_init(&s->direct, &rules->direct);
}

void planner_release(struct planner *s) {
	direct_release(&s->direct);
	words_release(&s->words);
	buf_release(&s->line);
	free(s->argv);
}

/* The planner's argv: `front`, and then `count` words and a NULL from `words`. NULL without memory. */
static char **argv_of(struct planner *s, const char *const *front, char *const *words, size_t count) {
	size_t n = 0;

	while (front[n])
		n++;
	if (n + count + 1 > s->argv_cap) {
		char **p = sys_realloc(s->argv, (n + count + 1) * sizeof(*p));

		if (!p)
			return NULL;
		s->argv = p;
		s->argv_cap = n + count + 1;
	}
	memcpy(s->argv, front, n * sizeof(*s->argv));
	memcpy(s->argv + n, words, count * sizeof(*s->argv));
	s->argv[n + count] = NULL;
	return s->argv;
}

static char **with_launcher(const struct plan_rules *x, struct planner *s, unsigned slot, const struct buf *line) {
	char *words[] = { (char *)x->spec->shell, s->dash_c, line->p };

	return argv_of(s, x->spec->launcher->words(x->spec->launcher, slot), words, 3);
}

int plan_make(struct planner *s, const struct task *t, bool elsewhere, bool shell, struct plan *p) {
	const struct plan_rules *x = s->rules;
	struct buf line = t->command;
	int plain = 0;

	if (t->launch) {
		p->path = t->launch[0];
		p->argv = t->launch;
		return 0;
	}
	if (x->may_direct && !shell) {
		plain = words_split(&s->words, t->command.p, t->command.len);
		if (plain < 0)
			return plain;
	}
	if (x->spec->prefix) {
		if (!plain)
			return -EINVAL;
		p->path = x->spec->prefix[0];
		p->argv = argv_of(s, x->spec->prefix, s->words.argv, s->words.argc);
		if (p->argv)
			s->argv[0] = (char *)err_program(); /* its messages are ours */
		return p->argv ? 0 : -ENOMEM;
	}
	p->path = plain ? direct_find(&s->direct, &s->words) : NULL;
	if (p->path && elsewhere && p->path[0] != '/')
		p->path = NULL; /* it was found from here, but is executed there */
	if (p->path) {
		p->argv = s->words.argv;
		return 0;
	}
	if (x->spec->before && x->spec->before->len) {
		int rc = payload_put(&s->line, x->spec->before, x->spec->shell, &line);

		if (rc)
			return rc;
		line = s->line;
	}
	if (line.len >= x->arg_one)
		return -E2BIG;
	memcpy(s->dash_c, "-c", sizeof(s->dash_c));
	if (x->spec->launcher) {
		p->argv = with_launcher(x, s, t->result.slot - 1, &line);
		p->path = p->argv ? p->argv[0] : NULL;
		return p->argv ? 0 : -ENOMEM;
	}
	p->path = x->spec->shell;
	p->shell_argv[0] = (char *)x->shell_name;
	p->shell_argv[1] = s->dash_c;
	p->shell_argv[2] = line.p;
	p->shell_argv[3] = NULL;
	p->argv = p->shell_argv;
	return 0;
}

size_t exec_child_line_max(const struct exec_spec *spec) {
	char one[] = "a";
	char *argv[] = { one };
	size_t lens[] = { 1 }, max = machine_arg_one() - 1;
	struct task t = { .argv = argv, .lens = lens, .argc = 1, .records = 1 };
	struct words w = {0};
	struct buf line = {0};
	struct direct_rules rules;
	struct direct d;

	if (template_asks(spec->command))
		return max; /* the sample would be one for the expressions */
	/* A sample tells who will execute it. The shell's line is one argument; a program's words share the whole space. */
	if (spec->before && spec->before->len)
		return max > spec->before->len ? max - spec->before->len : 1;
	direct_rules_init(&rules, spec->shell);
	direct_init(&d, &rules);
	if (!template_render(spec->command, &t, 1, &line) && words_split(&w, line.p, line.len) == 1 &&
	    !direct_depends_on_values(w.argv[0]) && direct_find(&d, &w))
		max = machine_arg_max() / 5; /* beside each byte pair of the shortest words stands a pointer of eight */
	direct_release(&d);
	direct_rules_release(&rules);
	words_release(&w);
	buf_release(&line);
	return max;
}
