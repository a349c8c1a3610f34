/* SPDX-License-Identifier: MIT */
/*
 * What is derived from more than the runs themselves (a limit, a best number of slots) is called predicted, and is
 * left out when the runs contradict it. A warning must be true and matter: each has a threshold for both.
 */
#include "stats/compare_findings.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/maths.h"
#include "stats/show.h"

#define NOTABLE 0.1 /* share of the CPUs, or of the time, that others must have taken to spoil what was measured */

static void say(struct compare_findings *f, const char *kind, bool warning, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void say(struct compare_findings *f, const char *kind, bool warning, const char *fmt, ...) {
	struct compare_note *n = &f->notes[f->note_count];
	va_list args;

	if (f->note_count == COMPARE_NOTES)
		return;
	n->kind = kind;
	n->warning = warning;
	va_start(args, fmt);
	vsnprintf(n->text, sizeof(n->text), fmt, args);
	va_end(args);
	f->note_count++;
}

/* CPUs that one slot keeps busy. */
static double demand(const struct compare_result *c) {
	return compare_cpu(&c->points[0]) / model_mean(c->points[0].wall, c->points[0].runs);
}

/* Something of 10 % and more of the CPUs was in use by others. */
static bool others_busy(const struct compare_result *c) {
	return isfinite(c->others) && c->others - c->free_cpus > NOTABLE * c->cpus;
}

/*
 * Somebody waited for a CPU although one slot left one free: who takes it is not us. Where others are known to rest
 * it was we.
 */
static bool one_waited(const struct compare_result *c, double share) {
	return share > NOTABLE && demand(c) <= c->cpus - 0.5 && (isnan(c->others) || c->others - c->free_cpus > NOTABLE);
}

/* Laws. */

static size_t groups_of(const struct compare_result *c, struct fit_runs *groups) {
	size_t n = c->count < FIT_GROUPS ? c->count : FIT_GROUPS;

	for (size_t i = 0; i < n; i++) {
		const struct compare_point *p = &c->points[i];

		groups[i] = (struct fit_runs){ .slots = p->slots, .wall = c->minima ? p->sorted : p->wall, .count = c->minima && p->runs ? 1 : p->runs };
	}
	return n;
}

static const char *plural(double n) {
	return n < 1.5 ? "" : "s";
}

static const char *faster(double residual) {
	return residual > 0 ? "slower" : "faster";
}

static void say_amdahl(struct compare_findings *f) {
	const struct amdahl_fit *a = &f->amdahl;
	char p[64], limit[160];

	if (isfinite(a->p.low))
		snprintf(p, sizeof(p), "[%.1f, %.1f]", a->p.low * 100, a->p.high * 100);
	else
		snprintf(p, sizeof(p), "(no interval: it needs 3 rounds, and means)");
	if (isfinite(a->limit.low) && !isfinite(a->limit.high))
		snprintf(limit, sizeof(limit), "limit: at least %s (predicted)", show_ratio(a->limit.low).s);
	else if (isfinite(a->limit.low))
		snprintf(limit, sizeof(limit), "limit %s [%s, %s] (predicted)", show_ratio(a->limit.value).s, show_ratio(a->limit.low).s,
			show_ratio(a->limit.high).s);
	else
		snprintf(limit, sizeof(limit), "no limit can be told");
	say(f, "amdahl", false, "Amdahl fit: P = %s %s, %s; largest residual %s", show_percent(a->p.value, 1).s, p, limit,
		show_percent(fabs(a->worst), 1).s);
}

static bool times_above_zero(const struct compare_result *c) {
	for (size_t i = 0; i < c->count; i++)
		for (size_t j = 0; j < c->points[i].runs; j++)
			if (!(c->points[i].wall[j] > 0))
				return false;
	return true;
}

static void judge_amdahl(const struct compare_result *c, struct compare_findings *f) {
	const struct amdahl_fit *a = &f->amdahl;

	if (!a->known && c->count < 3)
		say(f, "amdahl", false, "Amdahl fit: not enough data (it takes three numbers of slots)");
	else if (!a->known)
		say(f, "amdahl", false, "Amdahl fit: not enough data (%s)", times_above_zero(c) ? "the times are too small" : "there are times of 0");
	else if (f->disturbed)
		say(f, "amdahl", false, "Amdahl fit: left out, because other programs disturbed the runs");
	else if (!a->describes)
		say(f, "amdahl", false, "Amdahl's law does not describe these runs: with %.0f slot%s they are %s %s than its best fit", a->worst_slots,
			plural(a->worst_slots), show_percent(fabs(a->worst), 0).s, faster(a->worst));
	else if (a->inconclusive)
		say(f, "amdahl", false, "Amdahl fit: inconclusive (P is between %s and %s)", show_percent(a->p.low, 0).s, show_percent(a->p.high, 0).s);
	else
		say_amdahl(f);
	if (a->known && !f->disturbed && a->describes && !a->inconclusive)
		f->law = LAW_AMDAHL;
}

static void say_usl(const struct compare_result *c, struct compare_findings *f) {
	const struct usl_fit *u = &f->usl;
	char best[160];

	if (isnan(u->best.value))
		snprintf(best, sizeof(best), "no best number of slots up to %u", 4 * c->points[c->count - 1].slots);
	else if (isnan(u->best.high))
		snprintf(best, sizeof(best), "best with %.0f slots [%.0f, none in range]: %s (predicted)", u->best.value, u->best.low,
			show_ratio(fit_usl_speedup(u, u->best.value)).s);
	else
		snprintf(best, sizeof(best), "best with %.0f slots [%.0f, %.0f]: %s (predicted)", u->best.value, u->best.low, u->best.high,
			show_ratio(fit_usl_speedup(u, u->best.value)).s);
	say(f, "usl", false, "USL fit: contention %s [%.2f, %.2f], coherence %s [%.3f, %.3f]; %s; largest residual %s",
		show_percent(u->sigma.value, 2).s, u->sigma.low * 100, u->sigma.high * 100, show_percent(u->kappa.value, 3).s, u->kappa.low * 100,
		u->kappa.high * 100, best, show_percent(fabs(u->worst), 1).s);
}

/* Without three numbers of slots the sentence about Amdahl's law says it all. */
static void judge_usl(const struct compare_result *c, struct compare_findings *f) {
	const struct usl_fit *u = &f->usl;

	if (!f->amdahl.known || f->disturbed)
		return;
	if (!u->known)
		say(f, "usl", false, "USL fit: not enough data (it takes four numbers of slots and three rounds, and not --min)");
	else if (!u->describes)
		say(f, "usl", false, "The USL does not describe these runs%s: with %.0f slot%s they are %s %s than its best fit",
			f->amdahl.describes ? "" : ", either", u->worst_slots, plural(u->worst_slots), show_percent(fabs(u->worst), 0).s,
			faster(u->worst));
	else if (u->inconclusive)
		say(f, "usl", false, "USL fit: inconclusive (contention is between %s and %s, coherence between %s and %s)",
			show_percent(u->sigma.low, 0).s, show_percent(u->sigma.high, 0).s, show_percent(u->kappa.low, 1).s,
			show_percent(u->kappa.high, 1).s);
	else
		say_usl(c, f);
	if (u->known && u->describes && !u->inconclusive && f->law == LAW_NONE)
		f->law = LAW_USL;
}

double compare_predict(const struct compare_findings *f, double n) {
	return f->law == LAW_AMDAHL ? fit_amdahl_speedup(&f->amdahl, n) : f->law == LAW_USL ? fit_usl_speedup(&f->usl, n) : NAN;
}

/* Ceilings: what holds whatever law does. */

static double not_below_one(double v) {
	return isfinite(v) && v > 0 ? maths_max(v, 1) : NAN;
}

/* C CPUs do no more than C CPU seconds in a second. Of work that hardly computes that says nothing. */
static double by_cpus(const struct compare_result *c) {
	double share = demand(c);

	return share > 0.01 ? not_below_one(c->cpus / share) : NAN;
}

static double by_longest(const struct compare_result *c) {
	double least = c->serial + c->longest;

	return c->longest > 0 && c->tasks > 1 ? not_below_one(model_mean(c->points[0].wall, c->points[0].runs) / least) : NAN;
}

static double best_measured(const struct compare_result *c) {
	double best = NAN;

	for (size_t i = 0; i < c->count; i++)
		best = maths_max(best, compare_speedup(c, &c->points[i]).value);
	return best;
}

/*
 * Is a ceiling worth a sentence? When it is nearly reached, when no law describes the runs (so that it is all there
 * is), or when the limit that a law predicts is above it.
 */
static bool ceiling_matters(const struct compare_result *c, const struct compare_findings *f, double ceiling) {
	bool misfit = f->amdahl.known && f->law == LAW_NONE, below = f->law == LAW_AMDAHL && !(f->amdahl.limit.value <= ceiling);

	return misfit || ceiling <= 1.5 * best_measured(c) || (below && ceiling <= 4 * c->points[c->count - 1].slots);
}

static void judge_ceilings(const struct compare_result *c, struct compare_findings *f) {
	double lowest;

	f->ceilings[0] = (struct compare_ceiling){ .kind = "cpus", .speedup = by_cpus(c) };
	f->ceilings[1] = (struct compare_ceiling){ .kind = "longest_task", .speedup = by_longest(c) };
	lowest = maths_min(f->ceilings[0].speedup, f->ceilings[1].speedup);
	for (size_t i = 0; i < COMPARE_CEILINGS; i++) {
		f->ceilings[i].binding = f->ceilings[i].speedup <= lowest && !f->binding;
		if (f->ceilings[i].binding)
			f->binding = &f->ceilings[i];
	}
	if (!f->binding || f->disturbed || !ceiling_matters(c, f, lowest))
		return;
	if (f->binding == &f->ceilings[0])
		say(f, "ceiling", false, "CPUs allow at most %s (estimated: %u CPU%s, %s of them used with one slot); %s was reached", show_ratio(lowest).s,
			c->cpus, c->cpus == 1 ? "" : "s", show_percent(demand(c), 0).s, show_ratio(best_measured(c)).s);
	else
		say(f, "ceiling", false, "The longest task allows at most %s (estimated: it takes %s of the %s with one slot); %s was reached",
			show_ratio(lowest).s, show_duration(c->longest).s, show_duration(model_mean(c->points[0].wall, c->points[0].runs)).s,
			show_ratio(best_measured(c)).s);
}

/* The baseline. */

/* The most that the parallel runs gain on the serial command itself. */
static const struct compare_point *fastest(const struct compare_result *c) {
	const struct compare_point *best = &c->points[0];

	for (size_t i = 1; i < c->count; i++)
		if (compare_time(c, &c->points[i]) < compare_time(c, best))
			best = &c->points[i];
	return best;
}

static void judge_baseline(const struct compare_result *c, struct compare_findings *f) {
	const struct compare_point *one = &c->points[0], *base = &c->baseline, *best = fastest(c);
	struct interval r = model_ratio(one->wall, one->runs, base->wall, base->runs);
	char interval[64] = "no interval";

	if (!base->runs)
		return;
	if (c->minima) {
		r = (struct interval){ NAN, compare_time(c, one) / compare_time(c, base), NAN };
		snprintf(interval, sizeof(interval), "of the minima");
	} else if (isfinite(r.low)) {
		snprintf(interval, sizeof(interval), "[%.2f, %.2f]", r.low, r.high);
	}
	if (!isfinite(r.value))
		say(f, "baseline", false, "Baseline: not enough data (there are times of 0)");
	else
		say(f, "baseline", false, "Baseline: one slot takes %.2f times as long as that command (measured, %s)%s", r.value, interval,
			r.low <= 1 && r.high >= 1 ? "; that may be chance" : "");
	if (isfinite(r.value) && best != one)
		say(f, "baseline", false, "Baseline: %u slots are %.2f times as fast as that command (measured)", best->slots,
			compare_time(c, base) / compare_time(c, best));
}

/* Warnings. */

static void warn_of_load(const struct compare_result *c, struct compare_findings *f) {
	if (others_busy(c))
		say(f, "load", true, "other programs kept %.1f CPUs busy during the runs; the speed-ups are not those of a quiet machine", c->others);
	else if (one_waited(c, c->queued))
		say(f, "load", true, "with one slot its task waited for a CPU %s of the time, so others had them; the speed-ups are not those of a "
			"quiet machine", show_percent(c->queued, 0).s);
	else if (one_waited(c, c->pressure))
		say(f, "load", true, "with one slot there was waiting for a CPU %s of the time, so others had them; the speed-ups are not those of a "
			"quiet machine", show_percent(c->pressure, 0).s);
}

/*
 * Against one slot: growth of the CPU time that is both significant and above `least`, and large enough to be
 * measured.
 */
static bool cpu_grew(const struct compare_result *c, size_t i, double least, double *ret) {
	const struct compare_point *one = &c->points[0], *p = &c->points[i];
	struct interval growth = model_ratio(p->cpu, p->runs, one->cpu, one->runs);

	*ret = growth.value - 1;
	return growth.value > 1 + least && growth.low > 1 && compare_cpu(one) >= 0.05;
}

static void warn_of_cpu_time(const struct compare_result *c, struct compare_findings *f) {
	double growth;

	for (size_t i = c->count; i-- > 1;)
		if (cpu_grew(c, i, NOTABLE, &growth)) {
			say(f, "cpu_time", true, "with %u slots the tasks took %s more CPU time than with one (shared caches, memory or cores)",
				c->points[i].slots, show_percent(growth, 0).s);
			break;
		}
	for (size_t i = c->count; i-- > 1 && c->frequency[0];)
		if (cpu_grew(c, i, 0.03, &growth)) {
			say(f, "frequency", true, "the clock of the CPUs is not fixed (%s), and with %u slots the tasks took %s more CPU time: some of "
				"it may be the clock's", c->frequency, c->points[i].slots, show_percent(growth, 0).s);
			break;
		}
}

/* Two threads of one core are not two CPUs for work that computes. */
static void warn_of_smt(const struct compare_result *c, struct compare_findings *f) {
	if (c->cores && c->cores < c->cpus && c->points[c->count - 1].slots > c->cores && demand(c) >= 0.5)
		say(f, "smt", true, "the %u CPUs are %u core%s: with more than %u slot%s tasks share cores", c->cpus, c->cores, c->cores == 1 ? "" : "s",
			c->cores, c->cores == 1 ? "" : "s");
}

static void warn_of_superlinear(const struct compare_result *c, struct compare_findings *f) {
	for (size_t i = 1; i < c->count; i++)
		if (compare_speedup(c, &c->points[i]).low > c->points[i].slots) {
			say(f, "superlinear", true, "the speed-up with %u slots is above %u: a cache effect, or the runs with one slot were disturbed",
				c->points[i].slots, c->points[i].slots);
			break;
		}
}

/* How much longer than the others the first run took, when that is no chance; else 0. */
static double first_excess(const struct compare_point *p) {
	double rest = model_mean(p->wall + 1, p->runs - 1), sd = model_sd(p->wall + 1, p->runs - 1);

	return p->wall[0] > rest + 3 * sd && p->wall[0] > 1.02 * rest ? p->wall[0] / rest - 1 : 0;
}

static void warn_of_first_round(const struct compare_result *c, struct compare_findings *f) {
	double most = 0;

	for (size_t i = 0; i < c->count; i++) {
		if (c->points[i].runs < 4 || !(first_excess(&c->points[i]) > 0))
			return;
		most = maths_max(most, first_excess(&c->points[i]));
	}
	if (most > 0)
		say(f, "first_round", true, "all runs of the first round were slower, by up to %s: caches were cold; a larger --warmup warms them",
			show_percent(most, 0).s);
}

/*
 * Ratios of typical times, which the logarithms give, and of means part when runs scatter: a reader would take one of
 * them for wrong.
 */
static void warn_of_scatter(const struct compare_result *c, struct compare_findings *f) {
	const struct compare_point *worst = NULL;
	double most = 0;

	if (c->minima)
		return;
	for (size_t i = 0; i < c->count; i++) {
		const struct compare_point *p = &c->points[i];
		double part = model_sd(p->wall, p->runs) / compare_time(c, p);
		double means = compare_time(c, &c->points[0]) / compare_time(c, p), typical = compare_speedup(c, p).value;

		if (part > most)
			worst = p;
		most = maths_max(most, part);
		if (fabs(means / typical - 1) > 0.05 && worst) {
			say(f, "scatter", true, "the runs scatter much (with %u slot%s by %s of their mean): a speed-up here compares typical times, and the "
				"means are moved by single runs; --min may say more", worst->slots, plural(worst->slots), show_percent(most, 0).s);
			return;
		}
	}
}

static void warn(const struct compare_result *c, struct compare_findings *f) {
	double one = compare_time(c, &c->points[0]);

	warn_of_load(c, f);
	warn_of_cpu_time(c, f);
	warn_of_smt(c, f);
	warn_of_superlinear(c, f);
	warn_of_first_round(c, f);
	warn_of_scatter(c, f);
	if (!(one >= COMPARE_FLOOR))
		say(f, "short", true, "with one slot a run takes less than %.0f ms: that is no reference, and there are no speed-ups", COMPARE_FLOOR * 1e3);
	if (c->failed)
		say(f, "failed", true, "tasks failed: %" PRIu64 " of %" PRIu64 " in the worst run", c->failed, c->tasks);
}

void compare_find(const struct compare_result *c, struct compare_findings *f) {
	struct fit_runs groups[FIT_GROUPS];
	size_t n;

	*f = (struct compare_findings){ 0 };
	if (!c->count || !c->points[0].runs || !c->tasks)
		return;
	n = groups_of(c, groups);
	f->disturbed = others_busy(c) || one_waited(c, c->queued) || one_waited(c, c->pressure);
	f->amdahl = fit_amdahl(groups, n);
	f->usl = fit_usl(groups, n);
	judge_amdahl(c, f);
	judge_usl(c, f);
	judge_ceilings(c, f);
	judge_baseline(c, f);
	warn(c, f);
}
