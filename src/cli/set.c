/* SPDX-License-Identifier: MIT */
/*
 * Setters. They only store; whatever depends on more than one option is decided when all words are read (finish.c), so the
 * order of options does not matter beyond "the later one wins".
 */
#include "cli/set.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/values.h"

struct block {
	struct block *next;
	max_align_t data[];
};

void *set_alloc(struct options *o, size_t n) {
	struct block *b = xmalloc(sizeof(*b) + n);

	b->next = o->owned;
	o->owned = b;
	return b->data;
}

void set_add_input(struct parse *p, struct input in) {
	struct options *o = p->o;

	if (o->input_count == p->input_room) {
		size_t room = p->input_room ? p->input_room * 2 : 8;
		struct input *more = set_alloc(o, room * sizeof(*more));

		if (o->input_count)
			memcpy(more, o->inputs, o->input_count * sizeof(*more));
		o->inputs = more;
		p->input_room = room;
	}
	o->inputs[o->input_count++] = in;
}

static int bad(const char *name, const char *value, const char *expected, struct err *err) {
	return err_set(err, EINVAL, "option '%s': '%s' is not %s", name, value, expected);
}

static void *field(struct parse *p, const struct opt *opt) {
	return (char *)p->o + opt->at;
}

static char *decoded(struct parse *p, const char *value, size_t *len) {
	char *s = set_alloc(p->o, strlen(value) + 1);

	*len = value_escapes(value, s);
	return s;
}

/* Setters share one signature; these macros keep the parameters that a setter does not need out of its way. */
#define SETTER(name_) \
	int name_(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err)
#define UNUSED_ARGS() ((void)p, (void)opt, (void)name, (void)value, (void)err)

SETTER(set_flag) {
	UNUSED_ARGS();
	*(bool *)field(p, opt) = true;
	return 0;
}

SETTER(set_no_flag) {
	UNUSED_ARGS();
	*(bool *)field(p, opt) = false;
	return 0;
}

SETTER(set_string) {
	UNUSED_ARGS();
	*(const char **)field(p, opt) = value;
	return 0;
}

SETTER(set_nothing) {
	UNUSED_ARGS();
	return 0;
}

SETTER(set_plain) {
	UNUSED_ARGS();
	p->plain = true;
	return 0;
}

SETTER(set_retired) {
	UNUSED_ARGS();
	if (!opt->help)
		return err_set(err, EINVAL, "option '%s' is gone", name);
	return err_set(err, EINVAL, "option '%s' is gone; %s", name, opt->help);
}

/* Modes: the first one that prints something and ends wins. */
SETTER(set_mode) {
	UNUSED_ARGS();
	if (p->o->mode == MODE_RUN || p->o->mode == MODE_COMPARE || p->o->mode == MODE_PROBE) {
		p->o->mode = (enum mode)opt->value;
		p->o->mode_arg = value;
	}
	return 0;
}

SETTER(set_show) {
	(void)value;
	return set_mode(p, opt, name, opt->names, err);
}

SETTER(set_help) {
	char expected[200] = "an option or a section: examples strings";
	const struct opt *asked;
	struct err none = {0};
	size_t i;

	if (name[0] == '-' && name[1] == 'h')
		value = "short";
	for (i = 0; value && i < SECTIONS; i++)
		if (!strcmp(value, opt_sections[i].name))
			break;
	if (i < SECTIONS || !strcmp(value, "short") || !strcmp(value, "examples") || !strcmp(value, "strings"))
		return set_mode(p, opt, name, value, err);
	asked = opt_find(value + strspn(value, "-"), strlen(value + strspn(value, "-")), &none);
	if (asked && !asked->hidden)
		return set_mode(p, opt, name, value + strspn(value, "-"), err);
	for (i = 0; i < SECTIONS; i++) {
		size_t n = strlen(expected);

		snprintf(expected + n, sizeof(expected) - n, " %s", opt_sections[i].name);
	}
	return bad(name, value, expected, err);
}

/* Input. */

SETTER(set_input_file) {
	UNUSED_ARGS();
	set_add_input(p, (struct input){ .kind = INPUT_FILE, .path = value });
	return 0;
}

SETTER(set_null) {
	UNUSED_ARGS();
	p->o->null = true; /* --delimiter beats it, whatever the order */
	return 0;
}

SETTER(set_delimiter) {
	UNUSED_ARGS();
	p->o->delimiter = decoded(p, value, &p->o->delimiter_len);
	return 0;
}

SETTER(set_arg_sep) {
	UNUSED_ARGS();
	p->arg_sep = value;
	return 0;
}

SETTER(set_file_sep) {
	UNUSED_ARGS();
	p->file_sep = value;
	return 0;
}

/* Building the command. */

/* -n, -N: value 'n' or 'N'. */
SETTER(set_count) {
	unsigned n;

	if (value_count(value, 0, &n))
		return bad(name, value, "a number of arguments (0, 1, 2, ...)", err);
	if (opt->value == 'N') {
		p->nreplace = n;
		p->nreplace_given = true;
	} else {
		p->n = n;
		p->n_given = true;
	}
	return 0;
}

SETTER(set_fill) {
	UNUSED_ARGS();
	p->fill_x |= opt->value == MANY_X;
	p->fill_m |= opt->value == MANY_M;
	p->fill_xargs |= opt->value == MANY_XARGS;
	return 0;
}

