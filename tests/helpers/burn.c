/* SPDX-License-Identifier: MIT */
/*
 * burn: tasks that compute, for a fixed amount of CPU time however busy the machine is.
 *
 *	burn MS        spin until our own CPU clock has run for MS milliseconds
 *	burn until FD  spin until FD (a pipe) has no writer any more: a neighbour that goes with the test
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu_ms(void) {
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static volatile unsigned long work;

static void spin(void) {
	for (int i = 0; i < 20000; i++)
		work = work * 3 + 1;
}

static int until(int fd) {
	struct pollfd p = { .fd = fd, .events = POLLIN };

	while (poll(&p, 1, 0) == 0)
		spin();
	return 0;
}

int main(int argc, char **argv) {
	double begin = cpu_ms(), ms = argc > 1 ? strtod(argv[1], NULL) : 0;

	if (argc == 3 && !strcmp(argv[1], "until"))
		return until((int)strtol(argv[2], NULL, 10));
	if (argc != 2 || !(ms > 0)) {
		fprintf(stderr, "burn: burn MS or burn until FD\n");
		return 2;
	}
	while (cpu_ms() - begin < ms)
		spin();
	return 0;
}
