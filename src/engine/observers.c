/* SPDX-License-Identifier: MIT */
/* A run that nobody wants to hear about has no observers, and pays for none. */
#include "config.h"

#include "engine/observers.h"

#include "base/machine.h"
#include "input/order.h"
#include "stats/trace.h"

static void observe(struct run *r, struct observer *o) {
	if (!o)
		return;
	o->next = r->observers;
	r->observers = o;
}

bool parts_reports(const struct run *r) {
	return r->o.stats || r->o.report_file;
}

/* Why a report will have nothing of what tasks print on stderr; NULL = it will. */
static const char *why_no_stderr(const struct run *r) {
	if (r->o.order == ORDER_NONE)
		return "it went past pmap (--ungroup)";
	return r->results ? "it went into the result files" : NULL;
}

static struct trace_queues queues(void *arg) {
	struct run *r = arg;
	uint64_t through, to_start = feed_waiting(r->feed, &through), settled;
	struct collect_count n = collect_count(r->collect);

	settled = n.written + n.not_started + n.cancelled; /* asked for a moment later, so it may be more */
	return (struct trace_queues){ .to_start = to_start, .to_write = through > settled ? through - settled : 0 };
}

/* A dry run runs nothing that could be traced. */
static int open_trace(struct run *r, struct err *err) {
	struct trace_spec spec = { .path = r->o.trace_file, .argc = r->host->argc, .argv = r->host->argv, .begin = r->begin, .wall = r->wall,
				   .slots = r->o.slots, .cpus = machine_cpus(), .root = "", .queues = queues, .wake = watch_wake, .arg = r };
	struct observer *o = NULL;
	int rc = r->o.dry_run || r->o.shellquote ? 0 : trace_new(&o, &spec, err);

	observe(r, o);
	return rc;
}

/* What --bar and --eta say of the time that is left. */
static void open_forecast(struct run *r) {
	if (r->o.progress != PROGRESS_BAR && r->o.progress != PROGRESS_ETA)
		return;
	r->forecast = forecast_new(order_sums(r->source), r->source->total);
	if (r->forecast)
		observe(r, forecast_observer(r->forecast));
}

/* Who is told of each attempt. */
int observers_open(struct run *r, struct err *err) {
	if (r->mode != RUN_NORMAL)
		return 0;
	if (parts_reports(r))
		observe(r, r->history = history_new());
	r->notes = r->o.report_file || (r->o.stats && stats_is_full(r->o.stats_file)) ? notes_new(why_no_stderr(r)) : NULL;
	observe(r, r->notes ? notes_observer(r->notes) : NULL);
	open_forecast(r);
	return r->o.trace_file ? open_trace(r, err) : 0;
}

void observers_close(struct run *r) {
	while (r->observers) {
		struct observer *o = r->observers;

		r->observers = o->next;
		o->ops->free(o);
	}
}
