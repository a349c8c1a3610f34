/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/compressor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sys.h"

int compressor_open(struct compressor *f, const struct compressor_spec *how, int *fd, struct err *err) {
	char dash_c[] = "-c";
	char *argv[] = { (char *)how->shell_name, dash_c, (char *)how->program, NULL };
	struct proc_start start = { .world = how->world, .path = how->shell, .argv = argv, .envp = how->envp, .out = *fd, .err = -1 };
	int ends[2], rc = sys_pipe(ends);

	memset(f, 0, sizeof(*f));
	if (rc)
		return err_sys(err, -rc, "cannot make a pipe");
	start.in = ends[0];
	start.guard = &f->guard;
	rc = proc_start(&f->proc, &start);
	close(ends[0]);
	if (rc) {
		close(ends[1]);
		return err_sys(err, -rc, "cannot run '%s'", how->program);
	}
	f->on = true;
	f->program = how->program;
	f->file = *fd;
	*fd = ends[1];
	return 0;
}

/* Without a pidfd it is simply waited for: it ends when its input does. */
static void await(const struct proc *p, const struct gates *gates) {
	struct pollfd fds[2] = { { .fd = p->pidfd, .events = POLLIN }, { .fd = gates->kill.fd, .events = POLLIN } };

	if (p->pidfd < 0)
		return;
	gates_linger(gates);
	while (poll(fds, 2, -1) < 0 && errno == EINTR)
		;
	if (!fds[0].revents)
		proc_signal(p, SIGKILL);
}

int compressor_close(struct compressor *f, int *fd, const struct gates *gates, struct err *err) {
	struct proc_end end;

	if (!f->on)
		return 0;
	f->on = false;
	close(*fd);
	*fd = f->file;
	await(&f->proc, gates);
	proc_reap(&f->proc, false, &end);
	if (end.start_error)
		return err_sys(err, end.start_error, "cannot run '%s'", f->program);
	if (end.status && !gate_closed(&gates->kill))
		return err_set(err, EIO, "'%s' failed with status %d", f->program,
			       WIFEXITED(end.status) ? WEXITSTATUS(end.status) : 128 + WTERMSIG(end.status));
	return 0;
}
