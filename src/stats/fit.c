/* SPDX-License-Identifier: MIT */
/*
 * T = a + b/n is a straight line in 1/n, so weighted least squares has a closed form; what takes the room is saying
 * how sure the result is. Limits are very sensitive to a (a limit of 100 is one percent of serial time), so they are
 * given as an interval from refits to resampled runs, and not at all when the line misses a point.
 */
#include "stats/fit.h"

#include <math.h>

struct line {
	double a, b;
};

static double rss(const struct fit_mean *p, size_t n, struct line l) {
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double r = p[i].t - l.a - l.b / p[i].slots;

		sum += r * r / p[i].var;
	}
	return sum;
}

/* Least squares under a, b >= 0: the free minimum when it is allowed, otherwise the better of the two edges. */
static struct line fit_line(const struct fit_mean *p, size_t n) {
	double s = 0, sx = 0, st = 0, sxx = 0, sxt = 0, det;
	struct line l = { 0, 0 }, flat, steep;

	for (size_t i = 0; i < n; i++) {
		double x = 1 / p[i].slots, w = 1 / p[i].var;

		s += w;
		sx += w * x;
		st += w * p[i].t;
		sxx += w * x * x;
		sxt += w * x * p[i].t;
	}
	det = s * sxx - sx * sx;
	if (det > 0) {
		l.b = (s * sxt - sx * st) / det;
		l.a = (st - l.b * sx) / s;
		if (l.a >= 0 && l.b >= 0)
			return l;
	}
	flat = (struct line){ .a = st / s, .b = 0 };
	steep = (struct line){ .a = 0, .b = sxt / sxx };
	return rss(p, n, flat) < rss(p, n, steep) ? flat : steep;
}

static double time_of(const void *line, double slots) {
	const struct line *l = line;

	return l->a + l->b / slots;
}

static double p_of(struct line l) {
	return l.a + l.b > 0 ? l.b / (l.a + l.b) : NAN;
}

/* The middle 95 % of p over refits to runs drawn with replacement inside each group. */
static void resample(const struct fit_runs *groups, const struct fit_mean *means, size_t count, struct interval *p) {
	struct means_draw d = means_draw(groups, means, count);
	struct fit_mean drawn[FIT_GROUPS];
	double ps[FIT_DRAWS];

	for (size_t i = 0; i < FIT_DRAWS; i++) {
		means_next(&d, drawn);
		ps[i] = p_of(fit_line(drawn, count));
	}
	means_middle(ps, &p->low, &p->high);
}

struct amdahl_fit fit_amdahl(const struct fit_runs *groups, size_t count) {
	const struct interval unknown = { NAN, NAN, NAN };
	struct amdahl_fit f = { .a = NAN, .b = NAN, .p = unknown, .limit = unknown, .worst = NAN, .worst_slots = NAN };
	struct fit_mean means[FIT_GROUPS];
	struct fit_miss miss;
	struct line l;

	if (count < 3 || !means_of(groups, count, means))
		return f;
	l = fit_line(means, count);
	miss = means_miss(means, count, time_of, &l);
	f.known = true;
	f.describes = miss.describes;
	f.worst = miss.worst;
	f.worst_slots = miss.slots;
	f.a = l.a;
	f.b = l.b;
	f.p.value = p_of(l);
	if (means_enough(groups, count))
		resample(groups, means, count, &f.p);
	f.inconclusive = f.p.high - f.p.low > 0.5;
	f.limit.low = model_amdahl_limit(f.p.low);
	f.limit.value = model_amdahl_limit(f.p.value);
	f.limit.high = model_amdahl_limit(f.p.high);
	return f;
}

double fit_amdahl_speedup(const struct amdahl_fit *f, double n) {
	return f->known ? model_amdahl(f->p.value, n) : NAN;
}
