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

#define SUGGEST_MOST 4096.0 /* slots */
#define WORTH 0.05           /* advice that saves less is none */
#define ENOUGH 0.02

static double ratio(double a, double b) {
	double q = b > 0 ? a / b : NAN;

	return isfinite(q) ? q : NAN;
}

/* The average, where their number changed. */
static double slots_of(const struct run_report *r, double wall) {
	double n = wall > 0 ? clock_seconds(r->ledger.slots) / wall : 0;

	if (n > 0)
		return fabs(n - r->slots) > 0.005 * r->slots ? n : r->slots;
	return r->adaptive.min < r->adaptive.max && r->adaptive.mean > 1 ? r->adaptive.mean : r->slots;
}

static double positive(nsec t) {
	return t > 0 ? clock_seconds(t) : 0;
}

/* Waiting for the first record, and after the last task for the end of the input, is the input's time. */
static void measure_ends(struct figures *f, const struct run_report *r) {
	const struct tally *t = &r->sum;
	nsec last = t->last_end;

	if (!t->attempts)
		return;
	if (r->ledger.over > last && r->ledger.over_waited > WHATIF_MOMENT)
		last = r->ledger.over;
	f->pre = maths_min(positive(t->first_start - r->begin - r->ledger.before), f->wall);
	f->post = maths_min(positive(r->end - last), f->wall - f->pre);
}

