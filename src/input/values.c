/* SPDX-License-Identifier: MIT */
/*
 * Sources form factors: a source and those linked to it are one. The odometer of the product runs over the factors
 * from the second on, which are in memory; the first factor gives its next record whenever the odometer has gone
 * round. So a single source streams, and a product of word lists needs no memory beyond the lists.
 */
#include "input/values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "input/reader.h"
#include "input/records.h"

struct origin {
	struct reader *reader; /* NULL when all records are in `kept` */
	struct records kept;
	size_t first;          /* records before this one are header */
	size_t at;             /* next of the first factor */
	bool gave;             /* something came out of it */
	bool pending;          /* a record was read ahead by values_ready */
	const char *p;
	size_t len;
};

struct factor {
	size_t from, to; /* origins */
	size_t count;    /* records; for the first factor only when loaded */
	size_t at;
};

struct values {
	const struct options *o;
	struct delimiter d;
	struct columns *columns;
	struct origin *origins;
	size_t origin_count;
	struct factor *factors;
	size_t factor_count;
	char **names;
	size_t name_count;
	bool started;          /* the factors behind the first are in memory, counted */
	bool running;          /* there is a current record of the first factor */
	bool ended;
	bool others_empty;     /* nothing in any factor but the first */
	struct value_list row; /* the current record: first the columns of the first factor */
	size_t outer;          /* how many those are */
};

static bool blank(const char *p, size_t len) {
	for (size_t i = 0; i < len; i++)
		if (p[i] != ' ' && (p[i] < '\t' || p[i] > '\r'))
			return false;
	return true;
}

static int no_memory(struct err *err) {
	return err_sys(err, ENOMEM, "cannot keep the input");
}

/* From the reader, over records that -r drops. */
static int read_record(struct values *v, struct origin *s, const struct gate *stop, struct err *err) {
	int rc;

	if (s->pending) {
		s->pending = false;
		return 1;
	}
	do
		rc = reader_next(s->reader, &s->p, &s->len, stop, err);
	while (rc == 1 && v->o->skip_empty && blank(s->p, s->len));
	return rc;
}

/* The next record of an origin of the first factor, in s->p. */
static int next_record(struct values *v, struct origin *s, const struct gate *stop, struct err *err) {
	if (s->reader)
		return read_record(v, s, stop, err);
	if (s->at >= s->kept.count)
		return 0;
	s->p = records_get(&s->kept, s->at++, &s->len);
	return 1;
}

static void put_back(struct origin *s) {
	if (s->reader)
		s->pending = true;
	else
		s->at -= s->at > s->first;
}

/* Move the rest of a reader into memory. May be continued after -ECANCELED. */
static int keep(struct values *v, struct origin *s, const struct gate *stop, struct err *err) {
	int rc;

	if (!s->reader)
		return 0;
	while ((rc = read_record(v, s, stop, err)) == 1)
		if (records_add(&s->kept, s->p, s->len))
			return no_memory(err);
	if (rc < 0)
		return rc;
	reader_free(s->reader);
	s->reader = NULL;
	return 0;
}

static size_t length(const struct origin *s) {
	return s->kept.count - s->first;
}

/* Records of a factor in memory: an empty source counts as one empty value, linked ones end with the shortest. */
static size_t factor_length(const struct values *v, const struct factor *f) {
	size_t n = SIZE_MAX;

	for (size_t i = f->from; i < f->to; i++) {
		size_t len = length(&v->origins[i]);

		if (!len)
			len = 1;
		if (n > len)
			n = len;
	}
	return n;
}

static bool factor_empty(const struct values *v, const struct factor *f) {
	for (size_t i = f->from; i < f->to; i++)
		if (length(&v->origins[i]))
			return false;
	return true;
}

static int start(struct values *v, const struct gate *stop, struct err *err) {
	v->others_empty = true;
	for (size_t f = 1; f < v->factor_count; f++) {
		for (size_t i = v->factors[f].from; i < v->factors[f].to; i++) {
			int rc = keep(v, &v->origins[i], stop, err);

			if (rc)
				return rc;
		}
		v->factors[f].count = factor_length(v, &v->factors[f]);
		v->others_empty &= factor_empty(v, &v->factors[f]);
	}
	v->started = true;
	return 0;
}

