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
#include "exec/perl.h"
#include "input/order.h"
#include "exec/remote_hosts.h"
#include "exec/shell.h"
#include "engine/execs.h"
#include "engine/hosts.h"
#include "engine/tables.h"
#include "engine/launchers.h"
#include "engine/observers.h"
#include "engine/outputs.h"
#include "output/quoted.h"
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

static bool is_done(void *arg, const struct task *t) {
	struct run *r = arg;
	const char *command;
	size_t n;

	if (r->again)
		return !resume_command(r->resume, t->seq, &command, &n);
	return (r->resume && resume_has(r->resume, task_place(t))) ||
	       (r->results && r->o.resume == RESUME_DONE && !outputs_ask_late(r) && results_has(r->results, t));
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

static bool may_start(void *arg, unsigned others, nsec *again) {
	struct run *r = arg;
	enum admit_say say = admit_ask(r->admit, others, again);

	if (say == ADMIT_EVICT)
		pool_evict(r->pool, false);
	return say == ADMIT_YES;
}

static bool wanted(void *arg, struct task *t) {
	struct run *r = arg;

	return ask_user(r->ask, t);
}

static void arrived(void *arg, struct task *chain) {
	struct run *r = arg;

	r->exec->ops->arrive(r->exec, chain);
}

/* --order: what a command took before. */
static double known(void *arg, const char *command, size_t n) {
	return times_of(((struct run *)arg)->times, command, n);
}

static bool hole(void *arg, uint64_t *place) {
	return collect_hole(((struct run *)arg)->collect, place);
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

static bool by_line(const struct options *o) {
	return o->order == ORDER_LINE || o->order == ORDER_LINE_KEEP;
}

static bool wants_total(const struct options *o) {
	if (o->total_jobs)
		return false;
	return o->progress == PROGRESS_BAR || o->progress == PROGRESS_ETA || (o->halt.when != HALT_NEVER && o->halt.percent);
}

uint64_t parts_total(const struct run *r) {
	return r->o.total_jobs ? r->o.total_jobs : r->source->total;
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

static int open_resume(struct run *r, struct err *err) {
	if (r->o.resume == RESUME_NO || !r->o.joblog || r->mode == RUN_MEASURE || r->resume)
		return 0;
	return resume_read(&r->resume, r->o.joblog, r->o.resume == RESUME_FAILED, err);
}

unsigned parts_fit(const struct run *r, unsigned slots) {
	rlim_t each = FILES_PER_TASK + feeds_stdin(&r->o) * 3u + (r->results && r->o.compress ? 4 : 0);
	rlim_t have = proc_world_files(r->host->world, slots * each + FILES_OF_OURS);
	unsigned fit = have > FILES_OF_OURS + each ? (unsigned)((have - FILES_OF_OURS) / each) : 1;

	if (slots <= fit)
		return slots;
	if (r->mode == RUN_NORMAL && r->o.jobs.kind != JOBS_ALL && !r->o.slots_most)
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
	return r->exec->flags & EXEC_INSTANT ? 1 << 20 : r->o.buffer / 2 + 1; /* one, or nothing could ever start */
}

static void set_slots(void *arg, unsigned slots) {
	struct run *r = arg;

	feed_limit(r->feed, slots);
	pool_grow(r->pool);
}

static unsigned at_work(void *arg) {
	return feed_at_work(((struct run *)arg)->feed);
}

/* What is compared has the number of slots that it was told. */
static void open_tune(struct run *r) {
	struct tune_spec spec = { .options = &r->o, .slots = r->o.slots, .most = r->o.slots, .root = "", .set = set_slots, .running = at_work,
				  .wake = watch_wake, .arg = r };

	if (r->mode != RUN_NORMAL)
		return;
	if (r->o.slots_most > r->o.slots)
		spec.most = parts_fit(r, r->o.slots_most);
	r->tune = tune_new(&spec);
}

/* Tasks that never wait are limited by what all slots share: a second thread would only take turns with the first. */
static unsigned slots_at_work(const struct run *r) {
	return r->exec->flags & EXEC_INSTANT ? 1 : r->o.slots;
}

static void open_engine(struct run *r) {
	struct collect_spec cs = {
		.order = r->o.order, .whole = r->o.color_failed && !by_line(&r->o), .pool = r->spools, .held_max = held_max(r),
		.any_order = r->o.longest, .recycle = recycle, .relieved = relieved, .broken = broken, .arg = r, .observers = r->observers,
		.before_write = before_write, .idle = watch_wake,
	};
	struct feed_spec fs = {
		.source = r->source, .pool = r->spools, .stop = &r->gates.stop, .limit = slots_at_work(r), .alone = r->mode == RUN_NORMAL ? r->o.calibrate : 0, .delay = r->o.delay,
		.delay_auto = r->o.delay_auto, .may_start = r->admit ? may_start : NULL, .wanted = r->ask ? wanted : NULL,
		.arrived = r->exec->flags & EXEC_ARRIVE ? arrived : NULL,
		.idle = parts_reports(r) ? &r->idle : NULL, .observers = r->observers, .room = has_room, .arg = r,
		.skip = r->resume || (r->results && r->o.resume == RESUME_DONE) ? is_done : NULL, .skip_arg = r,
	};
	struct pool_spec ps = {
		.options = &r->o, .exec = r->exec, .gates = &r->gates, .total = parts_total(r), .idle = watch_wake,
		.last = r->mode == RUN_NORMAL ? last_task : NULL, .arg_last = r->host->guardian, .evicts = admit_evicts(r->admit), .tune = r->tune,
		.observers = r->observers, .handing = parts_reports(r),
	};
	struct sink *all[] = { r->terminal, r->measure, r->sheet, r->joblog, r->table, r->figures, r->notes ? notes_sink(r->notes) : NULL };
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

/* A dry run starts nothing, so nothing needs to be admitted. */
static void open_admit(struct run *r, const char *shell) {
	struct admit_spec spec = { .options = &r->o, .root = "", .world = r->host->world, .shell = shell, .stop = &r->gates.stop };

	if (!r->o.dry_run)
		r->admit = admit_new(&spec);
}

/* --template goes round whatever runs the tasks. */
static void open_files(struct run *r) {
	struct files_spec spec = { .list = r->inputs.files, .count = r->o.template_count / 2, .cleanup = r->o.cleanup };

	r->exec = exec_files_new(r->exec, &spec);
}

/* A log of something else orders nothing. */
static void warn_strange(const struct run *r) {
	if (r->source->total && !order_known(r->source))
		err_say("warning: none of the commands is in the job log '%s': they run in the order of the input", r->o.longest_log);
}

/* --retry-failed has its tasks from the log. How long a line may be is only asked for where lines are filled: that takes a sample of one. */
static int open_source(struct run *r, const struct exec_spec *spec, struct err *err) {
	const struct options *o = &r->o;
	size_t line_max;
	int rc;

	if (r->again) {
		r->source = again_new(r->resume);
		return 0;
	}
	line_max = o->many == MANY_NO ? machine_arg_one() : hosts_line_max(r, exec_child_line_max(spec));
	rc = inputs_source(&r->source, &r->inputs, line_max, wants_total(o), err);
	if (!rc && r->times && r->mode == RUN_NORMAL)
		warn_strange(r);
	return rc;
}

int parts_open(struct run *r, struct err *err) {
	struct options *o = &r->o;
	struct exec_spec spec = {
		.world = r->host->world, .guardian = r->host->guardian, .limits = &r->limits, .tmpdir = o->tmpdir,
		.shell = shell_find(r->shell, sizeof(r->shell)), .ungroup = o->order == ORDER_NONE && r->mode == RUN_NORMAL,
		.feed = feeds_stdin(o), .own_stdin = o->semaphore, .cat = feeds_stdin(o) && o->cat, .fifo = feeds_stdin(o) && o->fifo,
		.workdir_private = o->workdir_private, .nice_given = o->nice_given, .nice = o->nice, .tty = o->open_tty, .slot_var = o->slot_var,
		.shellquote = o->shellquote, .by_line = by_line(o), .verbose = o->verbose, .trace = o->trace && r->mode == RUN_NORMAL,
		.output_limit = o->output_limit,
		.sample = parts_reports(r) && r->mode == RUN_NORMAL,
		.measure = parts_reports(r) || o->trace_file || o->slots_most || o->hint == HINT_AUTO || r->mode == RUN_MEASURE,
		.measure_some = !parts_reports(r) && !o->trace_file && r->mode == RUN_NORMAL,
	};
	struct perl_spec perl = { .world = r->host->world, .guardian = r->host->guardian, .gates = &r->gates,
				  .quoting = quoting_of(spec.shell), .slots = o->slots, .colsep = o->colsep };
	struct inputs_with with = { .evaluator = r->evaluator = perl_new(&perl), .quoting = perl.quoting, .known = known, .hole = o->longest ? hole : NULL, .arg = r };
	int rc = shell_check(spec.shell, err);

	if (!rc && o->longest_log)
		rc = times_read(&r->times, o->longest_log, err);
	if (!rc)
		rc = inputs_open_with(&r->inputs, o, &with, err);
	spec.before = &r->payload.line;
	r->limits = (struct limits){ timeout_now };
	r->inputs_open = !rc;
	if (!rc)
		rc = open_tag(r, &spec.tag, err);
	if (!rc)
		rc = outputs_files(r, &spec, err);
	spec.command = r->inputs.command;
	spec.workdir = r->inputs.workdir;
	spec.evaluator = r->evaluator;
	spec.filters = r->inputs.filters;
	spec.filter_count = r->inputs.filters ? o->filter_count : 0;
	spec.filter = r->inputs.filter;
	if (!rc)
		rc = payload_open(&r->payload, o->tmpdir, err);
	if (!rc)
		rc = launchers_open(r, &spec, err);
	hosts_spec(r, &spec);
	if (!rc)
		rc = execs_open(r, &spec, err);
	if (!rc)
		rc = hosts_exec(r, &spec, err);
	if (!rc && r->inputs.files)
		open_files(r);
	if (!rc)
		rc = open_source(r, &spec, err);
	if (!rc)
		hosts_source(r);
	if (!rc)
		rc = open_resume(r, err);
	if (!rc)
		rc = outputs_sinks(r, err);
	if (!rc)
		rc = tables_open(r, err);
	if (!rc && o->quote_for && r->terminal)
		r->terminal = sink_quoted_new(r->terminal, o->quote_for);
	if (!rc)
		rc = open_gates(r, err);
	if (rc)
		return rc;
	open_admit(r, spec.shell);
	if (o->interactive)
		rc = ask_new(&r->ask, r->inputs.command, &r->gates.stop, err);
	if (!rc && o->show_limits && r->mode == RUN_NORMAL)
		rc = options_show_limits(err);
	if (rc)
		return rc;
	r->figures = figures_new(r);
	r->spools = spool_pool_new(o->buffer ? o->buffer : 1, o->spill, o->compress, o->tmpdir);
	if (!r->spools)
		return err_sys(err, ENOMEM, "cannot start");
	o->slots = parts_fit(r, o->slots);
	open_tune(r);
	rc = observers_open(r, err);
	if (!rc)
		open_engine(r);
	return rc;
}

static void sink_free(struct sink *s) {
	if (s)
		s->ops->free(s);
}

void parts_close(struct run *r) {
	pool_free(r->pool);
	observers_close(r);
	collect_free(r->collect);
	feed_free(r->feed);
	admit_free(r->admit);
	tune_free(r->tune);
	ask_free(r->ask);
	launchers_close(r);
	spool_pool_free(r->spools);
	gate_release(&r->gates.stop);
	gate_release(&r->gates.kill);
	gate_release(&r->gates.now);
	sink_free(r->terminal);
	sink_free(r->sheet);
	sink_free(r->joblog);
	sink_free(r->table);
	sink_free(r->measure);
	sink_free(r->figures);
	resume_free(r->resume);
	results_free(r->results);
	times_free(r->times);
	free(r->names);
	if (r->exec)
		r->exec->ops->free(r->exec);
	execs_close(r);
	if (!r->hosts_owned)
		remote_hosts_free(r->hosts);
	payload_close(&r->payload);
	if (r->source)
		r->source->ops->free(r->source);
	ledger_close(r->ledger);
	template_free(r->values_tag);
	if (r->inputs_open)
		inputs_close(&r->inputs);
	perl_free(r->evaluator);
	cond_release(&r->over);
	mutex_release(&r->mu);
}

