/* SPDX-License-Identifier: MIT */
/*
 * A record goes through three functions: raw (as it stands in the input), whole (joined of several lines when one is not enough)
 * and next (those that count). Most runs need the first only: the others then are a test or two. Each can be left in the middle,
 * when the input has no more for now, and goes on where it was.
 */
#include "input/origin.h"

#include <errno.h>
#include <string.h>

#include "input/csv.h"

static bool blank(char c) {
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool all_blank(const char *p, size_t len) {
	for (size_t i = 0; i < len; i++)
		if (!blank(p[i]))
			return false;
	return true;
}

static int no_memory(struct err *err) {
	return err_sys(err, ENOMEM, "cannot keep the input");
}

/* Does anything happen to records beside being cut? */
static bool plain(const struct origin *s) {
	return !s->o->skip_empty && !s->o->eof && !s->o->csv && !s->o->max_lines;
}

/* wait: else -EAGAIN where nothing is there. */
static int next_raw(struct origin *s, bool wait, const char **p, size_t *len, const struct gate *stop, struct err *err) {
	int rc;

	do {
		if (s->reader) {
			if (!wait && !reader_ready(s->reader))
				return -EAGAIN;
			rc = reader_next(s->reader, p, len, stop, err);
		} else {
			rc = s->word < s->words.count;
			if (rc)
				*p = records_get(&s->words, s->word++, len);
		}
		if (rc <= 0)
			return rc;
	} while (s->skip && !(s->skip = false));
	return 1;
}

/* Is the record whole? A quote is open at its end, or -L and a blank there, say that the next line belongs to it. */
static bool goes_on(struct origin *s, const char *p, size_t len) {
	if (s->o->csv && csv_odd(p, len))
		s->odd = !s->odd;
	if (s->odd)
		return true;
	if (!len && s->joining && s->join.len) {
		p = s->join.p;
		len = s->join.len;
	}
	return s->o->max_lines && len && blank(p[len - 1]);
}

static int add_piece(struct origin *s, bool quoted, const char *p, size_t len, struct err *err) {
	if (!s->joining)
		s->join.len = 0;
	if ((quoted && buf_add(&s->join, s->d.p, s->d.len)) || buf_add(&s->join, p, len))
		return no_memory(err);
	s->joining = true;
	return 0;
}

static int next_whole(struct origin *s, bool wait, const char **p, size_t *len, const struct gate *stop, struct err *err) {
	for (;;) {
		bool odd = s->odd, more, ended;
		int rc = next_raw(s, wait, p, len, stop, err);

		if (rc < 0)
			return rc;
		ended = rc == 0 || (s->o->eof && *len == s->o->eof_len && !memcmp(*p, s->o->eof, *len));
		s->over |= ended;
		if (ended && odd)
			return err_set(err, EINVAL, "--csv: the quote that begins in this record of '%s' has no end: %.*s", s->name,
				(int)(s->join.len < 60 ? s->join.len : 60), s->join.p);
		if (ended && !s->joining)
			return 0;
		if (!ended && !s->joining && s->o->skip_empty && all_blank(*p, *len))
			continue;
		more = !ended && goes_on(s, *p, *len);
		if (!s->joining && !more)
			return 1;
		if (!ended && add_piece(s, odd, *p, *len, err))
			return -ENOMEM;
		if (more)
			continue;
		s->joining = false;
		*p = s->join.p;
		*len = s->join.len;
		return 1;
	}
}

/* From reader or words. */
static int fresh(struct origin *s, bool wait, const char **p, size_t *len, const struct gate *stop, struct err *err) {
	if (s->failed.code) {
		if (err)
			*err = s->failed;
		return -s->failed.code;
	}
	if (s->pending) {
		s->pending = false;
		*p = s->p;
		*len = s->len;
		return 1;
	}
	if (s->over)
		return 0;
	if (plain(s))
		return next_raw(s, wait, p, len, stop, err);
	return next_whole(s, wait, p, len, stop, err);
}

/* What was given may be put back. */
static int note(struct origin *s, const char *p, size_t len) {
	s->p = p;
	s->len = len;
	return 1;
}

int origin_next(struct origin *s, const char **p, size_t *len, const struct gate *stop, struct err *err) {
	int rc;

	if (s->direct && !s->remember && !s->pending && s->at >= s->kept.count) {
		rc = reader_next(s->reader, p, len, stop, err);
		return rc == 1 ? note(s, *p, *len) : rc;
	}
	if (s->at >= s->kept.count) {
		if (!s->reader)
			return 0;
		rc = fresh(s, true, p, len, stop, err);
		if (rc <= 0)
			return rc;
		if (!s->remember)
			return note(s, *p, *len);
		if (records_add(&s->kept, *p, *len))
			return no_memory(err);
	}
	*p = records_get(&s->kept, s->at++, len);
	return 1;
}

void origin_put_back(struct origin *s) {
	if (s->at > s->first)
		s->at--;
	else if (s->reader)
		s->pending = true;
}

static void drop_reader(struct origin *s) {
	if (!s->shared)
		reader_free(s->reader);
	s->reader = NULL;
	s->direct = false;
}

int origin_keep(struct origin *s, const struct gate *stop, struct err *err) {
	const char *p;
	size_t len;
	int rc;

	if (!s->reader)
		return 0;
	while ((rc = fresh(s, true, &p, &len, stop, err)) == 1)
		if (records_add(&s->kept, p, len))
			return no_memory(err);
	if (rc < 0)
		return rc;
	drop_reader(s);
	return 0;
}

const char *origin_get(const struct origin *s, size_t i, size_t *len) {
	return records_get(&s->kept, s->first + i, len);
}

void origin_rewind(struct origin *s) {
	s->at = s->first;
	s->gave = s->done = false;
}

bool origin_ready(struct origin *s) {
	int rc;

	if (!s->reader || s->pending || s->over || s->failed.code || s->at < s->kept.count)
		return true;
	if (plain(s) && !s->skip)
		return reader_ready(s->reader);
	rc = fresh(s, false, &s->p, &s->len, NULL, &s->failed);
	s->pending = rc == 1;
	return rc != -EAGAIN;
}

bool origin_at_end(struct origin *s) {
	if (s->pending || s->failed.code || s->joining || s->at < s->kept.count)
		return false;
	return s->over || !s->reader || reader_at_end(s->reader);
}

int origin_header(struct origin *s, const char **p, size_t *len, struct err *err) {
	bool quoted = false;
	int rc;

	while ((rc = next_raw(s, true, p, len, NULL, err)) == 1 && s->o->csv) {
		s->odd ^= csv_odd(*p, *len);
		if (add_piece(s, quoted, *p, *len, err))
			return -ENOMEM;
		quoted = s->odd;
		if (!quoted) {
			*p = s->join.p;
			*len = s->join.len;
			break;
		}
	}
	if (rc == 0 && s->odd)
		return err_set(err, EINVAL, "--csv: the quote that begins in the header of '%s' has no end", s->name);
	s->joining = false;
	return rc;
}

int origin_settle(struct origin *s, struct err *err) {
	const char *p;
	size_t len;
	int rc;

	s->direct = s->reader && plain(s) && !s->skip;
	if (s->reader)
		return 0;
	if (plain(s)) {
		s->kept = s->words;
		s->words = (struct records){0};
		s->first = s->word + (s->skip && s->word < s->kept.count);
		s->at = s->first;
		return 0;
	}
	while ((rc = fresh(s, true, &p, &len, NULL, err)) == 1)
		if (records_add(&s->kept, p, len))
			return no_memory(err);
	records_release(&s->words);
	return rc;
}

int origin_open(struct origin *s, const struct options *o, const struct input *in, struct reader *standard, struct err *err) {
	*s = (struct origin){ .o = o, .d = { "\n", 1 }, .name = in->kind == INPUT_FILE ? in->path : ":::" };
	if (o->delimiter)
		s->d = (struct delimiter){ o->delimiter, o->delimiter_len };
	else if (o->null)
		s->d = (struct delimiter){ "", 1 };
	if (in->kind == INPUT_WORDS)
		return records_add_words(&s->words, in->words, in->count, s->d) ? no_memory(err) : 0;
	s->shared = standard != NULL;
	s->reader = standard;
	return standard ? 0 : reader_open(&s->reader, in->path, s->d, err);
}

void origin_release(struct origin *s) {
	if (s->reader)
		drop_reader(s);
	records_release(&s->words);
	records_release(&s->kept);
	buf_release(&s->join);
}
