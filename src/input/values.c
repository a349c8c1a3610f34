/* SPDX-License-Identifier: MIT */
/*
 * Sources form factors: a source and those tied to it are one. The odometer of the product runs over the factors from the second
 * on, which are in memory; the first factor gives its next record whenever the odometer has gone round. So a single source
 * streams, and a product of word lists needs no memory beyond the lists.
 *
 * With --link all sources are one factor whose sources wrap. A source is remembered only while another one may be longer, so the
 * longest is not kept beyond the end of the others.
 */
#include "input/values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/csv.h"
#include "input/hostgroups.h"
#include "input/names.h"
#include "input/origin.h"

struct factor {
	size_t from, to; /* origins */
	size_t count;    /* records; for the first factor only when loaded */
	size_t at;
};

struct values {
	const struct options *o;
	struct columns *columns;
	const char *sep;       /* --csv */
	size_t sep_len;
	struct origin *origins;
	size_t origin_count;
	size_t opened;
	size_t step;           /* the origin at which a step of the first factor goes on */
	bool fresh;            /* --link: this step has something that did not come before */
	struct factor *factors;
	size_t factor_count;
	struct names names;
	bool started;          /* the factors behind the first are in memory, counted */
	bool running;          /* there is a current record of the first factor */
	bool ended;
	bool others_empty;     /* nothing in any factor but the first */
	struct value_list row; /* the current record: first the columns of the first factor */
	size_t outer;          /* how many those are */
	struct csv_room outer_room, inner_room;
	struct value groups;   /* --hostgroups: of the current record */
};

static int no_memory(struct err *err) {
	return err_sys(err, ENOMEM, "cannot keep the input");
}

static bool in_memory(const struct values *v, const struct factor *f) {
	for (size_t i = f->from; i < f->to; i++)
		if (!origin_kept(&v->origins[i]))
			return false;
	return true;
}

/* Records of a factor in memory: an empty source counts as one empty value, tied ones end with the shortest. */
static size_t factor_length(const struct values *v, const struct factor *f) {
	size_t n = v->o->link ? 1 : SIZE_MAX;

	for (size_t i = f->from; i < f->to; i++) {
		size_t len = origin_count(&v->origins[i]);

		if (!len)
			len = 1;
		if (v->o->link ? n < len : n > len)
			n = len;
	}
	return n;
}

static bool factor_empty(const struct values *v, const struct factor *f) {
	for (size_t i = f->from; i < f->to; i++)
		if (origin_count(&v->origins[i]))
			return false;
	return true;
}

/* Where several sources are standard input each gets its first record before one of them gets the rest. */
static int deal(struct values *v, const struct gate *stop, struct err *err) {
	bool shared = false;

	for (size_t i = 0; i < v->origin_count; i++)
		shared |= v->origins[i].shared;
	for (size_t i = 0; i < v->origin_count && shared; i++) {
		const char *p;
		size_t len;
		int rc;

		v->origins[i].remember = true;
		rc = origin_next(&v->origins[i], &p, &len, stop, err);
		if (rc < 0)
			return rc;
		if (rc)
			origin_put_back(&v->origins[i]);
	}
	return 0;
}

static int start(struct values *v, const struct gate *stop, struct err *err) {
	int rc = v->factor_count > 1 ? deal(v, stop, err) : 0;

	v->others_empty = true;
	for (size_t f = 1; f < v->factor_count && !rc; f++) {
		for (size_t i = v->factors[f].from; i < v->factors[f].to && !rc; i++)
			rc = origin_keep(&v->origins[i], stop, err);
		if (rc)
			break;
		v->factors[f].count = factor_length(v, &v->factors[f]);
		v->others_empty &= factor_empty(v, &v->factors[f]);
	}
	v->started = !rc;
	return rc;
}

static int add_columns(struct values *v, const char *p, size_t len, struct csv_room *room, struct err *err) {
	if (v->o->hostgroups)
		hostgroups_cut(p, &len, &v->groups);
	if (v->sep)
		return csv_split(v->sep, v->sep_len, p, len, v->o->trim, &v->row, room, err);
	if (v->columns)
		return columns_split(v->columns, p, len, v->o->trim, &v->row, err);
	return value_list_add_trimmed(&v->row, p, len, v->o->trim) ? no_memory(err) : 0;
}

