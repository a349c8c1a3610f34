/* SPDX-License-Identifier: MIT */
/* Read lines, put as many as the system takes on each command line, keep that many commands in flight. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "limit.h"

extern char **environ;

struct batch {
	char *path;
	int argc;
	char **argv;
	size_t room;          /* bytes of strings and pointers one exec takes */
	pthread_mutex_t mu;   /* guards all below */
	char *rest;           /* the line that was cut at the end of a read */
	size_t rest_len;
	int end;
};

enum { READ = 1 << 20 };

static size_t exec_room(void) {
	size_t room = (size_t)sysconf(_SC_ARG_MAX) - 4096;

	for (char **e = environ; *e; e++)
		room -= strlen(*e) + 1 + sizeof(char *);
	return room;
}

/* Fill `text` with whole lines: what was left over, then what stdin gives. Returns the bytes; 0 = the end. */
static size_t lines(struct batch *b, char *text, size_t size) {
	size_t len = b->rest_len, whole;

	memcpy(text, b->rest, len);
	while (!b->end && len < size) {
		ssize_t n = read(0, text + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			fail("stdin");
		b->end = n == 0;
		len += (size_t)n;
	}
	if (b->end)
		whole = len;
	else
		whole = (size_t)((char *)memrchr(text, '\n', len) + 1 - text);
	b->rest_len = len - whole;
	memcpy(b->rest, text + whole, b->rest_len);
	return whole;
}

/* Turn text into arguments until `room` is used up; what is over goes back. */
static size_t split(struct batch *b, char *text, size_t len, char **argv, size_t max) {
	size_t n = 0, used = 0;
	char *p = text, *end = text + len;

	while (p < end && n < max) {
		char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t cost = (size_t)((nl ? nl : end) - p) + 1 + sizeof(char *);

		if (used + cost > b->room)
			break;
		if (nl)
			*nl = '\0';
		argv[n++] = p;
		used += cost;
		p += cost - sizeof(char *);
	}
	if (p < end) {
		memmove(b->rest + (end - p), b->rest, b->rest_len);
		memcpy(b->rest, p, (size_t)(end - p));
		b->rest_len += (size_t)(end - p);
	}
	return n;
}

static int one(void *arg, size_t i) {
	struct batch *b = arg;
	size_t max = b->room / (sizeof(char *) + 1), n;
	char *text = need_memory(2 * READ + 1), **argv = need_memory((max + (size_t)b->argc + 1) * sizeof(*argv));

	(void)i;
	for (int k = 0; k < b->argc; k++)
		argv[k] = b->argv[k];
	pthread_mutex_lock(&b->mu);
	n = lines(b, text, READ);
	text[n] = '\0';
	n = split(b, text, n, argv + b->argc, max);
	pthread_mutex_unlock(&b->mu);
	if (n) {
		argv[(size_t)b->argc + n] = NULL;
		finish(start(b->path, argv, -1));
	}
	free(argv);
	free(text);
	return n == 0;
}

void limit_batch(unsigned jobs, int argc, char **argv) {
	struct batch b = { .path = path_of(argv[0]), .argc = argc, .argv = argv, .room = exec_room(), .rest = need_memory(4 * READ) };
	struct pool p = { .jobs = jobs, .one = one, .arg = &b, .count = SIZE_MAX };

	pthread_mutex_init(&b.mu, NULL);
	pool_run(&p);
}
