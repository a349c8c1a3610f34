/* SPDX-License-Identifier: MIT */
/*
 * limit -jN MECHANISM ARGUMENT...: see limit.h. Threads that each start a child and wait for it beat one loop, because
 * starting blocks the caller until the exec; so that is the limit.
 */
#include <pthread.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "limit.h"

extern char **environ;

void fail(const char *what) {
	fprintf(stderr, "limit: %s: %s\n", what, strerror(errno));
	exit(1);
}

void *need_memory(size_t n) {
	void *p = malloc(n);

	if (!p)
		fail("memory");
	return p;
}

static void *worker(void *arg) {
	struct pool *p = arg;

	size_t i;

	do
		i = __atomic_fetch_add(&p->next, 1, __ATOMIC_RELAXED);
	while (i < p->count && p->one(p->arg, i) == 0);
	return NULL;
}

void pool_run(struct pool *p) {
	pthread_t *threads = need_memory(p->jobs * sizeof(*threads));
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 128 << 10);
	for (unsigned i = 0; i < p->jobs; i++)
		if ((errno = pthread_create(&threads[i], &attr, worker, p)))
			fail("thread");
	for (unsigned i = 0; i < p->jobs; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}

char *path_of(const char *program) {
	char *path = strdup(getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin"), *save = NULL, *full = NULL;

	if (strchr(program, '/'))
		return strdup(program);
	for (char *dir = strtok_r(path, ":", &save); dir; dir = strtok_r(NULL, ":", &save)) {
		if (asprintf(&full, "%s/%s", dir, program) < 0)
			fail("memory");
		if (!access(full, X_OK))
			return full;
	}
	errno = ENOENT;
	fail(program);
}

pid_t start(const char *path, char *const *argv, int in) {
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int rc;

	if (in < 0) {
		rc = posix_spawn(&pid, path, NULL, NULL, argv, environ);
	} else {
		posix_spawn_file_actions_init(&actions);
		posix_spawn_file_actions_adddup2(&actions, in, 0);
		rc = posix_spawn(&pid, path, &actions, NULL, argv, environ);
		posix_spawn_file_actions_destroy(&actions);
	}
	if (rc) {
		errno = rc;
		fail(path);
	}
	return pid;
}

void finish(pid_t pid) {
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			fail("wait");
	if (status) {
		fprintf(stderr, "limit: a child failed\n");
		exit(1);
	}
}

int main(int argc, char **argv) {
	static const struct {
		const char *name;
		void (*run)(unsigned, int, char **);
	} mechanisms[] = {
		{ "spawn", limit_spawn }, { "batch", limit_batch }, { "pipe", limit_pipe }, { "parts", limit_parts },
		{ "bz2", limit_bz2 },
	};
	unsigned jobs = argc > 1 && !strncmp(argv[1], "-j", 2) ? (unsigned)strtoul(argv[1] + 2, NULL, 10) : 0;

	for (size_t i = 0; jobs && argc > 3 && i < sizeof(mechanisms) / sizeof(mechanisms[0]); i++) {
		if (!strcmp(argv[2], mechanisms[i].name)) {
			mechanisms[i].run(jobs, argc - 3, argv + 3);
			return 0;
		}
	}
	fprintf(stderr, "usage: limit -jN spawn|batch|pipe|parts|bz2 ARGUMENT... (see limit.h)\n");
	return 2;
}
