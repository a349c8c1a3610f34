/* SPDX-License-Identifier: MIT */
/*
 * --results FILE.csv, .tsv, .json: one record for each task, with its output inside. A record can only be written when the task is over,
 * so its output is gathered in the task until then; the record itself leaves at once and in one piece.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "output/sinks.h"

struct sheet {
	struct sink sink;
	struct sheet_spec spec;
	int fd;
	bool own;      /* not stdout */
	bool headed;
	struct buf record;
};

enum sheet_kind sheet_kind(const char *name) {
	const char *dot = strrchr(name, '.');

	if (dot && !strcasecmp(dot, ".csv"))
		return SHEET_CSV;
	if (dot && !strcasecmp(dot, ".tsv"))
		return SHEET_TSV;
	return dot && !strcasecmp(dot, ".json") ? SHEET_JSON : SHEET_NONE;
}

static const char *shown(const struct sheet *s) {
	return s->own ? s->spec.path : "standard output";
}

static int sheet_write(struct sink *k, struct task *t, enum stream stream, const void *p, size_t n, struct err *err) {
	struct sheet *s = (struct sheet *)k;

	if (!task_see(t, stream, p, n, s->spec.tagged))
		return 0;
	return err_sys(err, ENOMEM, "cannot hold the output of task %llu for '%s'", (unsigned long long)task_number(t), shown(s));
}

/* A field of .csv and .tsv. 0 or -ENOMEM. */
static int add_field(struct buf *b, char separator, const char *p, size_t n) {
	bool quote = false;
	int rc = 0;

	for (size_t i = 0; i < n && !quote; i++)
		quote = p[i] == separator || p[i] == '"' || p[i] == ' ' || !p[i] || (p[i] >= '\t' && p[i] <= '\r');
	if (!quote)
		return buf_add(b, p, n);
	rc = buf_addc(b, '"');
	while (n && !rc) {
		const char *q = memchr(p, '"', n);
		size_t run = q ? (size_t)(q + 1 - p) : n;

		rc = buf_add(b, p, run);
		if (!rc && q)
			rc = buf_addc(b, '"');
		p += run;
		n -= run;
	}
	return rc ? rc : buf_addc(b, '"');
}

/* A string of .json. Bytes above 127 stay as they are. 0 or -ENOMEM. */
static int add_string(struct buf *b, const char *p, size_t n) {
	int rc = buf_addc(b, '"');

	while (n && !rc) {
		size_t run = 0;

		while (run < n && (unsigned char)p[run] >= ' ' && p[run] != '"' && p[run] != '\\')
			run++;
		rc = buf_add(b, p, run);
		if (!rc && run < n) {
			unsigned char c = (unsigned char)p[run++];

			rc = c < ' ' ? buf_addf(b, "\\u%04x", c) : buf_addf(b, "\\%c", c);
		}
		p += run;
		n -= run;
	}
	return rc ? rc : buf_addc(b, '"');
}

/* What is the same in all three: the columns of the job log. */
struct log_columns {
	long long seconds, millis;
	double runtime;
	int exitval, signal;
};

static struct log_columns log_columns(const struct result *r) {
	bool signalled = r->outcome == OUTCOME_SIGNAL || r->outcome == OUTCOME_TIMEOUT;

	return (struct log_columns){
		.seconds = (long long)(r->wall_start / NSEC_PER_SEC), .millis = (long long)(r->wall_start / 1000000 % 1000),
		.runtime = (double)(r->end - r->start) / 1e9, .signal = signalled ? r->code : 0,
		.exitval = r->outcome == OUTCOME_TIMEOUT ? -1 : signalled ? 0 : r->code,
	};
}

static size_t values(const struct sheet *s, const struct task *t) {
	return s->spec.no_values ? 0 : t->argc;
}

/* The output of a stream; the name of a file (--files) without its newline. */
static size_t seen_len(const struct sheet *s, const struct buf *b) {
	return b->len - (s->spec.files && b->len && b->p[b->len - 1] == '\n');
}

static int json_record(struct sheet *s, struct task *t) {
	struct log_columns l = log_columns(&t->result);
	struct buf *b = &s->record;
	const char *host = result_host(&t->result);
	int rc = buf_addf(b, "{ \"Seq\": %llu, \"Host\": ", (unsigned long long)task_number(t));

	rc = rc ? rc : add_string(b, host, strlen(host));
	rc = rc ? rc : buf_addf(b, ", \"Starttime\": %lld.%03lld, \"JobRuntime\": %.3f, \"Send\": %llu, "
				   "\"Receive\": %llu, \"Exitval\": %d, \"Signal\": %d, \"Command\": ",
				l.seconds, l.millis, l.runtime, (unsigned long long)t->result.sent, (unsigned long long)t->result.received,
				l.exitval, l.signal);
	rc = rc ? rc : add_string(b, t->command.p, t->command.len);
	rc = rc ? rc : buf_adds(b, ", \"V\": [ ");
	for (size_t i = 0; i < values(s, t) && !rc; i++) {
		rc = i ? buf_addc(b, ',') : 0;
		rc = rc ? rc : add_string(b, t->argv[i], t->lens[i]);
	}
	rc = rc ? rc : buf_adds(b, " ], \"Stdout\": ");
	rc = rc ? rc : add_string(b, t->seen[STREAM_OUT].p, seen_len(s, &t->seen[STREAM_OUT]));
	rc = rc ? rc : buf_adds(b, ", \"Stderr\": ");
	rc = rc ? rc : add_string(b, t->seen[STREAM_ERR].p, t->seen[STREAM_ERR].len);
	return rc ? rc : buf_adds(b, " }\n");
}

