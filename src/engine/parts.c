/* SPDX-License-Identifier: MIT */
/* What a run is made of: opened here from the options, tied together by callbacks, and closed again. */
#include "config.h"

#include "engine/parts.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/machine.h"
#include "base/sys.h"
#include "exec/shell.h"
#include "output/sinks.h"

#define FILES_PER_TASK 5  /* two pipes and a pidfd, both ends for a moment */
#define FILES_OF_OURS 16

/* The last sink: counts what became of each task that was written. */
struct figures {
	struct sink sink;
	struct run *run;
};

static int figures_done(struct sink *s, struct task *t, struct err *err) {
	(void)err;
	tally_outcome(&((struct figures *)s)->run->written, t);
	return 0;
}

static void figures_free(struct sink *s) {
	free(s);
}

static const struct sink_ops figures_ops = { .done = figures_done, .free = figures_free };

static struct sink *figures_new(struct run *r) {
	struct figures *f = xcalloc(1, sizeof(*f));

	*f = (struct figures){ { &figures_ops }, r };
	return &f->sink;
}

/* Callbacks that tie the parts together. */

static bool has_room(void *arg) {
	return collect_room(((struct run *)arg)->collect);
}

static bool is_done(void *set, uint64_t seq) {
	return resume_has(set, seq);
}

static void recycle(void *arg, struct task *chain) {
	feed_recycle(((struct run *)arg)->feed, chain);
}

static void relieved(void *arg) {
	feed_wake(((struct run *)arg)->feed);
}

static void broken(void *arg, const struct err *err) {
	struct run *r = arg;

	mutex_lock(&r->mu);
	if (!r->broken.code)
		r->broken = *err;
	mutex_unlock(&r->mu);
	pool_drain(r->pool);
	gate_close(&r->gates.kill);
}

static bool takes(int fd) {
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	return poll(&p, 1, 0) > 0;
}

/* A write that a pipe with room takes at once is no reason for company. */
static void before_write(void *arg, uint64_t bytes) {
	struct run *r = arg;

	if (!atomic_load(&r->watched) && bytes && (bytes > PIPE_BUF || !takes(1) || !takes(2)))
		run_watch(r);
}

static nsec timeout_now(const struct limits *l) {
	const struct run *r = (const struct run *)((const char *)l - offsetof(struct run, limits));

	return pool_timeout(r->pool);
}

/* The guardian takes a moment to go: let it, while the last output is written. */
static void last_task(void *guardian) {
	guardian_relax(guardian);
}

/* Parts. */

static bool feeds_stdin(const struct options *o) {
	return o->pipe || o->pipepart;
}

static bool wants_total(const struct options *o) {
	return o->progress == PROGRESS_BAR || o->progress == PROGRESS_ETA || (o->halt.when != HALT_NEVER && o->halt.percent);
}

static int open_tag(struct run *r, const struct template **ret, struct err *err) {
	char braces[] = "{}";
	char *words[] = { braces };
	struct template_spec spec = { .use = TEMPLATE_TEXT, .words = words, .count = 1, .no_append = feeds_stdin(&r->o) };
	int rc;

	*ret = r->inputs.tag;
	if (!r->o.tag || r->o.tagstring || r->o.order == ORDER_NONE)
		return 0;
	rc = template_compile(&r->values_tag, &spec, err);
	*ret = r->values_tag;
	return rc;
}

/* A function of ours in a process of its own: this very program, told to serve. */
static const char *const serve[] = { "/proc/self/exe", "--serve", NULL };

static int open_exec(struct run *r, struct exec_spec *spec, struct err *err) {
	const struct options *o = &r->o;
	const char *builtin = exec_builtin_name(o->command, o->command_count);
	bool process = o->pool == POOL_PROCESS || o->cat;
	int rc = termseq_parse(&spec->termseq, o->termseq, err);

	if (rc)
		return rc;
	if (builtin)
		rc = exec_builtin_check(builtin, err);
	if (rc)
		return rc;
	if (builtin && !process && (o->timeout != NSEC_NEVER || o->timeout_percent > 0 || o->pipepart || o->order == ORDER_NONE)) {
		if (o->timeout != NSEC_NEVER || o->timeout_percent > 0)
			err_say("warning: a thread cannot be killed safely: with --timeout @%s runs in the process pool", builtin);
		process = true;
	}
	if (o->dry_run)
		return exec_dry_new(&r->exec, spec, err);
	if (builtin && !process)
		return exec_thread_new(&r->exec, spec, err);
	if (builtin)
		spec->prefix = serve;
	return exec_child_new(&r->exec, spec, err);
}

static int open_resume(struct run *r, struct err *err) {
	if (r->o.resume == RESUME_NO || !r->o.joblog || r->mode == RUN_MEASURE)
		return 0;
	return resume_read(&r->resume, r->o.joblog, r->o.resume == RESUME_FAILED, err);
}

static int open_sinks(struct run *r, struct err *err) {
	const struct options *o = &r->o;
	struct joblog_spec log = { .path = o->joblog, .append = o->joblog_append, .resume = o->resume != RESUME_NO };
	int rc;

	if (r->mode == RUN_MEASURE)
		return sink_measure_new(&r->measure, err);
	rc = sink_terminal_new(&r->terminal, o->tag || o->tagstring, proc_world_closed(r->host->world, 1), err);
	if (!rc && o->joblog && !o->dry_run)
		rc = sink_joblog_new(&r->joblog, &log, err);
	return rc;
}

