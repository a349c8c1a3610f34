/* SPDX-License-Identifier: MIT */
/*
 * Three layers, each of which can only be wrong in one direction for long:
 *   - the ramp never starts more than twice as many tasks as have been seen to be bearable, so a wrong hint costs little;
 *   - the model looks at blocked time, which another program's load does not change;
 *   - the climb looks at tasks finished per second, which is what the user wants, but which needs many tasks and some seconds.
 * "Tasks queue for CPUs" is judged by our own tasks' run-queue delay as soon as some have ended. The system's pressure counts
 * everybody's processes: it would keep tasks that only wait from being started beside a neighbour that computes. It is asked
 * only while nothing else is known, and then it slows down and does not forbid.
 */
#include "config.h"

#include "engine/adapt.h"

#include <math.h>
#include <string.h>

#include "base/maths.h"

#define SEC NSEC_PER_SEC
#define FIRST_LOOK SEC               /* the model waits for this or for enough tasks */
#define MODEL_EVERY (2 * SEC)
#define RAMP_EVERY (SEC / 10)
#define RAMP_SLOW SEC                /* while all that is known is that others keep the CPUs busy */
#define GUARD_EVERY SEC
#define SETTLE (2 * SEC)             /* after a change, before its effect is measured */
#define WINDOW (3 * SEC)
#define HOLD (45 * SEC)
#define HOLD_MEMORY (60 * SEC)
#define HOLD_CPU (20 * SEC)

#define MEMORY_HIGH 0.10             /* pressure at which nothing grows, and the climb retreats */
#define CPU_HIGH 0.50                /* ... nothing grows */
#define CPU_TOO_HIGH 0.75            /* ... the climb retreats */
#define CPU_LOW 0.20                 /* ... the climb may double */

void adapt_init(struct adapt *a, const struct adapt_spec *spec) {
	memset(a, 0, sizeof(*a));
	a->spec = *spec;
	a->slots = a->base = spec->slots;
	a->goal = spec->kind == ADAPT_IO ? spec->most : spec->slots;
	a->ceiling = spec->most;
	a->own = NAN;
	a->model_at = a->step_at = a->guard_at = spec->begin;
	a->window = spec->begin + SETTLE;
	a->next = spec->kind == ADAPT_IO ? spec->begin + RAMP_EVERY : spec->kind == ADAPT_CLIMB ? spec->begin + GUARD_EVERY : NSEC_NEVER;
}

/* Peak memory is kept as a count for each quarter of an octave of kB. */

static unsigned size_step(uint64_t kb) {
	unsigned top = 2;

	if (kb < 4)
		return (unsigned)kb;
	while (kb >> (top + 1))
		top++;
	return top * 4 + (unsigned)(kb >> (top - 2) & 3);
}

static uint64_t step_end(unsigned step) {
	return step < 8 ? step + 1 : (uint64_t)(4 + step % 4 + 1) << (step / 4 - 2);
}

uint64_t adapt_size(const struct adapt *a) {
	uint64_t below = 0, enough = ((uint64_t)a->sized * 95 + 99) / 100;

	for (unsigned i = 0; i < ADAPT_SIZES && a->sized; i++) {
		below += a->sizes[i];
		if (below >= enough)
			return step_end(i) * 1024;
	}
	return 0;
}

static uint64_t at_least_one(uint64_t n) {
	return n ? n : 1;
}

static void note_size(struct adapt *a, long kb) {
	if (kb <= 0)
		return;
	a->sizes[size_step((uint64_t)kb)]++;
	a->sized++;
	if ((uint64_t)kb * 1024 > a->largest)
		a->largest = (uint64_t)kb * 1024;
}

void adapt_ended(struct adapt *a, nsec now, const struct result *r, bool failed) {
	struct share one = { 0 };

	share_add(&one, r);
	share_merge(&a->all, &one);
	share_merge(&a->recent, &one);
	share_merge(&a->fresh, &one);
	note_size(a, r->ru.ru_maxrss);
	if (now >= a->window) {
		a->ended++;
		a->failed += failed;
	}
}

