/* SPDX-License-Identifier: MIT */
/* Keep that many children in flight: posix_spawn, wait, again. Nothing is collected; output goes to our stdout. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limit.h"

enum { MAX_ARGS = 16, ARG_BYTES = 512 };

struct spawn {
	char *path;
	int argc;
	char **argv;
};

/* The first @ of an argument becomes the item's number. */
static void fill(char *to, const char *from, size_t number) {
	const char *at = strchr(from, '@');

	if (at)
		snprintf(to, ARG_BYTES, "%.*s%zu%s", (int)(at - from), from, number, at + 1);
	else
		snprintf(to, ARG_BYTES, "%s", from);
}

static int one(void *arg, size_t i) {
	const struct spawn *s = arg;
	char text[MAX_ARGS][ARG_BYTES], *argv[MAX_ARGS + 1];
	int n;

	for (n = 0; n < s->argc && n < MAX_ARGS; n++) {
		fill(text[n], s->argv[n], i + 1);
		argv[n] = text[n];
	}
	argv[n] = NULL;
	finish(start(s->path, argv, -1));
	return 0;
}

void limit_spawn(unsigned jobs, int argc, char **argv) {
	struct spawn s = { .path = path_of(argv[1]), .argc = argc - 1, .argv = argv + 1 };
	struct pool p = { .jobs = jobs, .one = one, .arg = &s, .count = strtoul(argv[0], NULL, 10) };

	pool_run(&p);
}
