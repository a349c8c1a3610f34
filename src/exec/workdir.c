/* SPDX-License-Identifier: MIT */
/*
 * The directory is made here, before the start, so that a bad one ends the run with a sentence; the child only enters it, between vfork
 * and exec (proc.c). No shell is needed for that.
 */
#include "config.h"

#include "exec/workdir.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/machine.h"

enum { OPEN_DIRS = 16, HOST_NAME = 256 };

static bool is_dir(const char *path) {
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* mkdir -p. 0 or -errno. */
static int make_path(char *path, mode_t mode) {
	for (char *p = path + strspn(path, "/"); *p; p += strspn(p, "/")) {
		char end;
		int code;

		p += strcspn(p, "/");
		end = *p;
		*p = '\0';
		code = mkdir(path, end ? 0777 : mode) ? errno : 0;
		/* Something that is there is only wrong when it is no directory; a parent may be one that we must not even look at. */
		if (code && !is_dir(path)) {
			*p = end;
			return -code;
		}
		*p = end;
	}
	return 0;
}

static int absolute(const char *path, struct buf *ret) {
	char full[PATH_MAX];

	if (!realpath(path, full))
		return -errno;
	if (access(full, X_OK))
		return -errno;
	ret->len = 0;
	return buf_add(ret, full, strlen(full)) ? -ENOMEM : buf_terminate(ret);
}

static int make(const char *dir, mode_t mode, struct buf *ret) {
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s", dir) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	if (!is_dir(path)) {
		int rc = make_path(path, mode);

		if (rc)
			return rc;
	}
	return absolute(path, ret);
}

static int make_given(const char *dir, struct buf *ret, struct err *err) {
	int rc = make(*dir ? dir : ".", 0777, ret);

	return rc ? err_sys(err, -rc, "cannot run tasks in '%s'", dir) : 0;
}

int workdir_name(const struct task *t, struct buf *ret) {
	char host[HOST_NAME];

	machine_name(host, sizeof(host));
	return buf_addf(ret, ".parallel/tmp/%s-%ld-%llu", host, (long)getpid(), (unsigned long long)task_number(t));
}

static int make_private(const struct task *t, struct buf *ret, struct err *err) {
	const char *home = getenv("HOME");
	struct buf path = {0};
	int rc;

	if (!home || !*home)
		return err_set(err, ENOENT, "--workdir ...: HOME is not set, and the directories are made in ~/.parallel/tmp");
	rc = buf_addf(&path, "%s/", home) || workdir_name(t, &path) || buf_terminate(&path) ? -ENOMEM : make(path.p, 0700, ret);
	if (rc)
		err_sys(err, -rc, "cannot make the directory '%s'", path.p ? path.p : home);
	buf_release(&path);
	return rc;
}

int workdir_enter(const struct exec_spec *spec, const struct task *t, struct buf *ret, struct err *err) {
	struct buf name = {0};
	int rc;

	if (spec->workdir_private)
		return make_private(t, ret, err);
	if (!spec->workdir)
		return 0;
	rc = template_render(spec->workdir, t, t->result.slot, &name);
	if (!rc)
		rc = buf_terminate(&name);
	rc = rc ? err_sys(err, -rc, "cannot name a directory") : make_given(name.p, ret, err);
	buf_release(&name);
	return rc;
}

static int remove_one(const char *path, const struct stat *st, int what, struct FTW *at) {
	(void)st, (void)at;
	(void)(what == FTW_DP ? rmdir(path) : unlink(path)); /* what stays shows when its directory cannot be removed */
	return 0;
}

void workdir_remove(const char *dir) {
	(void)nftw(dir, remove_one, OPEN_DIRS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