/* So many tasks are enough to learn from. */
static uint64_t enough(const struct adapt *a) {
	return a->spec.cpus > 4 ? a->spec.cpus : 4;
}

static bool model_due(const struct adapt *a, nsec now) {
	if (a->spec.kind == ADAPT_IO)
		return false;
	if (a->measured)
		return now - a->model_at >= MODEL_EVERY && a->recent.tasks >= enough(a);
	return a->recent.tasks >= enough(a) || (a->recent.tasks && now - a->spec.begin >= FIRST_LOOK);
}

bool adapt_due(const struct adapt *a, nsec now) {
	return now >= a->next || model_due(a, now);
}

/* The most slots whose tasks fit into 80 % of the memory that there is for them: what was left at the beginning, or is with theirs. */
static unsigned fit_memory(const struct adapt *a, unsigned wanted, const struct adapt_signals *s) {
	uint64_t size = adapt_size(a), left = s->memory_left, first = a->spec.memory_left, fit;

	if (left == UINT64_MAX)
		return wanted;
	if (!size && first != UINT64_MAX && first > left) /* none has ended: what has gone since then is theirs */
		size = (first - left) / a->slots;
	if (!size)
		return wanted;
	left += a->slots * size;
	fit = at_least_one((left < first ? left : first) / 5 * 4 / size);
	return fit < wanted ? (unsigned)fit : wanted;
}

static double known(double v) {
	return v >= 0 ? v : 0;
}

static bool short_of_memory(const struct adapt *a, const struct adapt_signals *s) {
	uint64_t least = s->memory_total / 20;

	if (2 * a->largest > least)
		least = 2 * a->largest;
	return known(s->memory) > MEMORY_HIGH || (s->memory_left != UINT64_MAX && s->memory_left < least);
}

static void set_slots(struct adapt *a, nsec now, unsigned slots) {
	a->slots = slots < 1 ? 1 : slots < a->spec.most ? slots : a->spec.most;
	a->step_at = now;
	a->window = now + SETTLE;
	a->ended = a->failed = 0;
}

static unsigned rounded(double n) {
	unsigned whole = (unsigned)n;

	return whole + (n - whole > 1e-9);
}

/* The slots that keep the CPUs busy with tasks like the recent ones, as far as memory lasts; NAN when nobody knows. */
static double model(const struct adapt *a, const struct adapt_signals *s) {
	double share = share_cpu(&a->recent), wanted;
	unsigned fit;

	if (share_kind(share) == WORK_UNKNOWN)
		return NAN;
	wanted = share_kind(share) == WORK_CPU ? a->spec.cpus : share > 0 ? a->spec.cpus / share : a->spec.most;
	wanted = maths_min(wanted, a->spec.most);
	fit = fit_memory(a, rounded(wanted), s);
	return maths_min(wanted, fit);
}

/* Another goal: fewer slots at once, more by the ramp; the climb begins again. */
static void aim(struct adapt *a, nsec now, double wanted) {
	a->goal = wanted;
	if (a->spec.kind == ADAPT_FIXED)
		return;
	if (now >= a->guarded) {
		a->climb = CLIMB_GROW;
		a->rate = 0;
	}
	if (rounded(wanted) < a->slots) {
		set_slots(a, now, rounded(wanted));
		a->base = a->slots;
	}
}

/* True when the model has something to tell: its first word, and when it changed its mind. */
static bool ask_model(struct adapt *a, nsec now, const struct adapt_signals *s, struct adaptive_step *step) {
	double wanted = model(a, s);
	bool first = !a->measured, news = wanted > a->goal * 1.25 || wanted < a->goal * 0.75;

	a->model_at = now;
	if (!(wanted > 0))
		return false;
	a->measured = true;
	a->computes = share_kind(share_cpu(&a->recent)) == WORK_CPU;
	if (news)
		aim(a, now, wanted);
	if (first || news) {
		step->why = ADAPTIVE_MODEL;
		step->wanted = a->goal;
		step->seen = a->recent;
	}
	a->recent = (struct share){ 0 };
	return first || news;
}

