/* SPDX-License-Identifier: MIT */
/* Setters of the options about workers and what they may use, and what does not go together with them. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "cli/finish.h"
#include "cli/set.h"
#include "cli/values.h"

static int bad(const char *name, const char *value, const char *expected, struct err *err) {
	return err_set(err, EINVAL, "option '%s': '%s' is not %s", name, value, expected);
}

#define SETTER(name_) \
	int name_(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err)

SETTER(set_cpu_limit) {
	nsec limit;

	(void)opt;
	if (value_duration(value, &limit) || limit <= 0 || limit / NSEC_PER_SEC >= INT_MAX)
		return bad(name, value, "a duration (10, 1m30s)", err);
	p->o->cpu_limit = (unsigned)((limit + NSEC_PER_SEC - 1) / NSEC_PER_SEC);
	return 0;
}

SETTER(set_worker_tasks) {
	(void)opt;
	if (value_count(value, 1, &p->o->worker_tasks))
		return bad(name, value, "a number of tasks (1, 2, ...)", err);
	return 0;
}

SETTER(set_frame) {
	static const char *const words[] = { [FRAMING_LINE] = "line", [FRAMING_NUL] = "nul", [FRAMING_JSON] = "json" };

	(void)opt;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(value, words[i])) {
			p->o->framing = (enum framing)i;
			return 0;
		}
	return bad(name, value, "one of line, nul, json", err);
}

/* What gives each task something that a process which stays cannot have. NULL = nothing. */
static const char *own_process(const struct options *o) {
	return o->pipepart ? "--pipepart" : o->pipe ? "--pipe" : o->results ? "--results" : o->files ? "--files" :
	       o->order == ORDER_NONE ? "--ungroup" :
	       o->workdir || o->workdir_private ? "--workdir" : o->open_tty ? "--tty" :
	       o->tmux != TMUX_NO ? "--tmux" : o->semaphore ? "--semaphore" : NULL;
}

int finish_persist(const struct options *o, struct err *err) {
	const char *other = own_process(o);

	if (!o->persist && o->framing != FRAMING_LINE)
		return err_set(err, EINVAL, "--frame says how the records of --persist end, which is not given");
	if (!o->persist)
		return 0;
	if (!o->command_count)
		return err_set(err, EINVAL, "--persist needs a command that answers records, for example: python3 worker.py");
	if (o->command[0][0] == '@')
		return err_set(err, EINVAL, "--persist is for programs: '%s' stays in its worker anyway", o->command[0]);
	if (other)
		return err_set(err, EINVAL, "--persist and %s exclude each other: one process has many tasks", other);
	return 0;
}