/* The slots that the limit of descriptors leaves, raising it when more are needed. */
static unsigned fit_files(struct run *r, unsigned slots) {
	rlim_t each = FILES_PER_TASK + feeds_stdin(&r->o);
	rlim_t have = proc_world_files(r->host->world, slots * each + FILES_OF_OURS);
	unsigned fit = have > FILES_OF_OURS + each ? (unsigned)((have - FILES_OF_OURS) / each) : 1;

	if (slots <= fit)
		return slots;
	if (r->mode == RUN_NORMAL && r->o.jobs.kind != JOBS_ALL)
		err_say("warning: only %u of %u jobs at a time: the limit of open files is %llu (ulimit -n)", fit, slots,
			(unsigned long long)have);
	return fit;
}

static int open_gates(struct run *r, struct err *err) {
	int rc = gate_init(&r->gates.stop);

	if (!rc)
		rc = gate_init(&r->gates.kill);
	if (!rc)
		rc = gate_init(&r->gates.now);
	return rc ? err_sys(err, -rc, "cannot make a gate") : 0;
}

/*
 * Most bytes of finished tasks' records that may wait to be written. Tasks that cost nothing gain nothing from running far ahead of the
 * writer; real ones behind a slow head may take as much as their output in memory.
 */
static uint64_t held_max(const struct run *r) {
	return r->exec->flags & EXEC_INSTANT ? 1 << 20 : r->o.buffer / 2;
}

static void open_engine(struct run *r) {
	struct collect_spec cs = {
		.order = r->o.order, .pool = r->spools, .held_max = held_max(r), .recycle = recycle, .relieved = relieved,
		.broken = broken, .arg = r, .before_write = before_write, .idle = watch_wake,
	};
	struct feed_spec fs = {
		.source = r->source, .pool = r->spools, .stop = &r->gates.stop, .limit = r->o.slots, .delay = r->o.delay,
		.room = has_room, .arg = r, .skip = r->resume ? is_done : NULL, .skip_arg = r->resume,
	};
	struct pool_spec ps = {
		.options = &r->o, .exec = r->exec, .gates = &r->gates, .total = r->source->total, .idle = watch_wake,
		.last = r->mode == RUN_NORMAL ? last_task : NULL, .arg_last = r->host->guardian,
	};
	struct sink *all[] = { r->terminal, r->measure, r->joblog, r->figures };
	size_t n = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i])
			cs.sinks[n++] = all[i];
	r->collect = collect_new(&cs);
	r->feed = feed_new(&fs);
	ps.feed = r->feed;
	ps.collect = r->collect;
	r->pool = pool_new(&ps);
}

int parts_open(struct run *r, struct err *err) {
	struct options *o = &r->o;
	struct exec_spec spec = {
		.world = r->host->world, .guardian = r->host->guardian, .limits = &r->limits, .tmpdir = o->tmpdir,
		.shell = shell_find(r->shell, sizeof(r->shell)), .ungroup = o->order == ORDER_NONE && r->mode == RUN_NORMAL, .feed = feeds_stdin(o), .cat = o->cat,
		.verbose = o->verbose, .trace = o->trace && r->mode == RUN_NORMAL, .measure = o->stats || r->mode == RUN_MEASURE,
	};
	int rc = inputs_open(&r->inputs, o, err);

	r->limits = (struct limits){ timeout_now };
	r->inputs_open = !rc;
	if (!rc)
		rc = open_tag(r, &spec.tag, err);
	spec.command = r->inputs.command;
	if (!rc)
		rc = open_exec(r, &spec, err);
	if (!rc)
		rc = inputs_source(&r->source, &r->inputs, o->many == MANY_NO ? machine_arg_one() : exec_child_line_max(&spec), wants_total(o), err);
	if (!rc)
		rc = open_resume(r, err);
	if (!rc)
		rc = open_sinks(r, err);
	if (!rc)
		rc = open_gates(r, err);
	if (rc)
		return rc;
	r->figures = figures_new(r);
	r->spools = spool_pool_new(o->buffer, o->spill, o->compress, o->tmpdir);
	if (!r->spools)
		return err_sys(err, ENOMEM, "cannot start");
	o->slots = fit_files(r, o->slots);
	open_engine(r);
	return 0;
}

static void sink_free(struct sink *s) {
	if (s)
		s->ops->free(s);
}

void parts_close(struct run *r) {
	pool_free(r->pool);
	collect_free(r->collect);
	feed_free(r->feed);
	spool_pool_free(r->spools);
	gate_release(&r->gates.stop);
	gate_release(&r->gates.kill);
	gate_release(&r->gates.now);
	sink_free(r->terminal);
	sink_free(r->joblog);
	sink_free(r->measure);
	sink_free(r->figures);
	resume_free(r->resume);
	if (r->exec)
		r->exec->ops->free(r->exec);
	if (r->source)
		r->source->ops->free(r->source);
	template_free(r->values_tag);
	if (r->inputs_open)
		inputs_close(&r->inputs);
	cond_release(&r->over);
	mutex_release(&r->mu);
}

