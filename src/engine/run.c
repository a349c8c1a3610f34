/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/hosts.h"
#include "engine/outputs.h"
#include "engine/parts.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/machine.h"
#include "base/sys.h"
#include "output/sinks.h"
#include "stats/surroundings.h"

#define WATCH_STACK (256u << 10)

static void *watch_main(void *arg) {
	struct run *r = arg;
	struct watch_spec ws = {
		.options = &r->o, .gates = &r->gates, .guardian = r->host->guardian, .world = r->host->world, .pool = r->pool,
		.feed = r->feed, .collect = r->collect, .admit = r->admit, .tune = r->tune, .hosts = r->hosts, .forecast = r->forecast,
		.observers = r->observers, .total = parts_total(r), .quiet = r->mode == RUN_MEASURE,
	};
	struct watch_end end = watch_run(&ws);

	if (end.stuck) {
		/*
		 * A thread, perhaps the main one, sits in a write that nobody takes. All tasks have ended: so does the
		 * process, from here.
		 */
		guardian_free(r->host->guardian);
		proc_world_die(r->host->world, end.signal);
		_exit(128 + end.signal);
	}
	mutex_lock(&r->mu);
	r->end = end;
	r->watch_over = true;
	cond_signal(&r->over);
	mutex_unlock(&r->mu);
	return NULL;
}

/*
 * From now on a thread watches the signals. Until then they are only blocked: one that comes waits for it. Without a
 * thread they get their default action back, which ends us, and the guardian ends the tasks.
 */
void run_watch(void *arg) {
	struct run *r = arg;
	pthread_t id;

	if (atomic_exchange(&r->watched, true))
		return;
	if (sys_thread(&id, WATCH_STACK, watch_main, r) == 0)
		return;
	atomic_store(&r->watched, false);
	proc_world_leave_signals(r->host->world);
}

static void report(struct run *r, struct run_report *p) {
	struct collect_count n = collect_count(r->collect);

	*p = (struct run_report){ .begin = r->begin, .end = clock_mono(), .wall_begin = r->wall, .slots = r->o.slots,
				  .cpus = parts_reports(r) || r->mode == RUN_MEASURE ? machine_cpus() : 0,
				  .argc = r->host->argc, .argv = r->host->argv };
	if (r->tune)
		tune_report(r->tune, &p->adaptive);
	p->sum = r->written;
	pool_tally(r->pool, &p->sum);
	p->sum.cancelled = n.cancelled;
	p->not_started = n.not_started;
	p->read = feed_read(r->feed, NULL);
	if (!parts_reports(r))
		return;
	feed_settle(r->feed);
	p->end = r->idle.last; /* so that the ledger is of the whole run */
	p->ledger = r->idle.sum;
	if (r->history)
		p->history = history_take(r->history);
	p->notes = notes_take(r->notes);
	p->calibrate = calibrate_of(&p->history, r->o.calibrate, feed_company(r->feed), r->o.slots);
}

/* HUP, TERM and INT leave work behind: say what, and how to go on. */
static void say_rest(const struct run *r, const struct run_report *p, bool ended) {
	uint64_t done = p->sum.ok + p->sum.failed + p->sum.timed_out;
	const char *hint = r->o.joblog ? "; the same command with --resume goes on from here" : "";

	if (r->source->total != UINT64_MAX || ended)
		err_say_now("%llu of %llu tasks done, %llu cancelled, %llu not started%s", (unsigned long long)done,
			(unsigned long long)(ended ? p->read : r->source->total), (unsigned long long)p->sum.cancelled,
			(unsigned long long)((ended ? p->read : r->source->total) - done - p->sum.cancelled - p->sum.skipped), hint);
	else
		err_say_now("%llu tasks done, %llu cancelled, input not read to its end%s", (unsigned long long)done,
			(unsigned long long)p->sum.cancelled, hint);
}

