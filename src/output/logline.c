/* SPDX-License-Identifier: MIT */
/* The grammar of a job log is kept in one place: what is resumed, run again or ordered by it is read alike. */
#include "config.h"

#include "output/logline.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "output/sinks.h"

/* A decimal number that ends at a tab. NULL when it is not one. */
static const char *number(const char *p, const char *end, uint64_t *ret) {
	uint64_t n = 0;
	const char *start = p;

	for (; p < end && *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(n, 10u, &n) || __builtin_add_overflow(n, (uint64_t)(*p - '0'), &n))
			return NULL;
	*ret = n;
	return p > start && p < end && *p == '\t' ? p + 1 : NULL;
}

static const char *skip_column(const char *p, const char *end) {
	const char *tab = p ? memchr(p, '\t', (size_t)(end - p)) : NULL;

	return tab ? tab + 1 : NULL;
}

/* "     1.234", up to a tab; negative when it is something else. */
static double seconds(const char *p, const char *end) {
	double n = 0, unit = 1;
	bool digits = false;

	while (p < end && *p == ' ')
		p++;
	for (; p < end && *p >= '0' && *p <= '9'; p++, digits = true)
		n = n * 10 + (*p - '0');
	if (p < end && *p == '.')
		for (p++; p < end && *p >= '0' && *p <= '9'; p++, digits = true)
			n += (*p - '0') * (unit /= 10);
	return digits && p < end && *p == '\t' ? n : -1;
}

bool logline_read(const char *line, const char *end, struct logline *ret) {
	const char *p = number(line, end, &ret->seq);
	uint64_t n, sig;
	bool minus;

	for (int i = 0; i < 2; i++) /* Host, Starttime */
		p = skip_column(p, end);
	ret->runtime = p ? seconds(p, end) : -1;
	p = skip_column(p, end);
	for (int i = 0; i < 2; i++) { /* Send, Receive */
		if (p)
			p = number(p, end, &n);
	}
	minus = p && p < end && *p == '-';
	if (p)
		p = number(p + minus, end, &n); /* Exitval */
	if (p)
		p = number(p, end, &sig); /* Signal; Command follows */
	if (!p || !ret->seq)
		return false;
	ret->failed = n || sig;
	ret->command = p;
	return true;
}

bool logline_is_header(const char *line, const char *end) {
	size_t n = strlen(JOBLOG_HEADER) - 1;

	return (size_t)(end - line) == n && !memcmp(line, JOBLOG_HEADER, n);
}

bool logline_is_log(const char *p, const char *end) {
	const char *nl = memchr(p, '\n', (size_t)(end - p));
	struct logline l;

	if (nl && logline_is_header(p, nl))
		return true;
	if (!nl && (size_t)(end - p) < strlen(JOBLOG_HEADER) && !memcmp(JOBLOG_HEADER, p, (size_t)(end - p)))
		return true;
	return logline_read(p, nl ? nl : end, &l);
}

int logline_not_a_log(const char *path, struct err *err) {
	return err_set(err, EINVAL, "'%s' is not a job log: its first line is neither the header of one nor a record", path);
}

int logline_slurp(const char *path, bool optional, struct buf *b, struct err *err) {
	int fd = sys_open(path, O_RDONLY, 0), rc = 0;
	ssize_t got;

	if (fd < 0)
		return optional && errno == ENOENT ? 0 : err_sys(err, errno, "cannot read the job log '%s'", path);
	do {
		if (buf_reserve(b, 65536)) {
			rc = err_sys(err, ENOMEM, "cannot read the job log '%s'", path);
			break;
		}
		got = io_read(fd, b->p + b->len, b->cap - b->len, NULL);
		if (got < 0)
			rc = err_sys(err, (int)-got, "cannot read the job log '%s'", path);
		b->len += got > 0 ? (size_t)got : 0;
	} while (!rc && got > 0);
	close(fd);
	return rc;
}
