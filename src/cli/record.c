/* SPDX-License-Identifier: MIT */
/* The one thing that is ever written to the user's directory, and only when it is asked for. Local jobs inherit what is exported. */
#include "cli/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sys.h"
#include "cli/config.h"

extern char **environ;

enum { DIR_SIZE = 4096, PATH_SIZE = DIR_SIZE + 16 };

static bool is_dir(const char *path) {
	struct stat st;

	return *path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Where it is written: $PARALLEL_HOME, or the last directory of the list that is there, or else the last one: ~/.parallel. */
static void choose(char *dir, size_t size) {
	char one[DIR_SIZE];

	*dir = '\0';
	for (unsigned i = 0; config_dir(i, one, sizeof(one)); i++) {
		if (i == 0 && *one) {
			(void)snprintf(dir, size, "%s", one);
			return;
		}
		if (*one && (!is_dir(dir) || is_dir(one)))
			(void)snprintf(dir, size, "%s", one);
	}
}

static int write_names(int fd) {
	struct buf names = { 0 };
	int rc = 0;

	for (char **e = environ; *e && !rc; e++) {
		rc = buf_add(&names, *e, strcspn(*e, "="));
		if (!rc)
			rc = buf_addc(&names, '\n');
	}
	if (!rc)
		rc = io_write(fd, names.p, names.len, NULL);
	buf_release(&names);
	return rc;
}

int record_write(struct err *err) {
	char dir[DIR_SIZE], path[PATH_SIZE];
	int fd, rc;

	choose(dir, sizeof(dir));
	if (!*dir)
		return err_set(err, EINVAL, "--record-env needs a home directory: HOME is not set");
	if (mkdir(dir, 0777) && errno != EEXIST)
		return err_sys(err, errno, "cannot make the directory '%s'", dir);
	snprintf(path, sizeof(path), "%s/ignored_vars", dir);
	fd = sys_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (fd < 0)
		return err_sys(err, errno, "cannot write '%s'", path);
	rc = write_names(fd);
	if (close(fd) && !rc)
		rc = -errno;
	return rc ? err_sys(err, -rc, "cannot write '%s'", path) : 0;
}

int record_check(struct err *err) {
	char dir[DIR_SIZE], path[PATH_SIZE];

	for (unsigned i = 0; config_dir(i, dir, sizeof(dir)); i++) {
		snprintf(path, sizeof(path), "%s/ignored_vars", dir);
		if (*dir && access(path, R_OK) == 0)
			return 0;
	}
	return err_set(err, EINVAL, "--env _ needs the list of names that are not copied: run '%s --record-env' in a clean environment first",
		       err_program());
}
