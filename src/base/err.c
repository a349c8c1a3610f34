/* SPDX-License-Identifier: MIT */
/* Messages are cleaned here, once: what a human sees must not drive the terminal, whatever bytes a file name holds. */
#include "base/err.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/sys.h"

/* Length of the valid UTF-8 sequence at s (2 to 4), 0 when there is none. C1 controls count as invalid. */
static size_t utf8_len(const unsigned char *s) {
	size_t n = s[0] >= 0xf0 && s[0] <= 0xf4 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 0;

	if (s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if (n == 2 && s[0] == 0xc2 && s[1] < 0xa0)
		return 0;
	return n;
}

/* Copy text to out (size bytes, NUL-terminated), control and invalid bytes as \n, \t or \xHH. */
static size_t show(char *out, size_t size, const char *text) {
	const unsigned char *s = (const unsigned char *)text;
	size_t o = 0;

	while (*s && o + 5 < size) {
		size_t n = *s >= 0x80 ? utf8_len(s) : 0;

		if (n) {
			memcpy(out + o, s, n);
			o += n;
			s += n;
			continue;
		}
		if (*s >= 0x20 && *s < 0x7f)
			out[o++] = (char)*s;
		else if (*s == '\n' || *s == '\t')
			o += (size_t)snprintf(out + o, size - o, *s == '\n' ? "\\n" : "\\t");
		else
			o += (size_t)snprintf(out + o, size - o, "\\x%02x", *s);
		s++;
	}
	out[o] = '\0';
	return o;
}

static __attribute__((format(printf, 4, 0))) void set(struct err *err, int code, const char *reason, const char *fmt, va_list ap) {
	char raw[sizeof(err->msg)];
	int n;

	if (!err || err->code)
		return;
	n = vsnprintf(raw, sizeof(raw), fmt, ap);
	if (reason && n >= 0 && (size_t)n < sizeof(raw))
		snprintf(raw + n, sizeof(raw) - (size_t)n, ": %s", reason);
	err->code = code > 0 ? code : EINVAL;
	show(err->msg, sizeof(err->msg), raw);
}

int err_set(struct err *err, int code, const char *fmt, ...) {
	va_list ap;

	va_start(ap, fmt);
	set(err, code, NULL, fmt, ap);
	va_end(ap);
	return -(code > 0 ? code : EINVAL);
}

/* The one limit that everybody meets and few know how to raise. */
static const char *too_many_files(char *reason, size_t size) {
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r))
		return strerror(EMFILE);
	snprintf(reason, size, "Too many open files (ulimit -n is %llu: raise it)", (unsigned long long)r.rlim_cur);
	return reason;
}

int err_sys(struct err *err, int code, const char *fmt, ...) {
	char reason[128];
	va_list ap;

	code = code > 0 ? code : EIO;
	va_start(ap, fmt);
	set(err, code, code == EMFILE ? too_many_files(reason, sizeof(reason)) : strerror_r(code, reason, sizeof(reason)), fmt, ap);
	va_end(ap);
	return -code;
}

const char *err_program(void) {
	return program_invocation_short_name;
}

/* "NAME: message\n"; returns its length. */
__attribute__((format(printf, 3, 0))) static size_t compose(char *line, size_t size, const char *fmt, va_list ap) {
	char raw[2048];
	size_t n;

	vsnprintf(raw, sizeof(raw), fmt, ap);
	n = (size_t)snprintf(line, size, "%.64s: ", err_program());
	n += show(line + n, size - n - 1, raw);
	line[n++] = '\n';
	return n;
}

void err_say(const char *fmt, ...) {
	char line[2304];
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	n = compose(line, sizeof(line), fmt, ap);
	va_end(ap);
	/* Nothing sensible can be done when stderr is gone; the exit status tells. */
	(void)!sys_write(2, line, n);
}

void err_say_below(const char *below, const char *fmt, ...) {
	char line[2 * 2304];
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	n = compose(line, 2304, fmt, ap);
	va_end(ap);
	n += show(line + n, sizeof(line) - n - 1, below);
	line[n++] = '\n';
	(void)!sys_write(2, line, n);
}

void err_say_now(const char *fmt, ...) {
	struct pollfd p = { .fd = 2, .events = POLLOUT };
	char line[2304]; /* a pipe that polls writable takes as much (PIPE_BUF) */
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	n = compose(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (poll(&p, 1, 0) > 0)
		(void)!sys_write(2, line, n);
}

size_t err_show(char *out, size_t size, const char *text) {
	return show(out, size, text);
}
