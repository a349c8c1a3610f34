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
#include "stats/markdown.h"
#include "stats/summary.h"

static bool ends_with(const char *s, const char *end) {
	size_t n = strlen(s), m = strlen(end);

	return n > m && !strcmp(s + n - m, end);
}

bool stats_is_full(const char *file) {
	return file && !strcmp(file, "full");
}

/* What is printed and not stored: stats_store takes "full" for stderr, too. */
static bool is_text(const char *file) {
	return !file || !strcmp(file, "-") || stats_is_full(file);
}

static const struct {
	const char *suffix;
	enum stats_form form;
} forms[] = { { ".json", STATS_JSON }, { ".yaml", STATS_YAML }, { ".yml", STATS_YAML }, { ".csv", STATS_CSV }, { ".md", STATS_MARKDOWN } };

enum stats_form stats_form(const char *file) {
	if (is_text(file))
		return STATS_TEXT;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (ends_with(file, forms[i].suffix))
			return forms[i].form;
	return STATS_NONE;
}

int stats_check(const char *file, struct err *err) {
	if (stats_form(file) != STATS_NONE)
		return 0;
	return err_set(err, EINVAL, "cannot write statistics to '%s': the name must end in .json, .yaml, .yml, .csv or .md (- is text on stdout, full is more of it on stderr)", file);
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

int stats_store(const char *file, const struct buf *b, struct err *err) {
	int rc;

	if (!is_text(file)) {
		rc = write_file(file, b);
		return rc ? err_sys(err, -rc, "cannot write '%s'", file) : 0;
	}
	rc = io_write(file && !stats_is_full(file) ? STDOUT_FILENO : STDERR_FILENO, b->p, b->len, NULL);
	return rc ? err_sys(err, -rc, "cannot write the statistics") : 0;
}

static int make(struct buf *b, const struct run_report *r, const char *file, struct err *err) {
	switch (stats_form(file)) {
	case STATS_YAML: return export_tree(b, r, TREE_YAML, err);
	case STATS_JSON: return export_tree(b, r, TREE_JSON, err);
	case STATS_CSV: return export_tree(b, r, TREE_CSV, err);
	case STATS_MARKDOWN: return markdown_add(b, r);
	case STATS_TEXT: return summary_add(b, r, stats_is_full(file));
	case STATS_NONE: break;
	}
	return stats_check(file, err);
}

int stats_write(const struct run_report *r, const char *file, struct err *err) {
	struct buf b = { 0 };
	int rc = stats_check(file, err);

	if (rc)
		return rc;
	rc = make(&b, r, file, err);
	if (rc == -ENOMEM)
		rc = err_sys(err, ENOMEM, "cannot write the statistics");
	if (!rc)
		rc = stats_store(file, &b, err);
	buf_release(&b);
	return rc;
}
