/* SPDX-License-Identifier: MIT */
/* The tree pmap.compare/1: everything that was measured, and what follows from it. */
#include <errno.h>
#include <math.h>

#include "stats/compare_export.h"
#include "stats/export.h"
#include "stats/tree.h"

static void add_pair(struct tree *t, const char *name, double low, double high) {
	if (!isfinite(low) && !isfinite(high)) {
		tree_null(t, name);
		return;
	}
	tree_list(t, name);
	tree_real(t, NULL, low);
	tree_real(t, NULL, high);
	tree_list_end(t);
}

static void add_reals(struct tree *t, const char *name, const double *v, size_t n) {
	tree_list(t, name);
	for (size_t i = 0; i < n; i++)
		tree_real(t, NULL, v[i]);
	tree_list_end(t);
}

static void add_interval(struct tree *t, const char *name, struct interval v) {
	tree_map(t, name);
	tree_real(t, "value", v.value);
	add_pair(t, "ci95", v.low, v.high);
	tree_map_end(t);
}

static void add_wall(struct tree *t, const struct compare_point *p) {
	struct compare_spread w = compare_spread(p);

	tree_map(t, "wall");
	tree_real(t, "mean", w.mean.value);
	add_pair(t, "ci95", w.mean.low, w.mean.high);
	tree_real(t, "median", w.median);
	tree_real(t, "min", w.min);
	tree_real(t, "max", w.max);
	tree_real(t, "sd", w.sd);
	add_reals(t, "times", p->wall, p->runs);
	tree_map_end(t);
}

static void add_point(struct tree *t, const char *name, const struct compare_result *c, const struct compare_point *p) {
	struct interval s = compare_speedup(c, p);

	tree_map(t, name);
	if (p->slots)
		tree_int(t, "slots", p->slots);
	else
		tree_text(t, "command", c->baseline_command);
	tree_int(t, "runs", p->runs);
	add_wall(t, p);
	tree_map(t, "cpu");
	tree_real(t, "mean", compare_cpu(p));
	add_reals(t, "times", p->cpu, p->runs);
	tree_map_end(t);
	tree_list(t, "place");
	for (size_t i = 0; i < p->runs && p->place; i++)
		tree_int(t, NULL, (uint64_t)p->place[i]);
	tree_list_end(t);
	tree_map(t, "speedup");
	tree_real(t, "value", s.value);
	add_pair(t, "ci95", s.low, s.high);
	if (p->slots) {
		tree_real(t, "efficiency", model_efficiency(s.value, p->slots));
		tree_real(t, "karp_flatt", model_karp_flatt(s.value, p->slots));
	}
	tree_word(t, "method", isfinite(s.value) ? "measured" : NULL);
	tree_map_end(t);
	tree_map_end(t);
}

static void add_amdahl(struct tree *t, const struct amdahl_fit *f) {
	if (!f->known) {
		tree_null(t, "amdahl");
		return;
	}
	tree_map(t, "amdahl");
	tree_bool(t, "describes", f->describes);
	tree_bool(t, "inconclusive", f->inconclusive);
	tree_real(t, "serial_seconds", f->a);
	tree_real(t, "parallel_seconds", f->b);
	add_interval(t, "parallel_fraction", f->p);
	add_interval(t, "limit", f->limit);
	tree_real(t, "largest_residual", f->worst);
	tree_real(t, "at_slots", f->worst_slots);
	tree_map_end(t);
}

static void add_usl(struct tree *t, const struct usl_fit *f) {
	if (!f->known) {
		tree_null(t, "usl");
		return;
	}
	tree_map(t, "usl");
	tree_bool(t, "describes", f->describes);
	tree_bool(t, "inconclusive", f->inconclusive);
	tree_real(t, "seconds_with_one", f->one);
	add_interval(t, "sigma", f->sigma);
	add_interval(t, "kappa", f->kappa);
	add_interval(t, "best_slots", f->best);
	tree_real(t, "largest_residual", f->worst);
	tree_real(t, "at_slots", f->worst_slots);
	tree_map_end(t);
}

