/* SPDX-License-Identifier: MIT */
/*
 * slowpipe: unfriendly neighbours on a pipe.
 *
 *	slowpipe copy BYTES MILLISECONDS     copy stdin to stdout, BYTES at a time with that pause after each
 *	slowpipe nonblock FD... -- COMMAND   set O_NONBLOCK on those (shared) descriptors, then become COMMAND
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int copy(size_t bytes, int ms) {
	char *b = malloc(bytes);

	if (!b)
		return 125;
	for (;;) {
		ssize_t n = read(0, b, bytes);

		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			break;
		for (ssize_t done = 0, w; done < n; done += w) {
			w = write(1, b + done, (size_t)(n - done));
			if (w < 0)
				return 1;
		}
		(void)poll(NULL, 0, ms);
	}
	free(b);
	return 0;
}

int main(int argc, char **argv) {
	int i = 2;

	if (argc == 4 && !strcmp(argv[1], "copy"))
		return copy(strtoul(argv[2], NULL, 10), (int)strtol(argv[3], NULL, 10));
	if (argc < 4 || strcmp(argv[1], "nonblock")) {
		fprintf(stderr, "usage: slowpipe copy BYTES MS | slowpipe nonblock FD... -- COMMAND...\n");
		return 125;
	}
	for (; i < argc && strcmp(argv[i], "--"); i++) {
		int fd = (int)strtol(argv[i], NULL, 10);

		if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK))
			perror(argv[i]);
	}
	if (i + 1 >= argc)
		return 125;
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 127;
}
