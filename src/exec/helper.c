/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"

extern char **environ;

int helper_start(struct helper *h, const struct helper_spec *spec) {
	struct proc_start how = { .world = spec->world, .path = spec->argv[0], .argv = (char *const *)spec->argv, .envp = environ,
				  .err = -1, .guard = spec->guard };
	int null = sys_open("/dev/null", O_RDWR, 0), fd[2], rc;

	if (null < 0)
		return -errno;
	rc = sys_pipe(fd);
	if (rc) {
		close(null);
		return rc;
	}
	how.in = spec->in >= 0 ? spec->in : null;
	how.out = fd[1];
	how.err = spec->quiet ? null : -1;
	rc = proc_start(&h->proc, &how);
	close(null);
	close(fd[1]);
	if (rc)
		close(fd[0]);
	h->out = rc ? -1 : fd[0];
	return rc;
}

/* Is there a whole line that begins with the mark? */
static bool has_line(const struct buf *b, const char *mark) {
	const char *at = b->len && mark ? memmem(b->p, b->len, mark, strlen(mark)) : NULL;

	return at && memchr(at, '\n', b->len - (size_t)(at - b->p));
}

int helper_read(struct helper *h, struct buf *out, const char *mark, const struct gate *stop) {
	ssize_t got = 1;

	while (got > 0 && !has_line(out, mark)) {
		if (buf_reserve(out, 4096))
			return -ENOMEM;
		got = io_read(h->out, out->p + out->len, 4096, stop);
		out->len += got > 0 ? (size_t)got : 0;
	}
	return got < 0 ? (int)got : 0;
}

int helper_end(struct helper *h, bool now) {
	struct proc_end end;

	if (now)
		proc_signal(&h->proc, SIGKILL);
	if (h->out >= 0)
		close(h->out);
	h->out = -1;
	proc_reap(&h->proc, false, &end);
	return WIFSIGNALED(end.status) ? 128 + WTERMSIG(end.status) : WEXITSTATUS(end.status);
}
