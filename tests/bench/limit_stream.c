/* SPDX-License-Identifier: MIT */
/*
 * A child for each block of stdin (pipe) or for each part of a file (parts); the bytes are moved by splice, never copied to
 * us. Blocks are cut anywhere.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limit.h"

struct stream {
	char *path;
	char **argv;
	size_t bytes;         /* of a block */
	int file;             /* parts: the file; pipe: 0 */
	int parts;
	pthread_mutex_t mu;   /* guards the position of stdin; end is only set under it */
	int end;
};

/* Move up to `bytes` into `to`; returns what was moved (less = the end of the input). */
static size_t move(const struct stream *s, off_t *at, int to, size_t bytes) {
	size_t done = 0;

	while (done < bytes) {
		ssize_t n = splice(s->file, at, to, NULL, bytes - done, SPLICE_F_MOVE);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			fail("splice");
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return done;
}

static int one(void *arg, size_t i) {
	struct stream *s = arg;
	off_t at = (off_t)(i * s->bytes);
	int fd[2], end = 0;
	pid_t pid;

	if (__atomic_load_n(&s->end, __ATOMIC_RELAXED))
		return 1;
	if (pipe2(fd, O_CLOEXEC))
		fail("pipe");
	(void)fcntl(fd[1], F_SETPIPE_SZ, 1 << 20);
	pid = start(s->path, s->argv, fd[0]);
	close(fd[0]);
	if (s->parts) {
		move(s, &at, fd[1], s->bytes);
	} else {
		pthread_mutex_lock(&s->mu);
		if (s->end || move(s, NULL, fd[1], s->bytes) < s->bytes)
			__atomic_store_n(&s->end, 1, __ATOMIC_RELAXED);
		end = s->end;
		pthread_mutex_unlock(&s->mu);
	}
	close(fd[1]);
	finish(pid);
	return end;
}

void limit_pipe(unsigned jobs, int argc, char **argv) {
	struct stream s = { .path = path_of(argv[1]), .argv = argv + 1, .bytes = strtoul(argv[0], NULL, 10) };
	struct pool p = { .jobs = jobs, .one = one, .arg = &s, .count = SIZE_MAX };

	(void)argc;
	(void)fcntl(0, F_SETPIPE_SZ, 1 << 20);
	pthread_mutex_init(&s.mu, NULL);
	pool_run(&p);
}

void limit_parts(unsigned jobs, int argc, char **argv) {
	struct stream s = { .path = path_of(argv[2]), .argv = argv + 2, .bytes = strtoul(argv[1], NULL, 10), .parts = 1 };
	struct pool p = { .jobs = jobs, .one = one, .arg = &s };
	struct stat st;

	(void)argc;
	s.file = open(argv[0], O_RDONLY | O_CLOEXEC);
	if (s.file < 0 || fstat(s.file, &st))
		fail(argv[0]);
	p.count = ((size_t)st.st_size + s.bytes - 1) / s.bytes;
	pool_run(&p);
}