static bool others_done(const struct values *v, size_t but) {
	for (size_t i = 0; i < v->origin_count; i++)
		if (i != but && !v->origins[i].done)
			return false;
	return true;
}

/* --link: the next of a source, from the beginning again when it has ended. */
static int take_linked(struct values *v, struct origin *s, const struct gate *stop, struct err *err) {
	int rc = 0;

	if (!s->done) {
		s->remember = s->shared || !others_done(v, (size_t)(s - v->origins));
		rc = origin_next(s, &s->p, &s->len, stop, err);
		if (rc < 0)
			return rc;
		v->fresh |= rc == 1;
		s->done = rc == 0;
	}
	if (rc == 0 && origin_count(s)) {
		if (s->at >= s->kept.count)
			s->at = s->first;
		s->p = records_get(&s->kept, s->at++, &s->len);
		rc = 1;
	}
	return rc;
}

/* The records of the next step of the first factor, in each origin's p. 1, 0 at its end, or -errno. */
static int step_outer(struct values *v, const struct gate *stop, struct err *err) {
	const struct factor *f = &v->factors[0];
	bool link = v->o->link, any = !v->others_empty;

	if (v->step == f->from)
		v->fresh = false;
	for (; v->step < f->to; v->step++) {
		struct origin *s = &v->origins[v->step];
		int rc = link ? take_linked(v, s, stop, err) : origin_next(s, &s->p, &s->len, stop, err);

		if (rc < 0)
			return rc;
		if (rc == 0 && s->gave && !link)
			return 0;
		s->gave |= rc == 1;
		if (rc == 0) {
			s->p = "";
			s->len = 0;
		}
	}
	v->step = f->from;
	if (link)
		return v->fresh;
	for (size_t i = f->from; i < f->to; i++)
		any |= v->origins[i].gave;
	for (size_t i = f->from; i < f->to; i++) /* an empty one has given its empty value now */
		v->origins[i].gave = true;
	return any;
}

static int next_outer(struct values *v, const struct gate *stop, struct err *err) {
	const struct factor *f = &v->factors[0];
	int rc = step_outer(v, stop, err);

	if (rc <= 0)
		return rc;
	v->row.count = 0;
	csv_room_release(&v->outer_room);
	for (size_t i = f->from; i < f->to; i++) {
		rc = add_columns(v, v->origins[i].p, v->origins[i].len, &v->outer_room, err);
		if (rc)
			return rc;
	}
	v->outer = v->row.count;
	return 1;
}

/* Append the columns of factor f, in memory, at its present place. */
static int add_factor(struct values *v, const struct factor *f, struct err *err) {
	for (size_t i = f->from; i < f->to; i++) {
		const struct origin *s = &v->origins[i];
		size_t len = 0, count = origin_count(s);
		const char *p = count ? origin_get(s, f->at % count, &len) : "";
		int rc = add_columns(v, p, len, &v->inner_room, err);

		if (rc)
			return rc;
	}
	return 0;
}

/* Turn the odometer. False when it has gone round. */
static bool turn(struct values *v) {
	for (size_t f = v->factor_count; f-- > 1;) {
		if (++v->factors[f].at < v->factors[f].count)
			return true;
		v->factors[f].at = 0;
	}
	return false;
}

static int add_factors(struct values *v, size_t from, const struct value **ret, size_t *n, struct err *err) {
	csv_room_release(&v->inner_room);
	for (size_t f = from; f < v->factor_count; f++) {
		int rc = add_factor(v, &v->factors[f], err);

		if (rc)
			return rc;
	}
	*ret = v->row.v;
	*n = v->row.count;
	return 1;
}

