/* SPDX-License-Identifier: MIT */
/*
 * Where the file system can, the file has no name until it is complete (O_TMPFILE), so not even SIGKILL leaves a part of it behind.
 * Elsewhere it has a name nobody can guess, in the same directory. The last step is one link() or rename(): others see all or nothing.
 */
#include "config.h"

#include "base/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"

#define TRIES 16

/* The directory of path with its slash, in f->temp. */
static int directory(struct newfile *f) {
	const char *slash = strrchr(f->path, '/');

	f->temp.len = 0;
	return slash ? buf_add(&f->temp, f->path, (size_t)(slash - f->path) + 1) : buf_adds(&f->temp, "./");
}

/* A fresh name beside path in f->temp. 0 or -errno. */
static int fresh_name(struct newfile *f) {
	uint64_t word;
	int rc = directory(f);

	if (!rc && getrandom(&word, sizeof(word), 0) != sizeof(word))
		rc = -EIO;
	if (!rc)
		rc = buf_addf(&f->temp, ".pmap-%016llx", (unsigned long long)word);
	return rc ? rc : buf_terminate(&f->temp);
}

static int open_nameless(struct newfile *f, mode_t mode) {
#ifdef O_TMPFILE
	int rc = access("/proc/self/fd", X_OK) ? -ENOTSUP : directory(f); /* without /proc it would never get a name */

	if (!rc)
		rc = buf_terminate(&f->temp);
	if (rc)
		return rc;
	f->fd = sys_open(f->temp.p, O_TMPFILE | O_WRONLY, mode);
	f->temp.len = 0;
	f->nameless = f->fd >= 0;
	return f->fd >= 0 ? 0 : -errno;
#else
	(void)f, (void)mode;
	return -ENOTSUP;
#endif
}

static int open_named(struct newfile *f, mode_t mode) {
	for (int i = 0; i < TRIES; i++) {
		int rc = fresh_name(f);

		if (rc)
			return rc;
		f->fd = sys_open(f->temp.p, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, mode);
		if (f->fd >= 0)
			return 0;
		f->temp.len = 0;
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

static int exists(const struct newfile *f, struct err *err) {
	return err_set(err, EEXIST, "'%s' exists already; -f replaces it", f->path);
}

/* A device, a pipe or a socket cannot be replaced by a file: it is written. 1 = so it is, 0 = not, else -errno. */
static int open_direct(struct newfile *f, struct err *err) {
	struct stat st;

	if (stat(f->path, &st))
		return lstat(f->path, &st) || f->force ? 0 : exists(f, err);
	if (S_ISDIR(st.st_mode))
		return err_sys(err, EISDIR, "cannot write '%s'", f->path);
	if (S_ISREG(st.st_mode))
		return f->force ? 0 : exists(f, err);
	f->fd = sys_open(f->path, O_WRONLY, 0);
	if (f->fd < 0)
		return err_sys(err, errno, "cannot open '%s'", f->path);
	f->direct = true;
	return 1;
}

int newfile_open(struct newfile *f, const char *path, mode_t mode, bool force, struct err *err) {
	int rc;

	*f = (struct newfile){ .path = path, .fd = -1, .force = force };
	rc = open_direct(f, err);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = open_nameless(f, mode);
	/* File systems say in many ways that they cannot; what is really wrong the second way meets, too. */
	if (rc && rc != -ENOMEM)
		rc = open_named(f, mode);
	if (rc) {
		err_sys(err, -rc, "cannot write '%s'", path);
		newfile_discard(f);
	}
	return rc;
}

int newfile_write(struct newfile *f, const void *p, size_t n, const struct gate *stop, struct err *err) {
	int rc = io_write(f->fd, p, n, stop);

	return rc && rc != -ECANCELED ? err_sys(err, -rc, "cannot write '%s'", f->path) : rc;
}

/* Give the nameless file the name `to`, which must be free. */
static int link_as(const struct newfile *f, const char *to) {
	char self[64];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", f->fd);
	return linkat(AT_FDCWD, self, AT_FDCWD, to, AT_SYMLINK_FOLLOW) ? -errno : 0;
}

/* With `force` the name may be taken; rename() replaces, link() does not. Some file systems know no links. */
static int give_name(struct newfile *f) {
	struct stat st;
	int rc = 0;

	if (f->nameless && !f->force)
		return link_as(f, f->path);
	for (int i = 0; f->nameless && i < TRIES; i++) {
		rc = fresh_name(f);
		if (!rc)
			rc = link_as(f, f->temp.p);
		if (!rc)
			f->nameless = false;
		else
			f->temp.len = 0;
		if (rc && rc != -EEXIST)
			return rc;
	}
	if (rc)
		return rc;
	if (!f->force && link(f->temp.p, f->path) == 0)
		return 0;
	if (!f->force && errno != EPERM && errno != ENOTSUP)
		return -errno;
	if (!f->force && !lstat(f->path, &st))
		return -EEXIST;
	if (rename(f->temp.p, f->path))
		return -errno;
	f->temp.len = 0;
	return 0;
}

/* Network file systems tell of failed writes when the file is closed. */
static int close_named(struct newfile *f) {
	int rc = f->nameless ? 0 : close(f->fd);

	if (!f->nameless)
		f->fd = -1;
	return rc ? -errno : 0;
}

int newfile_commit(struct newfile *f, struct err *err) {
	int rc = close_named(f);

	if (!rc && !f->direct)
		rc = give_name(f);
	if (rc == -EEXIST)
		rc = exists(f, err);
	else if (rc)
		err_sys(err, -rc, "cannot write '%s'", f->path);
	newfile_discard(f);
	return rc;
}

void newfile_discard(struct newfile *f) {
	if (f->fd >= 0)
		close(f->fd);
	if (f->temp.len)
		(void)unlink(f->temp.p); /* nothing can be done about it */
	buf_release(&f->temp);
	f->fd = -1;
}
