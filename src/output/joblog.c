/* SPDX-License-Identifier: MIT */
/*
 * GNU parallel's log, byte for byte. A record is one write(2) to a descriptor opened for appending, so that it is there whole or not at
 * all; when a disk fills up in the middle of one, what was written of it is taken back.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "output/resume.h"
#include "output/sinks.h"

struct joblog {
	struct sink sink;
	int fd;
	bool own; /* not stdout */
	const char *path;
	struct buf record;
};

/* After a short write: cut the torn record off, but only while nobody else has written behind it. */
static void take_back(int fd, off_t start, size_t put) {
	struct stat st;

	if (start >= 0 && fstat(fd, &st) == 0 && st.st_size == start + (off_t)put)
		(void)!ftruncate(fd, start);
}

/* A short write: the rest says why, or completes the record when room has come back and nobody wrote behind it. 0 or errno. */
static int write_rest(const struct joblog *j, off_t start, size_t put) {
	struct stat st;

	if (start >= 0 && (fstat(j->fd, &st) || st.st_size != start + (off_t)put))
		return ENOSPC;
	return -io_write(j->fd, j->record.p + put, j->record.len - put, NULL);
}

static int write_record(struct joblog *j, struct err *err) {
	struct stat st;
	off_t start = fstat(j->fd, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : -1;
	ssize_t put = sys_write(j->fd, j->record.p, j->record.len);
	int code = put < 0 ? errno : 0;

	if (code == EAGAIN || code == EWOULDBLOCK)
		put = code = 0; /* a pipe that is shared and does not block */
	if (!code && (size_t)put < j->record.len)
		code = write_rest(j, start, (size_t)put);
	if (!code)
		return 0;
	if (put > 0)
		take_back(j->fd, start, (size_t)put);
	return err_sys(err, code, "cannot write the job log '%s'", j->path);
}

/* A newline in a command is written as NUL, so that a record is one line. */
static int add_command(struct buf *b, const struct buf *command) {
	size_t from = b->len, n = command->len;

	while (n && command->p[n - 1] == '\n')
		n--;
	if (buf_add(b, command->p, n))
		return -ENOMEM;
	for (size_t i = from; i < b->len; i++)
		if (b->p[i] == '\n')
			b->p[i] = '\0';
	return buf_addc(b, '\n');
}

static bool logged(const struct task *t) {
	return t->result.outcome != OUTCOME_KILLED && t->result.outcome != OUTCOME_SKIPPED && t->result.outcome != OUTCOME_NONE;
}

static int joblog_done(struct sink *s, struct task *t, struct err *err) {
	struct joblog *j = (struct joblog *)s;
	const struct result *r = &t->result;
	bool signalled = r->outcome == OUTCOME_SIGNAL || r->outcome == OUTCOME_TIMEOUT;
	int exitval = r->outcome == OUTCOME_TIMEOUT ? -1 : signalled ? 0 : r->code;

	if (!logged(t))
		return 0;
	j->record.len = 0;
	if (buf_addf(&j->record, "%llu\t%s\t%lld.%03lld\t%10.3f\t%llu\t%llu\t%d\t%d\t", (unsigned long long)task_number(t), result_host(r),
		     (long long)(r->wall_start / NSEC_PER_SEC), (long long)(r->wall_start / 1000000 % 1000),
		     (double)(r->end - r->start) / 1e9, (unsigned long long)r->sent, (unsigned long long)r->received, exitval,
		     signalled ? r->code : 0) ||
	    add_command(&j->record, &t->command))
		return err_sys(err, ENOMEM, "cannot write the job log '%s'", j->path);
	return write_record(j, err);
}

static int joblog_finish(struct sink *s, struct err *err) {
	struct joblog *j = (struct joblog *)s;
	int rc = j->own ? close(j->fd) : 0;

	j->own = false;
	return rc ? err_sys(err, errno, "cannot write the job log '%s'", j->path) : 0;
}

static void joblog_free(struct sink *s) {
	struct joblog *j = (struct joblog *)s;

	if (j->own)
		close(j->fd);
	buf_release(&j->record);
	free(j);
}

static const struct sink_ops joblog_ops = { NULL, joblog_done, NULL, joblog_finish, joblog_free };

static int write_header(struct joblog *j, const struct joblog_spec *spec, struct err *err) {
	struct stat st;

	if (fstat(j->fd, &st))
		return err_sys(err, errno, "cannot open the job log '%s'", j->path);
	if (spec->append || (spec->resume && st.st_size > 0))
		return 0;
	j->record.len = 0;
	if (buf_adds(&j->record, JOBLOG_HEADER))
		return err_sys(err, ENOMEM, "cannot open the job log '%s'", j->path);
	return write_record(j, err);
}

int sink_joblog_new(struct sink **ret, const struct joblog_spec *spec, struct err *err) {
	struct joblog *j = xcalloc(1, sizeof(*j));
	int rc = 0;

	*j = (struct joblog){ .sink = { &joblog_ops }, .fd = 1, .path = spec->path };
	if (strcmp(spec->path, "-")) {
		bool keep = spec->append || spec->resume;

		j->fd = sys_open(spec->path, (keep ? O_RDWR : O_WRONLY | O_TRUNC) | O_CREAT | O_APPEND, 0666);
		j->own = j->fd >= 0;
		if (j->fd < 0)
			rc = err_sys(err, errno, "cannot open the job log '%s'", spec->path);
		if (!rc)
			rc = resume_claim(j->fd, spec->path, keep, !spec->append, err);
	}
	if (!rc)
		rc = write_header(j, spec, err);
	if (rc) {
		joblog_free(&j->sink);
		return rc;
	}
	*ret = &j->sink;
	return 0;
}
