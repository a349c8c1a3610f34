/* SPDX-License-Identifier: MIT */
/*
 * @wc: lines, words and bytes, in the columns of GNU wc. Bytes, whatever the locale: a word is a run of bytes that are no blanks, as the
 * C locale of POSIX has it.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"
#include "builtin/args.h"
#include "builtin/files.h"

#define BYTES (128u << 10)

struct counts {
	uint64_t lines, words, bytes;
};

struct wc {
	bool lines, words, bytes;
	size_t files;
	int width;
	struct counts total;
	struct out out;
};

static int take(void *arg, int letter, const char *value, struct err *err) {
	struct wc *w = arg;

	(void)value, (void)err;
	switch (letter) {
	case 'l': w->lines = true; break;
	case 'w': w->words = true; break;
	default: w->bytes = true; break;
	}
	return 0;
}

static bool is_blank(unsigned char c) {
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void count_words(struct counts *n, bool *in_word, const unsigned char *p, size_t len) {
	bool was = *in_word;
	uint64_t words = 0;

	for (size_t i = 0; i < len; i++) {
		bool is = !is_blank(p[i]);

		words += is && !was;
		was = is;
	}
	n->words += words;
	*in_word = was;
}

static void count_lines(struct counts *n, const unsigned char *p, size_t len) {
	uint64_t lines = 0;

	for (size_t i = 0; i < len; i++) /* compilers make vectors of it */
		lines += p[i] == '\n';
	n->lines += lines;
}

static int print(struct wc *w, const struct counts *n, const char *name) {
	struct buf line = {0};
	const uint64_t values[] = { n->lines, n->words, n->bytes };
	const bool wanted[] = { w->lines, w->words, w->bytes };
	int rc = 0;

	for (size_t i = 0; i < 3 && !rc; i++)
		if (wanted[i])
			rc = buf_addf(&line, "%s%*llu", line.len ? " " : "", w->width, (unsigned long long)values[i]);
	if (!rc && name)
		rc = buf_addf(&line, " %s", name);
	if (!rc)
		rc = buf_addc(&line, '\n');
	if (rc)
		err_sys(&w->out.call->err, -rc, "cannot run @wc");
	else
		rc = out_write(&w->out, line.p, line.len);
	buf_release(&line);
	return rc;
}

static int one(struct in *in, void *arg) {
	struct wc *w = arg;
	struct counts n = {0};
	bool in_word = false;
	const void *p = NULL;
	ssize_t got;

	while ((got = in_next(in, &p)) > 0) {
		n.bytes += (uint64_t)got;
		if (w->lines)
			count_lines(&n, p, (size_t)got);
		if (w->words)
			count_words(&n, &in_word, p, (size_t)got);
	}
	if (got < 0)
		return (int)got;
	w->total.lines += n.lines;
	w->total.words += n.words;
	w->total.bytes += n.bytes;
	return print(w, &n, w->files ? in->name : NULL);
}

/* Columns are as wide as the sum of the sizes asks for; seven digits when a size is not known. One number alone stands as it is. */
static int width(const struct wc *w, char *const *names) {
	uint64_t sum = 0;
	int least = 1, digits = 1;

	if (w->files <= 1 && w->lines + w->words + w->bytes == 1)
		return 1;
	for (size_t i = 0; i < (w->files ? w->files : 1); i++) {
		const struct builtin_call *call = w->out.call;
		bool named = w->files && strcmp(names[i], "-") != 0;
		struct stat st;

		if (named ? stat(names[i], &st) : call->body || fstat(0, &st))
			least = named ? least : 7;
		else if (!S_ISREG(st.st_mode))
			least = 7;
		else
			sum += (uint64_t)st.st_size;
	}
	for (; sum >= 10; sum /= 10)
		digits++;
	return digits > least ? digits : least;
}

int builtin_wc(struct builtin_call *call) {
	struct wc w = { .files = 0 };
	struct args_spec spec = { .letters = "lwc", .longs = "lines=l words=w bytes=c", .take = take, .arg = &w };
	char *buf;
	int rc = args_parse(call->argv, call->argc, &spec, &w.files, &call->err);

	if (rc)
		return 1;
	if (!w.lines && !w.words && !w.bytes)
		w.lines = w.words = w.bytes = true;
	buf = sys_malloc(BYTES);
	if (!buf)
		rc = err_sys(&call->err, ENOMEM, "cannot run @wc");
	else
		rc = out_open(&w.out, call, NULL, false, NULL);
	w.width = width(&w, call->argv + 1);
	if (!rc)
		rc = in_each(call, w.files, buf, BYTES, one, &w);
	if (!rc && w.files > 1)
		rc = print(&w, &w.total, "total");
	free(buf);
	return rc ? 1 : 0;
}
