/* SPDX-License-Identifier: MIT */
/*
 * The shell functions of env_parallel may hand over all functions of an interactive shell: hundreds of kilobytes, more than
 * one argument may have (128 KiB on Linux) and a lot to copy for each task. Such a text is read by the task's shell from a
 * file without a name that we hold open: /proc/PID/fd/N.
 */
#include "config.h"

#include "exec/payload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "exec/shell.h"
#include "input/quote.h"

#define INLINE_MAX (32u << 10)

/* A name of something that can be read, and no code? */
static bool is_file(const char *value) {
	struct stat st;

	return strlen(value) < 4096 && stat(value, &st) == 0 && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode));
}

/* Keep the text in a file and make the line that reads it. 0 or -errno. */
static int keep_in_file(struct payload *p, const char *tmpdir) {
	struct buf path = { 0 };
	int rc = buf_addf(&path, "%s/pmapXXXXXX", tmpdir);

	if (!rc)
		rc = buf_terminate(&path);
	if (!rc) {
		int fd = sys_temp(path.p);

		p->fd = fd < 0 ? 0 : fd;
		rc = fd < 0 ? -errno : 0;
	}
	if (!rc)
		rc = io_write(p->fd, p->text.p, p->text.len, NULL);
	if (!rc)
		rc = buf_addf(&p->line, "/proc/%ld/fd/%d", (long)getpid(), p->fd);
	if (!rc)
		rc = buf_terminate(&p->line);
	if (!rc) {
		bool proc = access(p->line.p, R_OK) == 0;

		p->line.len = 0;
		if (proc)
			unlink(path.p);
		rc = proc ? buf_addf(&p->line, ". /proc/%ld/fd/%d\n", (long)getpid(), p->fd) : buf_addf(&p->line, ". '%s'\n", path.p);
		if (!proc) {
			p->path = path.p;
			path = (struct buf){ 0 };
		}
	} else if (p->fd > 0) {
		unlink(path.p);
	}
	buf_release(&path);
	return rc;
}

int payload_open(struct payload *p, const char *tmpdir, struct err *err) {
	const char *value = getenv("PARALLEL_ENV");
	int rc;

	*p = (struct payload){ 0 };
	if (!value || !*value)
		return 0;
	rc = is_file(value) ? io_read_file(value, &p->text) : buf_adds(&p->text, value);
	if (!rc)
		rc = buf_terminate(&p->text);
	if (!rc && p->text.len > INLINE_MAX)
		rc = keep_in_file(p, tmpdir);
	else if (!rc && p->text.len && !(rc = buf_add(&p->line, p->text.p, p->text.len)) && p->text.p[p->text.len - 1] != '\n')
		rc = buf_addc(&p->line, '\n');
	if (!rc)
		return 0;
	payload_close(p);
	return err_sys(err, -rc, "cannot take over the definitions in $PARALLEL_ENV");
}

int payload_put(struct buf *out, const struct buf *before, const char *shell, const struct buf *command) {
	int rc;

	out->len = 0;
	rc = buf_add(out, before->p, before->len);
	if (!rc && !strcmp(shell_name(shell), "zsh")) {
		rc = buf_adds(out, "eval ");
		if (!rc)
			rc = quote_add(out, command->p, command->len);
	} else if (!rc) {
		rc = buf_add(out, command->p, command->len);
	}
	return rc ? rc : buf_terminate(out);
}

void payload_close(struct payload *p) {
	if (p->path)
		unlink(p->path);
	free(p->path);
	if (p->fd > 0)
		close(p->fd);
	buf_release(&p->text);
	buf_release(&p->line);
	*p = (struct payload){ 0 };
}
