/* SPDX-License-Identifier: MIT */
/*
 * Why vfork and not posix_spawn: the child must do what posix_spawn has no words for (restore the soft limit of descriptors and
 * an ignored signal, enter its group in the guardian's table), and it is 5 to 8 % faster with small programs. The rules that make
 * vfork safe are kept here and nowhere else:
 *   - launch() and child() call nothing but async-signal-safe functions and never return in the child;
 *   - no signal handler but that of crashes (crash.c) exists in this program, so none can run in the shared memory;
 *   - only the calling thread waits for the exec; the others go on;
 *   - all descriptors are close-on-exec from birth, so nothing needs to be closed.
 */
#include "config.h"

#include "exec/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sys.h"

struct proc_world {
	sigset_t mask;                 /* as we were started */
	struct sigaction old[3];       /* of changed[], as we were started */
	bool ignored[NSIG];
	bool closed[3];
	bool terminal;
	struct rlimit files;           /* as we were started */
	bool files_raised;
};

static const int changed[] = { SIGPIPE, SIGXFSZ, SIGCHLD };
static const int taken[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGTSTP, SIGCONT };

static void open_missing(struct proc_world *w) {
	for (int fd = 0; fd < 3; fd++) {
		int got;

		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		w->closed[fd] = true;
		got = open("/dev/null", fd ? O_WRONLY : O_RDONLY); /* the lowest free number: fd itself */
		if (got > 2)
			close(got);
	}
}