/* Most runs: a single source, whose records are what comes. */
static int next_only(struct values *v, const struct value **ret, size_t *n, const struct gate *stop, struct err *err) {
	struct origin *s = &v->origins[0];
	int rc = origin_next(s, &s->p, &s->len, stop, err);

	v->ended = rc == 0;
	if (rc <= 0)
		return rc;
	v->row.count = 0;
	v->groups = (struct value){0};
	if (v->sep)
		csv_room_release(&v->outer_room);
	rc = add_columns(v, s->p, s->len, &v->outer_room, err);
	if (rc)
		return rc;
	*ret = v->row.v;
	*n = v->row.count;
	return 1;
}

int values_next(struct values *v, const struct value **ret, size_t *n, const struct gate *stop, struct err *err) {
	int rc;

	if (v->ended)
		return 0;
	if (v->origin_count == 1)
		return next_only(v, ret, n, stop, err);
	if (!v->started && (rc = start(v, stop, err)))
		return rc;
	if (!v->running || !turn(v)) {
		v->running = false;
		v->groups = (struct value){0};
		rc = next_outer(v, stop, err);
		v->ended = rc == 0;
		if (rc <= 0)
			return rc;
		v->running = true;
	}
	v->row.count = v->outer;
	return add_factors(v, 1, ret, n, err);
}

int values_at(struct values *v, uint64_t i, const struct value **ret, size_t *n, struct err *err) {
	for (size_t f = v->factor_count; f-- > 0;) {
		v->factors[f].at = (size_t)(i % v->factors[f].count);
		i /= v->factors[f].count;
	}
	v->row.count = 0;
	v->groups = (struct value){0};
	return add_factors(v, 0, ret, n, err);
}

struct value values_groups(const struct values *v) {
	return v->groups;
}

static bool more_in_odometer(const struct values *v) {
	for (size_t f = 1; v->running && f < v->factor_count; f++)
		if (v->factors[f].at + 1 < v->factors[f].count)
			return true;
	return false;
}

bool values_ready(struct values *v) {
	if (v->ended)
		return true;
	for (size_t f = v->started ? v->factor_count : 1; f < v->factor_count; f++)
		if (!in_memory(v, &v->factors[f]))
			return false;
	if (more_in_odometer(v))
		return true;
	for (size_t i = v->factors[0].from; i < v->factors[0].to; i++)
		if (!v->origins[i].done && !origin_ready(&v->origins[i]))
			return false;
	return true;
}

bool values_at_end(struct values *v) {
	if (v->ended)
		return true;
	return v->origin_count == 1 && !origin_kept(&v->origins[0]) && origin_at_end(&v->origins[0]);
}

int values_load(struct values *v, struct err *err) {
	int rc = v->started ? 0 : deal(v, NULL, err);

	for (size_t i = 0; i < v->origin_count && !rc; i++)
		rc = origin_keep(&v->origins[i], NULL, err);
	if (!rc && !v->started)
		rc = start(v, NULL, err);
	if (rc)
		return rc;
	v->factors[0].count = factor_length(v, &v->factors[0]);
	values_rewind(v);
	return 0;
}

bool values_loaded(const struct values *v) {
	for (size_t i = 0; i < v->origin_count; i++)
		if (!origin_kept(&v->origins[i]))
			return false;
	return true;
}

void values_rewind(struct values *v) {
	v->running = v->ended = false;
	v->step = 0;
	for (size_t f = 0; f < v->factor_count; f++)
		v->factors[f].at = 0;
	for (size_t i = 0; i < v->origin_count; i++)
		origin_rewind(&v->origins[i]);
}

uint64_t values_total(const struct values *v) {
	uint64_t n = 1;
	bool empty = true;

	if (!values_loaded(v))
		return UINT64_MAX;
	for (size_t f = 0; f < v->factor_count; f++) {
		empty &= factor_empty(v, &v->factors[f]);
		if (__builtin_mul_overflow(n, factor_length(v, &v->factors[f]), &n))
			return UINT64_MAX;
	}
	return empty ? 0 : n;
}

char *const *values_names(const struct values *v, size_t *count) {
	*count = v->names.count;
	return v->names.count ? v->names.v : NULL;
}

