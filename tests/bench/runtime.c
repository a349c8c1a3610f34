/* SPDX-License-Identifier: MIT */
/*
 * runtime [-n TIMES] [-o FILE] COMMAND [ARGUMENT]...: runs it that many times, one after the other, and appends one line to
 * FILE (stderr): wall seconds, CPU seconds (user + system, of the command and all it waited for), largest memory of one
 * process in MB, and the last status. With -n wall and CPU are the means of one run.
 */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void) {
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t) {
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv) {
	long times = 1, rss = 0;
	double begin, wall, cpu = 0;
	int status = 0, opt;
	FILE *out = stderr;

	while ((opt = getopt(argc, argv, "+n:o:")) != -1) {
		if (opt == 'n')
			times = strtol(optarg, NULL, 10);
		else if (opt == 'o' && !(out = fopen(optarg, "ae")))
			return 125;
		else if (opt == '?')
			return 125;
	}
	if (optind >= argc)
		return 125;
	begin = now();
	for (long i = 0; i < times; i++) {
		struct rusage ru;
		pid_t pid;

		if (times > 1)
			(void)lseek(0, 0, SEEK_SET); /* each run reads the same input */
		errno = posix_spawnp(&pid, argv[optind], NULL, NULL, argv + optind, environ);
		if (errno || wait4(pid, &status, 0, &ru) < 0) {
			perror(argv[optind]);
			return 127;
		}
		cpu += seconds(ru.ru_utime) + seconds(ru.ru_stime);
		if (ru.ru_maxrss > rss)
			rss = ru.ru_maxrss;
	}
	wall = now() - begin;
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	fprintf(out, "%.6f %.6f %.2f %d\n", wall / (double)times, cpu / (double)times, (double)rss / 1024, status);
	return status;
}
