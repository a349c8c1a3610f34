/* SPDX-License-Identifier: MIT */
/*
 * Why the window between starting a task and knowing it is closed: a child inherits the write end of our pipe and loses it
 * when it executes (close-on-exec). It writes its process group into the shared table before that. So when the guardian
 * reads the end of the pipe, we are gone and every child either stands in the table or never ran.
 *
 * What a task left behind in its group after its own end has no leader whose number could be trusted. Such processes are
 * found by their environment (PARALLEL_PID, our number), their session (ours: a daemon has one of its own and is left alone), and
 * are signalled through a pidfd, which cannot hit a stranger.
 */
#include "config.h"

#include "exec/guardian.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/process.h"
#include "base/sys.h"

#define GRACE (200 * 1000000LL) /* between TERM and KILL */

struct guard_table {
	pid_t master, session;
	_Atomic int leftovers;
	_Atomic unsigned used; /* slots that were ever asked for */
	struct guard_slot slot[GUARD_SLOTS];
};

struct guardian {
	struct guard_table *table;
	int pipe;
	int ready;         /* at its end once the guardian is out of our session; -1 = it was waited for */
	pid_t pid;
	bool dismissed;
};

/* From `first` on. */
static void close_but(int keep, int first) {
#ifdef SYS_close_range
	if (syscall(SYS_close_range, (unsigned)first, (unsigned)keep - 1, 0u) == 0 &&
	    syscall(SYS_close_range, (unsigned)keep + 1, ~0u, 0u) == 0)
		return;
#endif
	for (long fd = sysconf(_SC_OPEN_MAX); fd >= first; fd--)
		if (fd != keep)
			close((int)fd);
}

/* The session of a living process; -1 when it is gone. */
static pid_t session_of(pid_t pid) {
	struct process_stat s;

	return process_stat(pid, &s) && s.state != 'Z' ? s.session : -1;
}

/* True when the process's environment, as it was executed, has exactly this entry. */
static bool has_environ(pid_t pid, const char *entry) {
	char path[64], text[16384], whole[80];
	/* Looked for with the NULs around it; the first entry has none in front, so one is put there. */
	size_t n = (size_t)snprintf(whole, sizeof(whole), "%c%s", '\0', entry) + 1, have = 1;
	bool found = false;
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/environ", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	text[0] = '\0';
	while (!found && (got = read(fd, text + have, sizeof(text) - have)) > 0) {
		size_t keep;

		have += (size_t)got;
		found = memmem(text, have, whole, n);
		/* What may be its beginning stays. */
		keep = have < n ? have : n - 1;
		memmove(text, text + have - keep, keep);
		have = keep;
	}
	close(fd);
	return found;
}

/* Signal every process of this run that is left in the master's session. Returns how many there were. */
static unsigned sweep(pid_t master, pid_t session, int sig) {
	DIR *d = opendir("/proc");
	struct dirent *e;
	char mark[64];
	unsigned found = 0;

	if (!d)
		return 0;
	snprintf(mark, sizeof(mark), "PARALLEL_PID=%d", (int)master);
	while ((e = readdir(d))) {
		pid_t pid = (pid_t)strtol(e->d_name, NULL, 10);
		int fd;

		if (pid <= 1 || pid == master || pid == getpid() || session_of(pid) != session)
			continue;
#ifdef SYS_pidfd_open
		fd = (int)syscall(SYS_pidfd_open, pid, 0);
		if (fd < 0)
			continue;
		/* Looked at again behind the pidfd: now the number cannot change its owner. */
		if (session_of(pid) == session && has_environ(pid, mark)) {
			found++;
			if (sig) {
				syscall(SYS_pidfd_send_signal, fd, sig, NULL, 0);
				syscall(SYS_pidfd_send_signal, fd, SIGCONT, NULL, 0);
			}
		}
		close(fd);
#else
		fd = -1;
		(void)fd;
		if (has_environ(pid, mark)) {
			found++;
			if (sig)
				kill(pid, sig);
		}
#endif
	}
	closedir(d);
	return found;
}

static void pause_ms(int ms) {
	poll(NULL, 0, ms);
}

static void end_leftovers(pid_t master, pid_t session) {
	nsec deadline = clock_mono() + GRACE;

	if (!sweep(master, session, SIGTERM))
		return;
	while (clock_mono() < deadline && sweep(master, session, 0))
		pause_ms(10);
	/* What one pass kills may have started another process meanwhile; a few passes meet all but a fork bomb. */
	for (int i = 0; i < 5 && sweep(master, session, SIGKILL); i++)
		pause_ms(5);
}