/* The first record of an origin names its columns. */
static int take_header(struct values *v, struct origin *s, struct err *err) {
	struct csv_room room = {0};
	const char *p;
	size_t len;
	int rc = origin_header(s, &p, &len, err);

	if (rc <= 0)
		return rc;
	if (len && p[len - 1] == '\r') /* a line of another system: only its names are worth looking for */
		len--;
	v->row.count = 0;
	if (v->sep)
		rc = csv_split(v->sep, v->sep_len, p, len, 0, &v->row, &room, err);
	else if (v->columns)
		rc = columns_split(v->columns, p, len, 0, &v->row, err);
	else
		rc = value_list_add(&v->row, p, len) ? no_memory(err) : 0;
	for (size_t i = 0; i < v->row.count && !rc; i++) {
		const struct value *name = &v->row.v[i];

		if (v->sep ? names_add_field(&v->names, v->o, name->p, name->len) : names_add(&v->names, name->p, name->len))
			rc = no_memory(err);
	}
	csv_room_release(&room);
	return rc;
}

/* --header 0: sources are named after their files. */
static int name_files(struct values *v, struct err *err) {
	for (size_t i = 0; i < v->o->input_count; i++) {
		const char *path = v->o->inputs[i].kind == INPUT_FILE ? v->o->inputs[i].path : "";

		if (names_add(&v->names, path, strlen(path)))
			return no_memory(err);
	}
	return 0;
}

static int open_origins(struct values *v, struct err *err) {
	static const struct input from_stdin = { .kind = INPUT_FILE, .path = "-" };
	const struct input *in = v->o->input_count ? v->o->inputs : &from_stdin;
	struct reader *standard = NULL;

	for (size_t i = 0; i < v->origin_count; i++, in++) {
		struct origin *s = &v->origins[i];
		bool dash = in->kind == INPUT_FILE && !strcmp(in->path, "-");
		int rc = origin_open(s, v->o, in, dash ? standard : NULL, err);

		v->opened = i + 1;
		if (rc)
			return rc;
		if (dash)
			standard = s->reader;
		if (!i || !(in->linked || v->o->link))
			v->factors[v->factor_count++].from = i;
		v->factors[v->factor_count - 1].to = i + 1;
	}
	v->origins[0].skip = v->o->skip_first_line;
	return 0;
}

static int open_columns(struct values *v, struct err *err) {
	const struct options *o = v->o;

	if (!o->csv)
		return o->colsep ? columns_new(&v->columns, o->colsep, err) : 0;
	v->sep = o->colsep;
	v->sep_len = strlen(o->colsep);
	return 0;
}

static struct values *new_values(const struct options *o) {
	struct values *v = xcalloc(1, sizeof(*v));

	v->o = o;
	v->origin_count = o->input_count ? o->input_count : 1;
	v->origins = xcalloc(v->origin_count, sizeof(*v->origins));
	v->factors = xcalloc(v->origin_count, sizeof(*v->factors));
	return v;
}

int values_open(struct values **ret, const struct options *o, struct err *err) {
	struct values *v = new_values(o);
	bool files = o->header && !strcmp(o->header, "0");
	int rc = open_columns(v, err);

	if (!rc)
		rc = open_origins(v, err);
	if (!rc && files)
		rc = name_files(v, err);
	for (size_t i = 0; i < v->origin_count && !rc; i++) {
		rc = o->header && !files ? take_header(v, &v->origins[i], err) : 0;
		if (rc >= 0)
			rc = origin_settle(&v->origins[i], err);
	}
	if (rc) {
		values_free(v);
		return rc;
	}
	*ret = v;
	return 0;
}

void values_free(struct values *v) {
	if (!v)
		return;
	for (size_t i = v->opened; i-- > 0;) /* those that share a reader before its owner */
		origin_release(&v->origins[i]);
	names_release(&v->names);
	free(v->origins);
	free(v->factors);
	value_list_release(&v->row);
	csv_room_release(&v->outer_room);
	csv_room_release(&v->inner_room);
	columns_free(v->columns);
	free(v);
}