SETTER(set_lines) {
	unsigned n = 1;

	if (value && value_count(value, 0, &n))
		return bad(name, value, "a number of lines (1, 2, ...)", err);
	if (opt->value) {
		p->lines_repeated = n;
		p->repeat_lines = true;
	} else {
		p->lines_plain = n ? n : 1;
	}
	return 0;
}

SETTER(set_chars) {
	int64_t n;

	(void)opt;
	if (value_size(value, &n) || n < 0)
		return bad(name, value, "a length in bytes (1000, 64k)", err);
	p->o->max_chars = (uint64_t)n;
	return 0;
}

SETTER(set_replace) {
	(void)opt;
	if (value && !*value)
		return bad(name, value, "a string to replace", err);
	p->o->replace = value ? value : "{}";
	return 0;
}

/* Running. */

SETTER(set_jobs) {
	struct jobs j = { .kind = JOBS_FILE, .file = value };

	(void)opt;
	if (!strcmp(value, "auto"))
		j.kind = JOBS_AUTO;
	else if (value_jobs(value, &j) && access(value, R_OK))
		return bad(name, value, "N, N%, +N, -N, 0, auto or a readable file", err);
	p->o->jobs = j;
	return 0;
}

SETTER(set_choice_pool) {
	(void)opt;
	if (!strcmp(value, "thread"))
		p->o->pool = POOL_THREAD;
	else if (!strcmp(value, "process"))
		p->o->pool = POOL_PROCESS;
	else
		return bad(name, value, "thread or process", err);
	p->o->pool_given = true;
	return 0;
}

SETTER(set_timeout) {
	double percent = 0;
	nsec t = NSEC_NEVER;

	(void)opt;
	if (value_percent(value, &percent) && value_duration(value, &t))
		return bad(name, value, "a duration (10, 1.5, 1m30s, 2h) or a percentage of the median run time "
					"(200%)", err);
	p->o->timeout_percent = percent;
	p->o->timeout = t ? t : NSEC_NEVER; /* 0 = no limit, as in GNU parallel */
	return 0;
}

SETTER(set_retries) {
	(void)opt;
	if (value_count(value, 0, &p->o->retries))
		return bad(name, value, "a number of attempts (1, 2, ...; 0: as many as it takes)", err);
	if (!p->o->retries)
		p->o->retries = UINT_MAX;
	return 0;
}

SETTER(set_halt) {
	(void)opt;
	if (value_halt(value, &p->o->halt))
		return bad(name, value, "never, or WHEN,WHY=N[%] with WHEN now or soon and WHY fail, success or done "
					"(now,fail=1; soon,fail=10%)", err);
	return 0;
}

SETTER(set_joblog) {
	(void)opt;
	p->o->joblog_append = value[0] == '+';
	p->o->joblog = value + p->o->joblog_append;
	if (!*p->o->joblog)
		return bad(name, value, "the name of a file", err);
	return 0;
}

SETTER(set_resume) {
	UNUSED_ARGS();
	if (p->o->resume != RESUME_FAILED)
		p->o->resume = (enum resume)opt->value;
	return 0;
}

/* Output. */

/* value: k, K (no -k), l, u, g. */
SETTER(set_order) {
	UNUSED_ARGS();
	switch (opt->value) {
	case 'k': p->keep = true; break;
	case 'K': p->no_keep = true; break;
	case 'l': p->lines = true; break;
	case 'u': p->ungroup = true; break;
	default: p->group = true; break;
	}
	return 0;
}

SETTER(set_tagstring) {
	size_t len;
	char *s = decoded(p, value, &len);

	(void)opt;
	if (memchr(s, '\0', len))
		return bad(name, value, "a text without NUL bytes", err);
	p->o->tagstring = *s ? s : NULL; /* an empty one is none: no TAB either */
	return 0;
}

SETTER(set_progress) {
	UNUSED_ARGS();
	/* --bar beats --eta beats --progress, whatever the order. */
	if (p->o->progress == PROGRESS_NONE || opt->value < (int)p->o->progress)
		p->o->progress = (enum progress)opt->value;
	return 0;
}

SETTER(set_bytes) {
	int64_t n;

	if (value_size(value, &n) || n < 0)
		return bad(name, value, "a size (64M, 1G)", err);
	*(uint64_t *)field(p, opt) = (uint64_t)n;
	return 0;
}

/* Pipe mode. */

SETTER(set_block) {
	int64_t n;

	(void)opt;
	if (value_size(value, &n))
		return bad(name, value, "a size (512k, 1M, 2k*3; -N with --pipepart)", err);
	p->o->block = n ? n : 1 << 20;
	return 0;
}

SETTER(set_recstart) {
	UNUSED_ARGS();
	p->o->recstart = decoded(p, value, &p->o->recstart_len);
	return 0;
}

SETTER(set_recend) {
	UNUSED_ARGS();
	p->o->recend = decoded(p, value, &p->o->recend_len);
	return 0;
}

/* Figures. */

SETTER(set_stats) {
	(void)opt;
	if (value && !*value)
		return bad(name, value, "the name of a file", err);
	p->o->stats = true;
	p->o->stats_file = value;
	return 0;
}