static bool has_terminal(void) {
	int fd = sys_open("/dev/tty", O_RDONLY | O_NOCTTY, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

struct proc_world *proc_world_new(void) {
	struct proc_world *w = xcalloc(1, sizeof(*w));
	sigset_t block;

	open_missing(w);
	sigemptyset(&block);
	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++) {
		struct sigaction sa;

		w->ignored[taken[i]] = sigaction(taken[i], NULL, &sa) == 0 && sa.sa_handler == SIG_IGN;
	}
	for (size_t i = 0; i < sizeof(changed) / sizeof(*changed); i++) {
		struct sigaction sa = { .sa_handler = changed[i] == SIGCHLD ? SIG_DFL : SIG_IGN };

		sigaction(changed[i], &sa, &w->old[i]);
		w->ignored[changed[i]] = w->old[i].sa_handler == SIG_IGN;
	}
	sigaddset(&block, SIGRTMIN);
	/* Nobody waits for SIGCHLD; unblocked it would wake the main thread at the end of every child. */
	sigaddset(&block, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &block, &w->mask);
	getrlimit(RLIMIT_NOFILE, &w->files);
	w->terminal = has_terminal();
	return w;
}

/* A signal that was ignored at the start is left out: Linux would queue it when blocked, and nohup must be respected. */
static void taken_set(const struct proc_world *w, sigset_t *ret) {
	sigemptyset(ret);
	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		if (!w->ignored[taken[i]])
			sigaddset(ret, taken[i]);
}

void proc_world_take_signals(const struct proc_world *w) {
	sigset_t set;

	taken_set(w, &set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

void proc_world_leave_signals(const struct proc_world *w) {
	sigset_t set;

	taken_set(w, &set);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void proc_world_free(struct proc_world *w) {
	free(w);
}

bool proc_world_ignored(const struct proc_world *w, int sig) {
	return w->ignored[sig];
}

bool proc_world_closed(const struct proc_world *w, int fd) {
	return w->closed[fd];
}

bool proc_world_terminal(const struct proc_world *w) {
	return w->terminal;
}

void proc_world_die(struct proc_world *w, int sig) {
	sigset_t set;

	if (!w->ignored[sig])
		sigaction(sig, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	kill(getpid(), sig);
}

rlim_t proc_world_files(struct proc_world *w, rlim_t wanted) {
	struct rlimit now;

	if (getrlimit(RLIMIT_NOFILE, &now))
		return 256;
	if (now.rlim_cur >= wanted || now.rlim_cur >= now.rlim_max)
		return now.rlim_cur;
	now.rlim_cur = wanted < now.rlim_max ? wanted : now.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &now))
		return w->files.rlim_cur;
	w->files_raised = true;
	return now.rlim_cur;
}

/* What runs in the parent's memory must not tell a sanitizer's bookkeeping about it. */
#define UNCHECKED __attribute__((no_sanitize("address", "thread")))

#ifdef __linux__
#define MEMORY_LIMIT RLIMIT_DATA /* RLIMIT_AS also counts what is only reserved, which some languages do by the terabyte */
#else
#define MEMORY_LIMIT RLIMIT_AS
#endif

/* Lower a limit, as far as the caller's goes. */
static UNCHECKED int lower(int which, rlim_t soft, rlim_t hard) {
	struct rlimit r;

	if (getrlimit(which, &r))
		return -1;
	r.rlim_max = hard < r.rlim_max ? hard : r.rlim_max;
	r.rlim_cur = soft < r.rlim_max ? soft : r.rlim_max;
	return setrlimit(which, &r);
}

static UNCHECKED int limit(const struct proc_limits *l) {
	if (l->memory && lower(MEMORY_LIMIT, l->memory, l->memory))
		return -1;
	return l->cpu ? lower(RLIMIT_CPU, l->cpu, (rlim_t)l->cpu + 1) : 0;
}

static UNCHECKED _Noreturn void child(const struct proc_start *how) {
	const struct proc_world *w = how->world;
	const int from[3] = { how->in, how->out, how->err };

	if (!how->together && setpgid(0, 0))
		goto fail;
	if (how->guard)
		atomic_store_explicit(&how->guard->pgid, how->together ? -getpid() : getpid(), memory_order_release);
	if (how->nice_given)
		(void)setpriority(PRIO_PROCESS, 0, how->nice); /* what is not permitted is not done */
	if (how->dir && chdir(how->dir))
		goto fail;
	for (int fd = 0; fd < 3; fd++)
		if (from[fd] >= 0 && dup2(from[fd], fd) < 0)
			goto fail;
	for (size_t i = 0; i < sizeof(changed) / sizeof(*changed); i++)
		if (sigaction(changed[i], &w->old[i], NULL))
			goto fail;
	if (w->files_raised && setrlimit(RLIMIT_NOFILE, &w->files))
		goto fail;
	if (sigprocmask(SIG_SETMASK, &w->mask, NULL))
		goto fail;
	if ((how->limits.memory || how->limits.cpu) && limit(&how->limits))
		goto fail;
	execve(how->path, how->argv, how->envp);
fail:
	if (how->guard)
		atomic_store(&how->guard->error, errno);
	_exit(127);
}

static UNCHECKED __attribute__((noinline)) pid_t launch(const struct proc_start *how) {
	pid_t pid = vfork();

	if (pid == 0)
		child(how);
	return pid;
}

int proc_start(struct proc *p, const struct proc_start *how) {
	int code = fault_hit(FAULT_SPAWN);

	if (code)
		return -code;
	atomic_store(&how->guard->error, 0);
	atomic_store(&how->guard->wants_terminal, false);
	p->guard = how->guard;
	p->together = how->together;
	p->pid = launch(how);
	if (p->pid < 0) {
		atomic_store(&how->guard->pgid, 0);
		return -errno;
	}
	code = atomic_load(&how->guard->error);
	if (code) {
		atomic_store(&how->guard->pgid, 0);
		while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
			;
		return -code;
	}
	p->pidfd = sys_pidfd(p->pid); /* -1: the end shows otherwise, a little later */
	return 0;
}

void proc_allow_cpu(const struct proc *p, unsigned seconds) {
#ifdef __linux__
	struct timespec used;
	struct rlimit r;
	clockid_t clock;

	/* The limit counts whole seconds since the process began. */
	if (clock_getcpuclockid(p->pid, &clock) || clock_gettime(clock, &used) || prlimit(p->pid, RLIMIT_CPU, NULL, &r))
		return;
	r.rlim_cur = (rlim_t)used.tv_sec + (used.tv_nsec > 0) + seconds;
	if (r.rlim_cur > r.rlim_max)
		r.rlim_cur = r.rlim_max;
	(void)prlimit(p->pid, RLIMIT_CPU, &r, NULL);
#else
	(void)p;
	(void)seconds;
#endif
}

void proc_signal(const struct proc *p, int sig) {
	kill(p->together ? p->pid : -p->pid, sig);
}

bool proc_ended(const struct proc *p) {
	siginfo_t si = { .si_pid = 0 };

	return waitid(P_PID, (id_t)p->pid, &si, WEXITED | WNOHANG | WNOWAIT) == 0 && si.si_pid == p->pid;
}

/* CPU time and run-queue delay of the zombie's main thread, in ns (Documentation/scheduler/sched-stats.rst of Linux). */
static void read_schedstat(pid_t pid, struct proc_end *e) {
	char path[64], text[128];
	long long cpu, queued;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)pid);
	if (io_slurp(path, text, sizeof(text)) <= 0 || sscanf(text, "%lld %lld", &cpu, &queued) != 2)
		return;
	e->on_cpu = cpu;
	e->queued = queued;
}

void proc_reap(struct proc *p, bool schedstat, struct proc_end *e) {
	siginfo_t si;

	*e = (struct proc_end){ .on_cpu = -1, .queued = -1 };
	/* The group's number is ours until the reaping: it leaves the table before that, or the guardian could hit a stranger. */
	while (p->pidfd < 0 && waitid(P_PID, (id_t)p->pid, &si, WEXITED | WNOWAIT) < 0 && errno == EINTR)
		;
	if (schedstat)
		read_schedstat(p->pid, e);
	if (p->guard) {
		e->start_error = atomic_load(&p->guard->error);
		e->wanted_terminal = atomic_load(&p->guard->wants_terminal);
		atomic_store(&p->guard->pgid, 0);
	}
	while (wait4(p->pid, &e->status, 0, &e->ru) < 0 && errno == EINTR)
		;
	e->group_left = p->together || kill(-p->pid, 0) == 0 || errno == EPERM; /* in our group nobody can tell */
	if (p->pidfd >= 0)
		close(p->pidfd);
	p->pidfd = -1;
}