static unsigned ramp_end(const struct adapt *a) {
	unsigned n = rounded(a->goal);

	return n < a->ceiling ? n : a->ceiling;
}

/* Below its goal, and nothing has replaced the ramp by a measurement. */
static bool ramps(const struct adapt *a) {
	if (a->spec.kind == ADAPT_FIXED || (a->spec.kind == ADAPT_CLIMB && (a->rate > 0 || a->climb != CLIMB_GROW)))
		return false;
	return a->slots < ramp_end(a);
}

/* One step towards the goal: at most twice as many. */
static bool ramp(struct adapt *a, nsec now, const struct adapt_signals *s, struct adaptive_step *step) {
	unsigned wanted = a->slots < ramp_end(a) / 2 ? a->slots * 2 : ramp_end(a), fit = wanted;
	bool blind = !(a->own >= 0);

	if (now - a->step_at < RAMP_EVERY || short_of_memory(a, s) || known(a->own) >= CPU_HIGH)
		return false;
	if (blind && known(s->cpu) >= CPU_HIGH && now - a->step_at < RAMP_SLOW)
		return false;
	if (wanted > 4 * a->spec.cpus)
		fit = fit_memory(a, wanted, s);
	if (fit <= a->slots) {
		a->step_at = now; /* look again, but not at once */
		return false;
	}
	set_slots(a, now, fit);
	a->base = a->slots;
	step->why = ADAPTIVE_RAMP;
	step->wanted = a->goal;
	return true;
}

static void hold(struct adapt *a, nsec until) {
	a->climb = CLIMB_HOLD;
	a->hold = until;
}

/* The guards of -j auto, once a second. */
static bool guard(struct adapt *a, nsec now, const struct adapt_signals *s, struct adaptive_step *step) {
	unsigned least = a->spec.cpus > 1 ? 2 : 1, less;

	a->guard_at = now;
	if (s->running > a->slots)
		return false; /* the last step back is still on its way */
	if (short_of_memory(a, s) && a->slots > 1) {
		a->ceiling = a->slots - 1;
		set_slots(a, now, a->slots - (a->slots + 3) / 4);
		hold(a, a->guarded = now + HOLD_MEMORY);
		step->why = ADAPTIVE_MEMORY;
		return true;
	}
	a->crowded = known(a->own) > CPU_TOO_HIGH ? a->crowded + 1 : 0;
	if (a->crowded < 2 || a->slots <= least)
		return false;
	a->crowded = 0;
	less = a->slots / 8 ? a->slots / 8 : 1;
	set_slots(a, now, a->slots - less > least ? a->slots - less : least);
	hold(a, a->guarded = now + HOLD_CPU);
	step->why = ADAPTIVE_CPU;
	return true;
}

/* More slots, to see what they bring; the present number is what they are compared with. */
static bool grow(struct adapt *a, nsec now, double rate, unsigned by, struct adaptive_step *step, enum adaptive_why why) {
	unsigned most = a->ceiling;

	a->base = a->slots;
	a->rate = rate;
	a->climb = CLIMB_GROW;
	if (known(a->own) > CPU_HIGH) {
		set_slots(a, now, a->slots); /* measure again */
		return false;
	}
	if (a->slots >= most || share_kind(share_cpu(&a->all)) == WORK_CPU) {
		hold(a, now + HOLD); /* nothing to be had: no slots left, or tasks that compute */
		return false;
	}
	set_slots(a, now, a->slots + by < most ? a->slots + by : most);
	step->why = why;
	return true;
}

static unsigned at_least(unsigned n, unsigned least) {
	return n > least ? n : least;
}

static unsigned growth(const struct adapt *a) {
	return known(a->own) < CPU_LOW ? a->slots : at_least(a->slots / 4, 1);
}