/* The names of the columns; those of the values are as many as there are names, else as many as the first record's. */
static int header(struct sheet *s, const struct task *t, char separator) {
	static const char *const names[] = { "Seq", "Host", "Starttime", "JobRuntime", "Send", "Receive", "Exitval", "Signal", "Command" };
	struct buf *b = &s->record;
	size_t n = s->spec.name_count ? s->spec.name_count : values(s, t);
	int rc = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !rc; i++) {
		rc = buf_adds(b, names[i]);
		rc = rc ? rc : buf_addc(b, separator);
	}
	for (size_t i = 0; i < n && !rc; i++) {
		if (s->spec.name_count)
			rc = add_field(b, separator, s->spec.names[i], strlen(s->spec.names[i]));
		else
			rc = buf_addf(b, "V%zu", i + 1);
		rc = rc ? rc : buf_addc(b, separator);
	}
	s->headed = true;
	return rc ? rc : buf_addf(b, "Stdout%cStderr\n", separator);
}

static int row(struct sheet *s, struct task *t, char separator) {
	struct log_columns l = log_columns(&t->result);
	struct buf *b = &s->record;
	const char *host = result_host(&t->result);
	int rc = s->headed ? 0 : header(s, t, separator);

	rc = rc ? rc : buf_addf(b, "%llu%c", (unsigned long long)task_number(t), separator);
	rc = rc ? rc : add_field(b, separator, host, strlen(host));
	rc = rc ? rc : buf_addf(b, "%c%lld.%03lld%c%.3f%c%llu%c%llu%c%d%c%d%c", separator, l.seconds, l.millis, separator, l.runtime,
				separator, (unsigned long long)t->result.sent, separator,
				(unsigned long long)t->result.received, separator, l.exitval, separator, l.signal, separator);
	rc = rc ? rc : add_field(b, separator, t->command.p, t->command.len);
	rc = rc ? rc : buf_addc(b, separator);
	for (size_t i = 0; i < values(s, t) && !rc; i++) {
		rc = add_field(b, separator, t->argv[i], t->lens[i]);
		rc = rc ? rc : buf_addc(b, separator);
	}
	rc = rc ? rc : add_field(b, separator, t->seen[STREAM_OUT].p, seen_len(s, &t->seen[STREAM_OUT]));
	rc = rc ? rc : buf_addc(b, separator);
	rc = rc ? rc : add_field(b, separator, t->seen[STREAM_ERR].p, t->seen[STREAM_ERR].len);
	return rc ? rc : buf_addc(b, '\n');
}

static int sheet_done(struct sink *k, struct task *t, struct err *err) {
	struct sheet *s = (struct sheet *)k;
	int rc;

	if (t->result.outcome == OUTCOME_KILLED || t->result.outcome == OUTCOME_SKIPPED || t->result.outcome == OUTCOME_NONE)
		return 0;
	s->record.len = 0;
	rc = s->spec.kind == SHEET_JSON ? json_record(s, t) : row(s, t, s->spec.kind == SHEET_CSV ? ',' : '\t');
	if (rc)
		return err_sys(err, ENOMEM, "cannot write '%s'", shown(s));
	rc = io_write(s->fd, s->record.p, s->record.len, NULL);
	return rc ? err_sys(err, -rc, "cannot write to %s%s%s", s->own ? "'" : "", shown(s), s->own ? "'" : "") : 0;
}

static int sheet_finish(struct sink *k, struct err *err) {
	struct sheet *s = (struct sheet *)k;
	int rc = s->own ? close(s->fd) : 0;

	s->own = false;
	return rc ? err_sys(err, errno, "cannot write '%s'", s->spec.path) : 0;
}

static void sheet_free(struct sink *k) {
	struct sheet *s = (struct sheet *)k;

	if (s->own)
		close(s->fd);
	buf_release(&s->record);
	free(s);
}

static const struct sink_ops sheet_ops = { sheet_write, sheet_done, NULL, sheet_finish, sheet_free };

int sink_sheet_new(struct sink **ret, const struct sheet_spec *spec, struct err *err) {
	bool out = spec->path[0] == '-' && spec->path[1] == '.' && !strchr(spec->path + 2, '.');
	struct sheet *s;
	int fd = 1;

	if (out && spec->out_closed)
		return err_sys(err, EBADF, "cannot write to standard output");
	if (!out)
		fd = sys_open(spec->path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0)
		return err_sys(err, errno, "cannot open the results file '%s'", spec->path);
	s = xcalloc(1, sizeof(*s));
	*s = (struct sheet){ .sink = { &sheet_ops }, .spec = *spec, .fd = fd, .own = !out };
	*ret = &s->sink;
	return 0;
}
