/* SPDX-License-Identifier: MIT */
/*
 * A second run of a pipe would find it empty. What cannot be rewound is copied to disk, not to memory, because input may be
 * larger than memory.
 */
#include "rewind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sys.h"

static int temp_file(const char *dir, struct err *err) {
	struct buf name = { 0 };
	int fd = -1, rc;

	if (!dir)
		dir = "/tmp";
	rc = buf_addf(&name, "%s/pmapXXXXXX", dir);
	if (!rc)
		rc = buf_terminate(&name);
	if (!rc) {
		fd = sys_temp(name.p);
		rc = fd < 0 ? -errno : 0;
	}
	if (fd >= 0)
		(void)unlink(name.p); /* at worst it is left behind */
	buf_release(&name);
	return rc ? err_sys(err, -rc, "cannot make a temporary file in '%s'", dir) : fd;
}

static int copy_all(int from, int to, const char *what, struct err *err) {
	char block[1 << 16];
	ssize_t n;
	int rc;

	while ((n = io_read(from, block, sizeof(block), NULL)) > 0) {
		rc = io_write(to, block, (size_t)n, NULL);
		if (rc)
			return err_sys(err, -rc, "cannot keep a copy of %s", what);
	}
	return n < 0 ? err_sys(err, (int)-n, "cannot read %s", what) : 0;
}

static int copy_of(int from, const char *dir, const char *what, struct err *err) {
	int fd = temp_file(dir, err), rc;

	if (fd < 0)
		return fd;
	rc = copy_all(from, fd, what, err);
	if (rc)
		close(fd);
	return rc ? rc : fd;
}

static bool is_regular(int fd) {
	struct stat st;

	return !fstat(fd, &st) && S_ISREG(st.st_mode);
}

static int keep_stdin(struct rewind *r, const struct options *o, struct err *err) {
	struct kept k = { .as = STDIN_FILENO };

	if (is_regular(STDIN_FILENO)) {
		k.start = lseek(STDIN_FILENO, 0, SEEK_CUR);
		k.fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
		if (k.start < 0 || k.fd < 0)
			return err_sys(err, errno, "cannot keep standard input");
	} else {
		k.fd = copy_of(STDIN_FILENO, o->tmpdir, "standard input", err);
		if (k.fd < 0)
			return k.fd;
	}
	r->kept[r->count++] = k;
	return 0;
}

/* A file that does not open is left to the run, which has its own words for that. */
static int keep_file(struct rewind *r, struct input *in, const struct options *o, struct err *err) {
	struct kept *k = &r->kept[r->count];
	struct stat st;
	int fd, rc;

	if (stat(in->path, &st) || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
		return 0;
	fd = sys_open(in->path, O_RDONLY, 0);
	if (fd < 0)
		return 0;
	rc = copy_of(fd, o->tmpdir, in->path, err);
	close(fd);
	if (rc < 0)
		return rc;
	*k = (struct kept){ .fd = rc, .as = -1 };
	snprintf(k->name, sizeof(k->name), "/dev/fd/%d", k->fd);
	in->path = k->name;
	r->count++;
	return 0;
}

int rewind_keep(struct rewind *r, struct options *o, struct err *err) {
	bool reads_stdin = o->input_count == 0;
	int rc = 0;

	r->count = 0;
	r->kept = sys_malloc((o->input_count + 1) * sizeof(*r->kept));
	if (!r->kept)
		return err_sys(err, ENOMEM, "cannot keep the input");
	for (size_t i = 0; i < o->input_count && !rc; i++) {
		if (o->inputs[i].kind != INPUT_FILE)
			continue;
		if (!strcmp(o->inputs[i].path, "-"))
			reads_stdin = true;
		else
			rc = keep_file(r, &o->inputs[i], o, err);
	}
	if (!rc && reads_stdin)
		rc = keep_stdin(r, o, err);
	if (rc)
		rewind_release(r);
	return rc;
}

/* On Linux /dev/fd/N is opened afresh and begins at 0 by itself; elsewhere it is a duplicate that shares the position. */
int rewind_all(const struct rewind *r, struct err *err) {
	for (size_t i = 0; i < r->count; i++) {
		const struct kept *k = &r->kept[i];

		if (lseek(k->fd, k->start, SEEK_SET) < 0 || (k->as >= 0 && dup2(k->fd, k->as) < 0))
			return err_sys(err, errno, "cannot read the input again");
	}
	return 0;
}

void rewind_release(struct rewind *r) {
	for (size_t i = 0; i < r->count; i++)
		close(r->kept[i].fd);
	free(r->kept);
	*r = (struct rewind){ 0 };
}
