/* SPDX-License-Identifier: MIT */
#include "stats/report.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/newfile.h"
#include "stats/report_page.h"

#define MODE 0666 /* within the umask */

static bool is_named(const char *file) {
	const char *dot = strrchr(file, '.');

	return dot && dot > file && dot[-1] != '/' && (!strcasecmp(dot, ".html") || !strcasecmp(dot, ".htm"));
}

/* Can a file be made in the directory of `file`? 0 or -errno with words. */
static int check_directory(const char *file, struct err *err) {
	const char *slash = strrchr(file, '/');
	struct buf dir = { 0 };
	int rc = slash == file ? buf_adds(&dir, "/") : slash ? buf_add(&dir, file, (size_t)(slash - file)) : buf_adds(&dir, ".");

	if (!rc)
		rc = buf_terminate(&dir);
	if (!rc && access(dir.p, W_OK | X_OK))
		rc = -errno;
	buf_release(&dir);
	return rc ? err_sys(err, -rc, "cannot write the report '%s'", file) : 0;
}

int report_check(const char *file, struct err *err) {
	struct stat st;

	if (!strcmp(file, "-"))
		return err_set(err, EINVAL, "cannot write the report to standard output, which has the output of the tasks: name a file that ends in .html");
	if (!is_named(file))
		return err_set(err, EINVAL, "cannot write the report to '%s': the name must end in .html or .htm", file);
	if (stat(file, &st) == 0 && S_ISDIR(st.st_mode))
		return err_sys(err, EISDIR, "cannot write the report '%s'", file);
	return check_directory(file, err);
}

static int store(const char *file, const struct buf *page, struct err *err) {
	struct newfile f;
	int rc = newfile_open(&f, file, MODE, true, err);

	if (rc)
		return rc;
	rc = newfile_write(&f, page->p, page->len, NULL, err);
	if (!rc)
		return newfile_commit(&f, err);
	newfile_discard(&f);
	return rc;
}

int report_write(const struct run_report *r, const char *file, struct err *err) {
	struct buf out = { 0 };
	struct page p = { .out = &out };
	int rc;

	report_page(&p, r);
	rc = p.rc ? err_sys(err, -p.rc, "cannot write the report '%s'", file) : store(file, &out, err);
	buf_release(&out);
	return rc;
}
