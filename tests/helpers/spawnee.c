/* SPDX-License-Identifier: MIT */
/*
 * spawnee: reports the world a job finds, one "name value" a line, in a fixed order. With arguments only those names.
 *
 *	fd N KIND     every open descriptor: pipe, null, file, tty, socket, fifo, event ...
 *	blocked       names of blocked signals, or none
 *	ignored       names of ignored signals, or none
 *	leader        yes when the process leads a process group of its own
 *	session       same as its parent's, or other
 *	cwd umask nofile(soft hard) nice
 */
#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static const char *kind(int fd) {
	static char link[PATH_MAX];
	char path[64];
	struct stat st;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, link, sizeof(link) - 1);
	link[n > 0 ? n : 0] = '\0';
	if (!strcmp(link, "/dev/null"))
		return "null";
	if (!strncmp(link, "anon_inode:", 11))
		return link + 11;
	if (isatty(fd))
		return "tty";
	if (fstat(fd, &st))
		return "closed";
	switch (st.st_mode & S_IFMT) {
	case S_IFIFO:
		return strncmp(link, "pipe:", 5) ? "fifo" : "pipe";
	case S_IFSOCK:
		return "socket";
	case S_IFREG:
		return "file";
	case S_IFDIR:
		return "directory";
	default:
		return link;
	}
}

static void fds(void) {
	DIR *dir = opendir("/proc/self/fd"); /* lists them in order */
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		int fd = (int)strtol(e->d_name, NULL, 10);

		if (e->d_name[0] != '.' && fd != dirfd(dir))
			printf("fd %d %s\n", fd, kind(fd));
	}
	if (dir)
		closedir(dir);
}

static void signals(const char *title, int ignored) {
	sigset_t mask;
	int any = 0;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	printf("%s", title);
	for (int sig = 1; sig < NSIG; sig++) {
		struct sigaction sa;

		if (ignored ? sigaction(sig, NULL, &sa) || sa.sa_handler != SIG_IGN : sigismember(&mask, sig) != 1)
			continue;
		if (sigabbrev_np(sig))
			printf(" %s", sigabbrev_np(sig));
		else
			printf(" %d", sig);
		any = 1;
	}
	puts(any ? "" : " none");
}

static int wanted(int argc, char **argv, const char *name) {
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], name))
			return 1;
	return argc < 2;
}

int main(int argc, char **argv) {
	char cwd[PATH_MAX];
	struct rlimit lim;
	mode_t mask = umask(0);

	umask(mask);
	if (wanted(argc, argv, "fd"))
		fds();
	if (wanted(argc, argv, "blocked"))
		signals("blocked", 0);
	if (wanted(argc, argv, "ignored"))
		signals("ignored", 1);
	if (wanted(argc, argv, "leader"))
		printf("leader %s\n", getpgrp() == getpid() ? "yes" : "no");
	if (wanted(argc, argv, "session"))
		printf("session %s\n", getsid(0) == getsid(getppid()) ? "same" : "other");
	if (wanted(argc, argv, "cwd"))
		printf("cwd %s\n", getcwd(cwd, sizeof(cwd)) ? cwd : "?");
	if (wanted(argc, argv, "umask"))
		printf("umask %04o\n", (unsigned)mask);
	if (wanted(argc, argv, "nofile") && !getrlimit(RLIMIT_NOFILE, &lim))
		printf("nofile %llu %llu\n", (unsigned long long)lim.rlim_cur, (unsigned long long)lim.rlim_max);
	if (wanted(argc, argv, "nice"))
		printf("nice %d\n", getpriority(PRIO_PROCESS, 0));
	return 0;
}