static int add_columns(struct values *v, const char *p, size_t len, bool trim, struct err *err) {
	if (v->columns)
		return columns_split(v->columns, p, len, trim, &v->row, err);
	return value_list_add(&v->row, p, len) ? no_memory(err) : 0;
}

/* One step of the first factor. 1, 0 at its end, or -errno. */
static int next_outer(struct values *v, const struct gate *stop, struct err *err) {
	const struct factor *f = &v->factors[0];
	bool any = !v->others_empty;
	size_t empty = 0;

	for (size_t i = f->from; i < f->to; i++) {
		struct origin *s = &v->origins[i];
		int rc = next_record(v, s, stop, err);

		if (rc == -ECANCELED) /* what the ones before gave waits for the next call */
			for (size_t k = f->from; k < i; k++)
				put_back(&v->origins[k]);
		if (rc < 0)
			return rc;
		if (rc == 0 && s->gave)
			return 0;
		any |= rc == 1;
		if (rc == 0) {
			s->p = "";
			s->len = 0;
			empty++;
		}
	}
	if (empty && !any)
		return 0;
	v->row.count = 0;
	for (size_t i = f->from; i < f->to; i++) {
		int rc = add_columns(v, v->origins[i].p, v->origins[i].len, v->o->trim, err);

		if (rc)
			return rc;
		v->origins[i].gave = true;
	}
	v->outer = v->row.count;
	return 1;
}