static unsigned signal_groups(struct guard_table *t, int sig) {
	unsigned n = atomic_load(&t->used), found = 0;

	for (unsigned i = 0; i < n; i++) {
		pid_t pgid = atomic_load(&t->slot[i].pgid);

		/* A single process is told by its number turned round, which kill() takes as a process. */
		if ((pgid > 1 || pgid < -1) && kill(-pgid, sig) == 0)
			found++;
	}
	return found;
}

static _Noreturn void guard(struct guard_table *t, int fd, int hold) {
	nsec deadline;
	sigset_t all;
	char c;

	setsid();
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	close_but(fd, hold >= 0 && dup2(hold, 0) == 0);
	(void)!chdir("/");
#ifdef PR_SET_NAME
	prctl(PR_SET_NAME, "pmap-guardian", 0, 0, 0);
#endif
	while (read(fd, &c, 1) < 0 && errno == EINTR)
		;
	deadline = clock_mono() + GRACE;
	if (signal_groups(t, SIGTERM)) {
		signal_groups(t, SIGCONT);
		while (clock_mono() < deadline && signal_groups(t, 0))
			pause_ms(10);
		signal_groups(t, SIGKILL);
	}
	end_leftovers(t->master, t->session);
	_exit(0);
}

struct guardian *guardian_new(int hold, struct err *err) {
	struct guardian *g = xcalloc(1, sizeof(*g));
	int fd[2], ready[2], rc;

	g->table = sys_map(sizeof(*g->table));
	if (!g->table) {
		err_sys(err, errno, "cannot share memory with the guardian");
		free(g);
		return NULL;
	}
	g->table->master = getpid();
	g->table->session = getsid(0);
	g->pipe = g->ready = -1;
	rc = sys_pipe(fd);
	if (!rc && (rc = sys_pipe(ready))) {
		close(fd[0]);
		close(fd[1]);
	}
	if (!rc) {
		int code = fault_hit(FAULT_SPAWN);

		errno = code;
		g->pid = code ? -1 : fork();
		if (g->pid == 0)
			guard(g->table, fd[0], hold);
		rc = g->pid < 0 ? -errno : 0;
		close(fd[0]);
		close(ready[1]);
		g->pipe = fd[1];
		g->ready = ready[0];
	}
	if (rc) {
		g->pid = 0;
		err_sys(err, -rc, "cannot start the guardian; tasks would outlive a kill -9 of %s", err_program());
	}
	return g;
}

void guardian_await(struct guardian *g) {
	char c;

	if (g->ready < 0)
		return;
	while (read(g->ready, &c, 1) < 0 && errno == EINTR)
		;
	close(g->ready);
	g->ready = -1;
}

struct guard_slot *guardian_slot(struct guardian *g, unsigned n) {
	unsigned used = atomic_load(&g->table->used);

	while (n >= used && !atomic_compare_exchange_weak(&g->table->used, &used, n + 1))
		;
	return &g->table->slot[n];
}

void guardian_signal(struct guardian *g, int sig) {
	(void)signal_groups(g->table, sig);
}

void guardian_signal_slot(struct guardian *g, unsigned n, int sig) {
	pid_t pgid = atomic_load(&g->table->slot[n].pgid);

	if (pgid > 1 || pgid < -1)
		kill(-pgid, sig);
}

void guardian_end_stopped(struct guardian *g, pid_t pid) {
	unsigned n = atomic_load(&g->table->used);

	for (unsigned i = 0; i < n; i++)
		if (atomic_load(&g->table->slot[i].pgid) == pid) {
			atomic_store(&g->table->slot[i].wants_terminal, true);
			kill(-pid, SIGKILL);
		}
}

void guardian_leftover(struct guardian *g) {
	atomic_store(&g->table->leftovers, 1);
}

void guardian_relax(struct guardian *g) {
	if (g->pid > 0 && !atomic_load(&g->table->leftovers))
		kill(g->pid, SIGKILL);
}

void guardian_dismiss(struct guardian *g) {
	if (g->dismissed)
		return;
	g->dismissed = true;
	if (atomic_load(&g->table->leftovers))
		end_leftovers(g->table->master, g->table->session);
	if (g->pid > 0)
		kill(g->pid, SIGKILL);
}

void guardian_free(struct guardian *g) {
	if (!g)
		return;
	guardian_dismiss(g);
	if (g->ready >= 0)
		close(g->ready);
	while (g->pid > 0 && waitpid(g->pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (g->pipe >= 0)
		close(g->pipe);
	munmap(g->table, sizeof(*g->table));
	free(g);
}