static void measure(struct figures *f, const struct run_report *r) {
	const struct tally *t = &r->sum;

	f->wall = positive(r->end - r->begin);
	f->slots = slots_of(r, f->wall);
	measure_ends(f, r);
	f->work = clock_seconds(t->wall);
	f->cpu = clock_seconds(t->cpu);
	f->queue = t->queue_known ? clock_seconds(t->queued) : NAN;
	if (t->cpu > 0)
		f->coverage = maths_min(ratio(clock_seconds(t->on_cpu), f->cpu), 1);
	else if (t->attempts)
		f->coverage = t->queue_known == t->attempts; /* no CPU time to be covered */
	if (t->attempts) {
		f->running = ratio(f->work, f->wall);
		f->utilisation = ratio(f->running, f->slots);
		f->cpu_busy = ratio(f->cpu, f->wall * r->cpus);
	}
	f->account = account_of(r, f->slots, f->pre, f->post);
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

static bool covered(const struct figures *f) {
	return f->coverage >= 0.9;
}

/* What pmap needs of a slot for each task, so that a replay does not promise what no dispatcher can give. */
static double handling(const struct figures *f, const struct run_report *r) {
	double d = f->account.known ? f->account.seconds[ACCOUNT_DISPATCH] / (double)r->sum.attempts : 0;

	return isfinite(d) ? d : 0;
}

static void estimate_serial(struct figures *f, const struct run_report *r) {
	double least = maths_max(maths_min(f->cpu, f->work), f->work - most_queue(f, r)), fixed = f->pre + f->post;
	struct whatif_spec spec = { .slots = f->slots, .pre = f->pre, .post = f->post, .replay_one = f->slots > 1, .work_low = least, .work_high = f->work };
	const struct whatif *w = &f->what;

	if (covered(f))
		spec.work_low = spec.work_high = f->work - (isfinite(f->queue) ? f->queue : 0);
	spec.handling = r->sum.attempts ? handling(f, r) : 0;
	f->what = whatif_of(r, &spec);
	if (!r->sum.attempts)
		return;
	f->serial_low = fixed + least + (isfinite(w->waiting_low) ? w->waiting_low : 0);
	f->serial_high = fixed + f->work + (isfinite(w->waiting_high) ? w->waiting_high : 0);
	if (f->slots <= 1) {
		f->serial_kind = SERIAL_MEASURED;
		f->serial = f->serial_low = f->serial_high = f->wall;
	} else if (covered(f) && !(w->waiting_high - w->waiting_low > 0.01 * f->serial_high)) {
		f->serial_kind = SERIAL_ESTIMATED;
		f->waiting = isfinite(w->waiting_low) ? w->waiting_low : 0;
		f->serial = fixed + spec.work_low + f->waiting;
	} else {
		f->serial_kind = SERIAL_RANGE;
	}
}

static const char *why_no_speedup(const struct figures *f, const struct run_report *r) {
	if (!r->sum.attempts)
		return "no task ran";
	if (f->slots <= 1)
		return "one slot has nothing to be compared with";
	if (r->sum.attempts == 1 || r->read == 1)
		return "one task cannot be shared";
	if (!(f->wall > 0) || !(f->work > 0))
		return "the times are too short to measure";
	if (!f->account.known && f->serial_high < f->wall)
		return "less than one task ran at a time on average, so waiting for input decides";
	return NULL;
}

static void bound_speedup(struct figures *f, const struct run_report *r) {
	double longest = isfinite(f->what.longest) && f->what.longest > 0 ? f->what.longest : clock_seconds(r->sum.longest_alone);

	f->cap[CEILING_SLOTS] = f->slots;
	f->cap[CEILING_CPUS] = ratio(r->cpus * f->serial, f->cpu);
	f->cap[CEILING_LONGEST] = ratio(f->serial, f->pre + f->post + longest);
	f->cap[CEILING_SERIAL] = ratio(f->serial, f->pre + f->post);
	f->cap[CEILING_FEED] = f->what.feed > 0 ? ratio(f->serial, f->what.feed) : NAN;
	for (int i = 0; i < CEILINGS; i++)
		if (f->cap[i] > 0 && (f->binding == CEILINGS || f->cap[i] < f->cap[f->binding]))
			f->binding = (enum ceiling)i;
}

/* For the tasks alone, then with what comes before and after them. */
static void bound_time(struct figures *f, const struct run_report *r) {
	double n = f->slots, work = f->serial - f->pre - f->post - f->waiting, most = maths_max(f->what.longest, 0), fixed = f->pre + f->post;

	(void)r;
	f->least = fixed + maths_max(work / n, most);
	f->graham = fixed + f->waiting + work / n + (1 - 1 / n) * most;
	f->longest_first_bound = 4.0 / 3 - 1 / (3 * n);
	f->greedy = f->serial / n + f->what.span_low;
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
	if (f->account.known)
		f->serial_fraction = ratio(clock_seconds(r->ledger.single), f->serial);
	f->span = ratio(f->what.span_low, f->serial);
	bound_speedup(f, r);
	bound_time(f, r);
	account_split(&f->account, f->slots, f->serial, f->pre, f->post, f->waiting);
}

/* So many slots keep the CPUs busy; but more than the longest task leaves work for are of no use. */
static double suggest(const struct figures *f, const struct run_report *r) {
	double longest = f->cap[CEILING_LONGEST], most = isfinite(longest) && longest < SUGGEST_MOST ? longest : SUGGEST_MOST, whole;

	if (f->work_kind == WORK_UNKNOWN || !r->cpus)
		return NAN;
	whole = (double)(unsigned)most;
	return share_slots(f->cpu_share, r->cpus, (unsigned)maths_max(whole < most ? whole + 1 : whole, 1));
}

static void classify(struct figures *f, const struct run_report *r) {
	if (!covered(f))
		return;
	f->cpu_share = ratio(f->cpu, f->work - (isfinite(f->queue) ? f->queue : 0));
	f->work_kind = share_kind(f->cpu_share);
	if (f->work_kind == WORK_CPU)
		f->efficiency_cpus = model_efficiency(f->speedup, maths_min(f->slots, r->cpus));
	f->suggested = suggest(f, r);
}

struct figures figures_of(const struct run_report *r) {
	struct figures f = { .queue = NAN, .coverage = NAN, .running = NAN, .utilisation = NAN, .cpu_busy = NAN, .binding = CEILINGS,
		.serial = NAN, .serial_low = NAN, .serial_high = NAN, .waiting = NAN, .speedup = NAN, .speedup_low = NAN, .speedup_high = NAN,
		.efficiency = NAN, .efficiency_cpus = NAN, .karp_flatt = NAN, .parallel = NAN, .serial_fraction = NAN, .span = NAN,
		.least = NAN, .graham = NAN, .longest_first_bound = NAN, .greedy = NAN, .cpu_share = NAN, .suggested = NAN };

	for (int i = 0; i < CEILINGS; i++)
		f.cap[i] = NAN;
	measure(&f, r);
	estimate_serial(&f, r);
	estimate_speedup(&f, r);
	classify(&f, r);
	return f;
}

static void consider(struct figures_advice *a, const struct whatif_row *here, const struct whatif_row *row, enum advice_kind kind) {
	double gain = here->low > 0 ? 1 - row->high / here->low : NAN;

	/* Fewer slots are advised before more: a little more is not worth many slots. */
	if (!(gain > WORTH) || !(gain > a->gain + (a->kind == ADVICE_SLOTS ? ENOUGH : 0)))
		return;
	a->kind = kind;
	a->row = *row;
	a->gain = gain;
}

struct figures_advice figures_advice(const struct figures *f) {
	struct figures_advice a = { .kind = ADVICE_NONE };

	if (f->no_speedup || f->what.none || f->what.bounds)
		return a;
	for (unsigned i = 0; i < f->what.count; i++)
		if (!f->what.row[i].model_only && f->what.row[i].slots > f->slots)
			consider(&a, &f->what.here, &f->what.row[i], ADVICE_SLOTS);
	consider(&a, &f->what.here, &f->what.longest_first, ADVICE_LONGEST_FIRST);
	return a;
}

int64_t figures_unaccounted(const struct run_report *r) {
	const struct tally *t = &r->sum;

	return (int64_t)(r->read - (t->ok + t->failed + t->timed_out + t->cached + t->skipped + t->cancelled + r->not_started));
}
