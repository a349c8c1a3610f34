/* SPDX-License-Identifier: MIT */
/*
 * Task times alone do not make a speed-up: tasks that wait for a CPU take longer without doing more, so 8 slots on 2 CPUs
 * would always seem 8 times faster. The time spent waiting for a CPU is taken off, and where it is not known a range is all
 * that is claimed.
 */
#include "stats/figures.h"

#include <math.h>

#include "base/maths.h"
#include "stats/models.h"

static double seconds(nsec t) {
	return (double)t / (double)NSEC_PER_SEC;
}

static double ratio(double a, double b) {
	double q = b > 0 ? a / b : NAN;

	return isfinite(q) ? q : NAN;
}

/* The average, where their number changed. */
static double slots_of(const struct run_report *r) {
	return r->adaptive.min < r->adaptive.max && r->adaptive.mean > 1 ? r->adaptive.mean : r->slots;
}

static void measure(struct figures *f, const struct run_report *r) {
	const struct tally *t = &r->sum;

	f->slots = slots_of(r);
	f->wall = r->end > r->begin ? seconds(r->end - r->begin) : 0;
	f->pre = t->first_start > r->begin ? seconds(t->first_start - r->begin) : 0;
	f->post = t->attempts && r->end > t->last_end ? seconds(r->end - t->last_end) : 0;
	f->work = seconds(t->wall);
	f->cpu = seconds(t->cpu);
	f->queue = t->queue_known ? seconds(t->queued) : NAN;
	if (t->cpu > 0)
		f->coverage = maths_min(ratio(seconds(t->on_cpu), f->cpu), 1);
	else if (t->attempts)
		f->coverage = t->queue_known == t->attempts; /* no CPU time to be covered */
	if (t->attempts) {
		f->running = ratio(f->work, f->wall);
		f->utilisation = ratio(f->running, f->slots);
		f->cpu_busy = ratio(f->cpu, f->wall * r->cpus);
	}
}

/*
 * At most so much of the task times can be queueing for a CPU: nobody queues while a CPU is free, and the C CPUs cannot all have
 * been busy for longer than a C-th of the CPU time that the machine spent. In that time at most N tasks waited. All of the task
 * time when the machine's counter is not known; it counts ticks, so one for each CPU is added.
 */
static double most_queue(const struct figures *f, const struct run_report *r) {
	double all_busy;

	if (!(r->busy > 0) || !r->cpus)
		return f->work;
	all_busy = maths_min(maths_max(r->busy, f->cpu) / r->cpus + 0.01, f->wall);
	return maths_min(all_busy * f->slots, f->work);
}

static void estimate_serial(struct figures *f, const struct run_report *r) {
	double fixed = f->pre + f->post;

	if (!r->sum.attempts)
		return;
	f->serial_low = fixed + maths_max(maths_min(f->cpu, f->work), f->work - most_queue(f, r));
	f->serial_high = fixed + f->work;
	if (f->slots <= 1) {
		f->serial_kind = SERIAL_MEASURED;
		f->serial = f->serial_low = f->serial_high = f->wall;
	} else if (f->coverage >= 0.9) {
		f->serial_kind = SERIAL_ESTIMATED;
		f->serial = fixed + f->work - f->queue;
	} else {
		f->serial_kind = SERIAL_RANGE;
	}
}

/*
 * One slot would wait for slow input too, and for how long is not known from sums. It matters when the slots were mostly idle
 * between the first and the last task: then the sum of task times is shorter than the run.
 */
static const char *why_no_speedup(const struct figures *f, const struct run_report *r) {
	if (!r->sum.attempts)
		return "no task ran";
	if (f->slots <= 1)
		return "one slot has nothing to be compared with";
	if (r->sum.attempts == 1 || r->read == 1)
		return "one task cannot be shared";
	if (!(f->wall > 0) || !(f->work > 0))
		return "the times are too short to measure";
	if (f->serial_high < f->wall)
		return "less than one task ran at a time on average, so waiting for input decides";
	return NULL;
}

static void estimate_speedup(struct figures *f, const struct run_report *r) {
	f->no_speedup = why_no_speedup(f, r);
	if (f->no_speedup)
		return;
	f->speedup_low = ratio(f->serial_low, f->wall);
	f->speedup_high = ratio(f->serial_high, f->wall);
	if (f->serial_kind != SERIAL_ESTIMATED)
		return;
	f->speedup = ratio(f->serial, f->wall);
	f->efficiency = model_efficiency(f->speedup, f->slots);
	f->karp_flatt = model_karp_flatt(f->speedup, f->slots);
	if (f->karp_flatt >= 0 && f->karp_flatt <= 1)
		f->parallel = 1 - f->karp_flatt;
	f->cap_cpus = ratio(r->cpus * f->serial, f->cpu);
	f->cap_longest = ratio(f->serial, f->pre + f->post + seconds(r->sum.longest_alone));
	f->cap_serial = ratio(f->serial, f->pre + f->post);
}

static void classify(struct figures *f) {
	if (!(f->coverage >= 0.9))
		return;
	f->cpu_share = ratio(f->cpu, f->work - f->queue);
	if (f->cpu_share >= 0.75)
		f->work_kind = WORK_CPU;
	else if (f->cpu_share <= 0.25)
		f->work_kind = WORK_IO;
	else if (isfinite(f->cpu_share))
		f->work_kind = WORK_MIXED;
}

struct figures figures_of(const struct run_report *r) {
	struct figures f = { .queue = NAN, .coverage = NAN, .running = NAN, .utilisation = NAN, .cpu_busy = NAN,
		.serial = NAN, .serial_low = NAN, .serial_high = NAN, .speedup = NAN, .speedup_low = NAN, .speedup_high = NAN,
		.efficiency = NAN, .karp_flatt = NAN, .parallel = NAN, .cap_cpus = NAN, .cap_longest = NAN,
		.cap_serial = NAN, .cpu_share = NAN };

	measure(&f, r);
	estimate_serial(&f, r);
	estimate_speedup(&f, r);
	classify(&f);
	return f;
}

int64_t figures_unaccounted(const struct run_report *r) {
	const struct tally *t = &r->sum;

	return (int64_t)(r->read - (t->ok + t->failed + t->timed_out + t->cached + t->skipped + t->cancelled + r->not_started));
}