/* What the run comes to, once everything has ended. 0 or -errno with err set. */
static int conclude(struct run *r, const struct watch_end *end, struct run_result *ret, struct err *err) {
	int observed = observers_finish(r->observers);
	struct pool_state s = pool_state(r->pool);
	struct err source = feed_error(r->feed), spill = {0};
	bool ended;

	(void)feed_read(r->feed, &ended);
	ret->status = s.halted ? s.status : policy_end_status(&r->o, &s.score);
	if (!ret->status && atomic_load(&r->flaws))
		ret->status = 1;
	if (observed)
		ret->status = 255; /* it has been said why */
	if (spool_pool_warning(r->spools, &spill))
		err_say("warning: %s", spill.msg);
	/* After HUP everything that was started has ended; with the input at its end there is nothing left to tell of. */
	r->host->signal = end->signal == SIGHUP && ended ? 0 : end->signal;
	if (r->broken.code == EPIPE && !r->host->signal) {
		r->host->signal = SIGPIPE;
		*err = r->broken;
		return -EPIPE;
	}
	if (r->host->signal) {
		say_rest(r, &ret->report, ended);
		return 0;
	}
	if (r->broken.code)
		*err = r->broken;
	else if (s.err.code)
		*err = s.err;
	else if (source.code)
		*err = source;
	return -err->code;
}

/*
 * Options that have something to do beside the tasks from the beginning, or may block a slot before its first task has
 * lasted a moment.
 */
static bool wants_company(const struct run *r) {
	const struct options *o = &r->o;

	return r->mode == RUN_MEASURE || o->trace_file || o->progress != PROGRESS_NONE || o->jobs.kind == JOBS_FILE || o->trace || o->delay || r->admit ||
	       r->ask || o->open_tty || r->tune || o->order == ORDER_NONE || o->cat || o->fifo || o->tee || o->shard || o->bin || o->round_robin;
}

/* Run all tasks; this thread is the first slot. */
static struct watch_end run_all(struct run *r) {
	struct watch_end end;

	proc_world_take_signals(r->host->world);
	r->gates.linger = run_watch;
	r->gates.linger_arg = r;
	if (wants_company(r))
		run_watch(r);
	guardian_await(r->host->guardian);
	pool_run(r->pool);
	/* A run that nobody watched has no other threads. */
	mutex_lock(&r->mu);
	while (atomic_load(&r->watched) && !r->watch_over)
		cond_wait(&r->over, &r->mu);
	end = r->end;
	mutex_unlock(&r->mu);
	return end;
}

static int drive(struct run *r, struct run_result *ret, struct err *err) {
	struct surroundings_at before = parts_reports(r) ? surroundings_read("") : (struct surroundings_at){ 0 }, after;
	struct watch_end end = run_all(r);
	struct err finish = {0};
	int rc;

	if (r->mode == RUN_NORMAL)
		guardian_dismiss(r->host->guardian); /* it goes while the rest is done here */
	if (collect_finish(r->collect, &finish) && !r->broken.code)
		r->broken = finish;
	report(r, &ret->report);
	after = parts_reports(r) ? surroundings_read("") : (struct surroundings_at){ 0 };
	ret->report.around = surroundings_between("", &before, &after);
	ret->report.busy = ret->report.around.busy;
	rc = conclude(r, &end, ret, err);
	ret->report.exit = rc ? 255 : ret->status;
	return rc;
}

unsigned run_fit(struct run_host *host, const struct options *o, unsigned slots) {
	struct run r = { .host = host, .o = *o, .mode = RUN_MEASURE };

	return parts_fit(&r, slots);
}

int run_tasks(struct run_host *host, const struct options *given, unsigned slots, enum run_mode mode, struct run_result *ret,
	      struct err *err) {
	struct run *r = xcalloc(1, sizeof(*r));
	int rc;

	*r = (struct run){ .host = host, .o = *given, .mode = mode, .begin = clock_mono(), .wall = clock_wall() };
	r->o.slots = slots;
	idle_begin(&r->idle, r->begin, slots);
	r->gates.stop = r->gates.kill = r->gates.now = (struct gate){ .fd = -1, .wr = -1 };
	mutex_init(&r->mu);
	cond_init(&r->over);
	host->signal = 0;
	*ret = (struct run_result){ .status = 255 };
	rc = outputs_again(r, err);
	if (!rc)
		rc = hosts_open(r, err);
	if (!rc)
		rc = parts_open(r, err);
	if (!rc)
		rc = drive(r, ret, err);
	parts_close(r);
	free(r);
	return rc;
}