static bool fewer(struct adapt *a, nsec now, struct adaptive_step *step) {
	a->base = a->slots;
	if (a->slots <= 1) {
		hold(a, now + HOLD);
		return false;
	}
	a->climb = CLIMB_DOWN;
	set_slots(a, now, a->slots - at_least(a->slots / 4, 1));
	step->why = ADAPTIVE_FEWER;
	return true;
}

static bool back(struct adapt *a, nsec now, struct adaptive_step *step) {
	set_slots(a, now, a->base);
	hold(a, now + HOLD);
	step->why = ADAPTIVE_NO_GAIN;
	return true;
}

/* A window is full: judge what the last change brought. */
static bool judge(struct adapt *a, nsec now, double rate, struct adaptive_step *step) {
	double slots = a->slots, base = a->base;

	if (a->climb == CLIMB_DOWN)
		return rate >= 0.97 * a->rate ? fewer(a, now, step) : back(a, now, step);
	if (a->climb == CLIMB_HOLD) {
		if (now < a->hold)
			return false;
		a->ceiling = a->spec.most;
		return grow(a, now, rate, at_least(a->slots / 8, 1), step, ADAPTIVE_TRY);
	}
	if (!(a->rate > 0) || a->slots <= a->base)
		return grow(a, now, rate, growth(a), step, ADAPTIVE_TRY);
	if (rate >= a->rate * (1 + 0.35 * (slots / base - 1)))
		return grow(a, now, rate, growth(a), step, ADAPTIVE_GAIN);
	if (rate >= 1.05 * a->rate)
		return back(a, now, step);
	set_slots(a, now, a->base);
	return fewer(a, now, step);
}

static bool climb(struct adapt *a, nsec now, struct adaptive_step *step) {
	double failing, rate;
	bool changed;

	if (now - a->window < WINDOW || a->ended < 3 * (uint64_t)a->slots)
		return false;
	failing = (double)a->failed / (double)a->ended;
	rate = (double)a->ended / ((double)(now - a->window) / SEC);
	step->rate = rate;
	if (a->slots > a->base && a->failed >= 3 && failing > a->failing + 0.1) {
		set_slots(a, now, (unsigned)(0.7 * a->slots));
		hold(a, now + HOLD);
		step->why = ADAPTIVE_FAILURES;
		return true;
	}
	a->failing = failing;
	changed = judge(a, now, rate, step);
	if (!changed) {
		a->window = now;
		a->ended = a->failed = 0;
	}
	return changed;
}

static nsec next_look(const struct adapt *a, nsec now) {
	nsec t = NSEC_NEVER;

	if (a->spec.kind == ADAPT_CLIMB)
		t = a->guard_at + GUARD_EVERY > now ? a->guard_at + GUARD_EVERY : now + RAMP_EVERY;
	if (ramps(a)) {
		nsec r = a->step_at + RAMP_EVERY > now ? a->step_at + RAMP_EVERY : now + RAMP_EVERY;

		t = r < t ? r : t;
	}
	return t;
}

static bool decide(struct adapt *a, nsec now, const struct adapt_signals *s, struct adaptive_step *step) {
	if (model_due(a, now) && ask_model(a, now, s, step))
		return true;
	if (a->spec.kind == ADAPT_CLIMB && now - a->guard_at >= GUARD_EVERY && guard(a, now, s, step))
		return true;
	if (ramps(a))
		return ramp(a, now, s, step);
	return a->spec.kind == ADAPT_CLIMB && a->measured && climb(a, now, step);
}

bool adapt_decide(struct adapt *a, nsec now, const struct adapt_signals *s, struct adaptive_step *step) {
	bool news;

	if (a->fresh.tasks >= 3 && a->fresh.wall > 0) {
		a->own = (double)a->fresh.queued / (double)a->fresh.wall;
		a->fresh = (struct share){ 0 };
	}
	*step = (struct adaptive_step){ .at = now - a->spec.begin, .wanted = NAN, .rate = NAN, .cpu = s->cpu, .memory = s->memory };
	news = decide(a, now, s, step);
	step->slots = a->slots;
	a->next = next_look(a, now);
	return news;
}