/* Fits are there even when the runs were disturbed: `law` says which one may be believed. */
static void add_findings(struct tree *t, const struct compare_result *c, const struct compare_findings *f) {
	static const char *const laws[] = { [LAW_NONE] = NULL, [LAW_AMDAHL] = "amdahl", [LAW_USL] = "usl" };

	tree_word(t, "law", laws[f->law]);
	add_amdahl(t, &f->amdahl);
	add_usl(t, &f->usl);
	tree_list(t, "ceilings");
	for (size_t i = 0; i < COMPARE_CEILINGS && f->ceilings[i].kind; i++) {
		tree_map(t, NULL);
		tree_word(t, "kind", f->ceilings[i].kind);
		tree_real(t, "speedup", f->ceilings[i].speedup);
		tree_bool(t, "binding", f->ceilings[i].binding);
		tree_map_end(t);
	}
	tree_list_end(t);
	tree_map(t, "load");
	tree_bool(t, "disturbed", f->disturbed);
	tree_real(t, "others", c->others);
	tree_real(t, "pressure", c->pressure);
	tree_real(t, "queued", c->queued);
	tree_text(t, "frequency", c->frequency[0] ? c->frequency : NULL);
	tree_map_end(t);
	tree_list(t, "notes");
	for (size_t i = 0; i < f->note_count; i++) {
		tree_map(t, NULL);
		tree_word(t, "kind", f->notes[i].kind);
		tree_bool(t, "warning", f->notes[i].warning);
		tree_text(t, "text", f->notes[i].text);
		tree_map_end(t);
	}
	tree_list_end(t);
}

static void add_outputs(struct tree *t, const struct compare_result *c) {
	bool other = !c->same_output && c->other_task;

	tree_map(t, "outputs");
	tree_bool(t, "identical", c->same_output);
	tree_word(t, "hash", "XXH3");
	if (other) {
		tree_int(t, "task", c->other_task);
		tree_int(t, "slots", c->other_slots);
		tree_int(t, "against", c->first_slots);
	} else {
		tree_null(t, "task");
	}
	tree_map_end(t);
}

static void add_compare(struct tree *t, const struct compare_document *d) {
	static const char *const ends[] = {
		[COMPARE_FIXED] = "runs",
		[COMPARE_PRECISE] = "precise",
		[COMPARE_MOST] = "max-runs",
		[COMPARE_TIME] = "max-time",
	};
	const struct compare_result *c = d->result;

	tree_map(t, "compare");
	tree_int(t, "rounds", c->count ? c->points[0].runs : 0);
	tree_int(t, "warmups", c->warmups);
	tree_word(t, "ended_by", ends[c->end]);
	tree_word(t, "figure", c->minima ? "min" : "mean");
	tree_list(t, "points");
	for (size_t i = 0; i < c->count; i++)
		add_point(t, NULL, c, &c->points[i]);
	tree_list_end(t);
	if (c->baseline.runs)
		add_point(t, "baseline", c, &c->baseline);
	else
		tree_null(t, "baseline");
	add_findings(t, c, d->findings);
	add_outputs(t, c);
	tree_map_end(t);
}

int compare_add_tree(struct buf *out, const struct compare_document *d, bool json) {
	struct tree *t = tree_open(out, json ? TREE_JSON : TREE_YAML);

	if (!t)
		return -ENOMEM;
	tree_map(t, NULL);
	tree_word(t, "schema", "pmap.compare/1");
	export_run(t, &d->about);
	export_machine(t, &d->about);
	tree_map(t, "tasks");
	tree_int(t, "read", d->result->tasks);
	tree_int(t, "failed", d->result->failed);
	tree_map_end(t);
	add_compare(t, d);
	tree_map_end(t);
	return tree_close(t);
}
