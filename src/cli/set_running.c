/* SPDX-License-Identifier: MIT */
/* Setters of the options that say when and how a task is started. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/set.h"
#include "cli/values.h"

static int bad(const char *name, const char *value, const char *expected, struct err *err) {
	return err_set(err, EINVAL, "option '%s': '%s' is not %s", name, value, expected);
}

#define SETTER(name_) \
	int name_(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err)

SETTER(set_delay) {
	size_t n = strlen(value);
	bool automatic = n >= 4 && !strcmp(value + n - 4, "auto");
	char *text = set_alloc(p->o, n + 1);
	nsec delay = 0;

	(void)opt;
	memcpy(text, value, n + 1);
	if (automatic)
		text[n - 4] = '\0';
	if (*text && value_duration(text, &delay))
		return bad(name, value, "a duration (0.1, 10, 1m30s), with 'auto' behind it if it may change", err);
	p->o->delay = delay;
	p->o->delay_auto = automatic;
	return 0;
}

SETTER(set_unit) {
	(void)name, (void)value, (void)err;
	p->o->unit = (enum machine_unit)opt->value;
	return 0;
}

SETTER(set_load) {
	struct jobs j = { .kind = JOBS_FILE, .file = value };

	(void)opt;
	if (!*value)
		j.kind = JOBS_DEFAULT;
	else if (value_load(value, &j) && access(value, R_OK))
		return bad(name, value, "N, N%, +N, -N or a readable file", err);
	p->o->load = j;
	return 0;
}

/* The three words that stand for rules of our own have a number behind them. */
SETTER(set_limit) {
	struct jobs j;
	int64_t n;

	(void)opt;
	if (!strcmp(value, "io") || !strcmp(value, "load") || !strcmp(value, "mem") ||
	    (!strncmp(value, "io ", 3) && (value_size(value + 3, &n) || n < 0)) ||
	    (!strncmp(value, "load ", 5) && value_load(value + 5, &j)) ||
	    (!strncmp(value, "mem ", 4) && (value_size(value + 4, &n) || n < 0)))
		return bad(name, value, "a rule: io PERCENT, load N or mem SIZE", err);
	p->o->limit = *value ? value : NULL;
	return 0;
}

SETTER(set_nice) {
	int64_t n;
	const char *digits = value + (*value == '-' || *value == '+');

	(void)opt;
	if (!*digits || strspn(digits, "0123456789") != strlen(digits) || value_size(value, &n))
		return bad(name, value, "a niceness, -20 to 19", err);
	p->o->nice = n < -20 ? -20 : n > 19 ? 19 : (int)n;
	p->o->nice_given = true;
	return 0;
}

/* Only the three dots themselves are special; an empty name is no name, as in GNU parallel. */
SETTER(set_workdir) {
	(void)opt, (void)name, (void)err;
	p->o->workdir_private = !strcmp(value, "...");
	p->o->workdir = *value && !p->o->workdir_private ? value : NULL;
	return 0;
}

SETTER(set_slot_var) {
	(void)opt;
	if (strchr(value, '='))
		return bad(name, value, "the name of a variable", err);
	p->o->slot_var = *value ? value : NULL;
	return 0;
}

/* The version asked for is one of GNU parallel: a date. */
SETTER(set_minversion) {
	unsigned n;

	if (!*value || strspn(value, "0123456789") != strlen(value) || value_count(value, 0, &n))
		return bad(name, value, "a version of GNU parallel (20221122)", err);
	if (p->o->mode == MODE_RUN || p->o->mode == MODE_COMPARE) {
		p->o->mode = MODE_SHOW;
		p->o->mode_arg = opt->names;
		p->o->minversion = n;
	}
	return 0;
}
