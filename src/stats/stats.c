/* SPDX-License-Identifier: MIT */
/*
 * Where the statistics go. A file is written beside its final place and then renamed, so that a reader sees the old one, the
 * new one, but never half of one.
 */
#include "stats/stats.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sys.h"
#include "stats/export.h"
#include "stats/summary.h"

static bool ends_with(const char *s, const char *end) {
	size_t n = strlen(s), m = strlen(end);

	return n > m && !strcmp(s + n - m, end);
}

static bool is_text(const char *file) {
	return !file || !strcmp(file, "-");
}

int stats_check(const char *file, struct err *err) {
	if (is_text(file) || ends_with(file, ".yaml") || ends_with(file, ".yml"))
		return 0;
	return err_set(err, EINVAL, "cannot write statistics to '%s': the name must end in .yaml or .yml (- is text on stdout)", file);
}

static int write_and_close(int fd, const struct buf *b) {
	int rc = io_write(fd, b->p, b->len, NULL);

	if (close(fd) && !rc)
		rc = -errno;
	return rc;
}

/* A pipe or a device is written to; only a regular file can be replaced. */
static bool replaceable(const char *file) {
	struct stat st;

	return lstat(file, &st) || S_ISREG(st.st_mode);
}

static int write_direct(const char *file, const struct buf *b) {
	int fd = sys_open(file, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	return fd < 0 ? -errno : write_and_close(fd, b);
}

static int write_renamed(const char *file, const char *temp, const struct buf *b) {
	int fd = sys_open(temp, O_WRONLY | O_CREAT | O_EXCL, 0666), rc;

	if (fd < 0)
		return -errno;
	rc = write_and_close(fd, b);
	if (!rc && rename(temp, file))
		rc = -errno;
	if (rc)
		(void)unlink(temp); /* the first failure is the one to tell */
	return rc;
}

static int write_file(const char *file, const struct buf *b) {
	struct buf temp = { 0 };
	int rc;

	if (!replaceable(file))
		return write_direct(file, b);
	rc = buf_addf(&temp, "%s.%ld.tmp", file, (long)getpid());
	if (!rc)
		rc = buf_terminate(&temp);
	if (!rc)
		rc = write_renamed(file, temp.p, b);
	buf_release(&temp);
	return rc;
}

bool stats_is_yaml(const char *file) {
	return !is_text(file);
}

int stats_store(const char *file, const struct buf *b, struct err *err) {
	int rc;

	if (!is_text(file)) {
		rc = write_file(file, b);
		return rc ? err_sys(err, -rc, "cannot write '%s'", file) : 0;
	}
	rc = io_write(file ? STDOUT_FILENO : STDERR_FILENO, b->p, b->len, NULL);
	return rc ? err_sys(err, -rc, "cannot write the statistics") : 0;
}

int stats_write(const struct run_report *r, const char *file, struct err *err) {
	struct buf b = { 0 };
	int rc = stats_check(file, err);

	if (rc)
		return rc;
	if (stats_is_yaml(file))
		rc = export_yaml(&b, r, err);
	else if (summary_add(&b, r))
		rc = err_sys(err, ENOMEM, "cannot write the statistics");
	if (!rc)
		rc = stats_store(file, &b, err);
	buf_release(&b);
	return rc;
}