/* Append the columns of factor f at its present place. */
static int add_inner(struct values *v, const struct factor *f, struct err *err) {
	for (size_t i = f->from; i < f->to; i++) {
		const struct origin *s = &v->origins[i];
		size_t len = 0;
		const char *p = length(s) ? records_get(&s->kept, s->first + f->at, &len) : "";
		int rc = add_columns(v, p, len, v->o->trim, err);

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

int values_next(struct values *v, const struct value **ret, size_t *n, const struct gate *stop, struct err *err) {
	int rc;

	if (v->ended)
		return 0;
	if (!v->started && (rc = start(v, stop, err)))
		return rc;
	if (!v->running || !turn(v)) {
		v->running = false;
		rc = next_outer(v, stop, err);
		v->ended = rc == 0;
		if (rc <= 0)
			return rc;
		v->running = true;
	}
	v->row.count = v->outer;
	for (size_t f = 1; f < v->factor_count; f++)
		if ((rc = add_inner(v, &v->factors[f], err)))
			return rc;
	*ret = v->row.v;
	*n = v->row.count;
	return 1;
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
		for (size_t i = v->factors[f].from; i < v->factors[f].to; i++)
			if (v->origins[i].reader)
				return false;
	if (more_in_odometer(v))
		return true;
	for (size_t i = v->factors[0].from; i < v->factors[0].to; i++) {
		struct origin *s = &v->origins[i];

		if (!s->reader || s->pending)
			continue;
		if (!v->o->skip_empty) {
			if (!reader_ready(s->reader))
				return false;
			continue;
		}
		while (!s->pending) { /* -r: a whole record is not yet one that counts */
			if (!reader_ready(s->reader))
				return false;
			if (reader_next(s->reader, &s->p, &s->len, NULL, NULL) != 1)
				break;
			s->pending = !blank(s->p, s->len);
		}
	}
	return true;
}

bool values_at_end(struct values *v) {
	struct origin *only = &v->origins[0];

	if (v->ended)
		return true;
	/* A record that was read ahead still lies in the reader's buffer. */
	return v->started && v->origin_count == 1 && only->reader && !only->pending && reader_at_end(only->reader);
}

int values_load(struct values *v, struct err *err) {
	int rc;

	for (size_t i = 0; i < v->origin_count; i++)
		if ((rc = keep(v, &v->origins[i], NULL, err)))
			return rc;
	return v->started ? 0 : start(v, NULL, err);
}

bool values_loaded(const struct values *v) {
	for (size_t i = 0; i < v->origin_count; i++)
		if (v->origins[i].reader)
			return false;
	return true;
}

void values_rewind(struct values *v) {
	v->running = v->ended = false;
	for (size_t f = 0; f < v->factor_count; f++)
		v->factors[f].at = 0;
	for (size_t i = 0; i < v->origin_count; i++) {
		v->origins[i].at = v->origins[i].first;
		v->origins[i].gave = false;
	}
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
	*count = v->name_count;
	return v->name_count ? v->names : NULL;
}

static int add_name(struct values *v, const char *p, size_t len) {
	char **names = sys_realloc(v->names, (v->name_count + 1) * sizeof(*names));
	char *name;

	if (!names)
		return -ENOMEM;
	v->names = names;
	name = sys_malloc(len + 1);
	if (!name)
		return -ENOMEM;
	if (len)
		memcpy(name, p, len);
	name[len] = '\0';
	names[v->name_count++] = name;
	return 0;
}

/* The first record of an origin names its columns. */
static int take_header(struct values *v, struct origin *s, struct err *err) {
	int rc = next_record(v, s, NULL, err);

	if (rc <= 0)
		return rc;
	s->first = s->at;
	v->row.count = 0;
	rc = add_columns(v, s->p, s->len, false, err);
	for (size_t i = 0; i < v->row.count && !rc; i++)
		if (add_name(v, v->row.v[i].p, v->row.v[i].len))
			rc = no_memory(err);
	return rc;
}

/* --header 0: sources are named after their files. */
static int name_files(struct values *v, struct err *err) {
	for (size_t i = 0; i < v->o->input_count; i++) {
		const char *path = v->o->inputs[i].kind == INPUT_FILE ? v->o->inputs[i].path : "";

		if (add_name(v, path, strlen(path)))
			return no_memory(err);
	}
	return 0;
}

static int add_words(struct values *v, struct origin *s, const struct input *in, struct err *err) {
	struct records all = {0};
	int rc = records_add_words(v->o->skip_empty ? &all : &s->kept, in->words, in->count, v->d);

	for (size_t i = 0; i < all.count && !rc; i++) {
		size_t len;
		const char *p = records_get(&all, i, &len);

		if (!blank(p, len))
			rc = records_add(&s->kept, p, len);
	}
	records_release(&all);
	return rc ? no_memory(err) : 0;
}

static int open_origins(struct values *v, struct err *err) {
	static const struct input standard = { .kind = INPUT_FILE, .path = "-" };
	const struct input *in = v->o->input_count ? v->o->inputs : &standard;

	for (size_t i = 0; i < v->origin_count; i++, in++) {
		struct origin *s = &v->origins[i];
		int rc;

		if (in->kind == INPUT_WORDS)
			rc = add_words(v, s, in, err);
		else
			rc = reader_open(&s->reader, in->path, v->d, err);
		if (rc)
			return rc;
		if (!i || !in->linked)
			v->factors[v->factor_count++].from = i;
		v->factors[v->factor_count - 1].to = i + 1;
	}
	return 0;
}

static struct values *new_values(const struct options *o) {
	struct values *v = xcalloc(1, sizeof(*v));

	v->o = o;
	v->d = (struct delimiter){ "\n", 1 };
	if (o->delimiter)
		v->d = (struct delimiter){ o->delimiter, o->delimiter_len };
	else if (o->null)
		v->d = (struct delimiter){ "", 1 };
	v->origin_count = o->input_count ? o->input_count : 1;
	v->origins = xcalloc(v->origin_count, sizeof(*v->origins));
	v->factors = xcalloc(v->origin_count, sizeof(*v->factors));
	return v;
}

int values_open(struct values **ret, const struct options *o, struct err *err) {
	struct values *v = new_values(o);
	int rc = o->colsep ? columns_new(&v->columns, o->colsep, err) : 0;

	if (!rc)
		rc = open_origins(v, err);
	if (!rc && o->header && !strcmp(o->header, "0"))
		rc = name_files(v, err);
	else if (o->header)
		for (size_t i = 0; i < v->origin_count && !rc; i++)
			rc = take_header(v, &v->origins[i], err);
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
	for (size_t i = 0; i < v->origin_count; i++) {
		reader_free(v->origins[i].reader);
		records_release(&v->origins[i].kept);
	}
	for (size_t i = 0; i < v->name_count; i++)
		free(v->names[i]);
	free(v->names);
	free(v->origins);
	free(v->factors);
	value_list_release(&v->row);
	columns_free(v->columns);
	free(v);
}
