/* SPDX-License-Identifier: MIT */
/* How often things are run to be timed (--compare, --probe), and what becomes of the figures. */
#include <errno.h>
#include <string.h>

#include "cli/finish.h"
#include "cli/set.h"
#include "cli/values.h"

enum { MAX_COUNTS = 32 };

static int bad(const char *name, const char *value, const char *expected, struct err *err) {
	return err_set(err, EINVAL, "option '%s': '%s' is not %s", name, value, expected);
}

/* For options without a meaning of their own in an ordinary run. */
static void only_compare(struct parse *p, const struct opt *opt) {
	if (!p->o->compare_only)
		p->o->compare_only = opt->names;
}

int set_compare(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	unsigned *list = set_alloc(p->o, MAX_COUNTS * sizeof(*list));
	size_t n = 0;

	if (value && value_counts(value, list, MAX_COUNTS, &n))
		return bad(name, value, "a list of slot counts (1,2,4)", err);
	p->o->compare = n ? list : NULL;
	p->o->compare_count = n;
	return set_mode(p, opt, name, NULL, err);
}

int set_runs(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	if (value_count(value, 1, &p->o->runs))
		return bad(name, value, "a number of rounds (1, 2, ...)", err);
	return 0;
}

int set_max_runs(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	only_compare(p, opt);
	if (value_count(value, 1, &p->o->runs_most))
		return bad(name, value, "a number of rounds (1, 2, ...)", err);
	return 0;
}

int set_max_time(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	only_compare(p, opt);
	if (value_duration(value, &p->o->runs_time) || p->o->runs_time == 0)
		return bad(name, value, "a time (90, 5m, 1h30m)", err);
	return 0;
}

int set_warmup(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	only_compare(p, opt);
	if (value_count(value, 0, &p->o->warmups))
		return bad(name, value, "a number of runs (0, 1, ...)", err);
	return 0;
}

int set_minima(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)name, (void)value, (void)err;
	only_compare(p, opt);
	p->o->minima = true;
	return 0;
}

int set_baseline(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	only_compare(p, opt);
	if (!value[strspn(value, " \t\n")])
		return bad(name, value, "a command", err);
	p->o->baseline = value;
	return 0;
}

int set_export(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	struct options *o = p->o;
	const char **more = set_alloc(o, (o->export_count + 1) * sizeof(*more));

	only_compare(p, opt);
	if (!*value)
		return bad(name, value, "the name of a file", err);
	if (o->export_count)
		memcpy(more, o->exports, o->export_count * sizeof(*more));
	more[o->export_count++] = value;
	o->exports = more;
	return 0;
}

static int finish_only(const struct options *o, struct err *err) {
	const char *hint = !strcmp(o->compare_only, "min") ? "; GNU parallel's option that begins like that is --minversion" : "";

	return err_set(err, EINVAL, "--%s goes with --compare%s", o->compare_only, hint);
}

int finish_compare(struct options *o, struct err *err) {
	if (o->mode != MODE_COMPARE)
		return o->compare_only ? finish_only(o, err) : 0;
	if (o->stats)
		return err_set(err, EINVAL, "--stats explains one run, and --compare makes several: use --export FILE for its figures");
	if (o->runs && o->runs_most)
		return err_set(err, EINVAL, "--runs says how many rounds there are, --max-runs how many at most: use one of them");
	if (o->runs && o->runs_time != NSEC_NEVER)
		return err_set(err, EINVAL, "--runs says how many rounds there are, and --max-time ends them earlier: use --max-runs with it");
	return 0;
}
