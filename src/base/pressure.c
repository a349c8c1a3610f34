/* SPDX-License-Identifier: MIT */
/* The totals and not the averages beside them: those lag by ten seconds, and we know best which time we want to know about. */
#include "base/pressure.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"

/* "some avg10=0.00 avg60=0.00 avg300=0.00 total=1234" (microseconds), and a line "full". */
nsec pressure_some(const char *root, const char *what) {
	char path[PATH_MAX], text[512], *at;

	if (snprintf(path, sizeof(path), "%s/proc/pressure/%s", root, what) >= (int)sizeof(path) ||
	    io_slurp(path, text, sizeof(text)) <= 0 ||
	    strncmp(text, "some ", 5))
		return -1;
	at = strstr(text, " total=");
	return at ? (nsec)strtoll(at + strlen(" total="), NULL, 10) * 1000 : -1;
}

struct pressure pressure_read(const char *root) {
	return (struct pressure){ .cpu = pressure_some(root, "cpu"), .memory = pressure_some(root, "memory"), .io = pressure_some(root, "io") };
}

double pressure_share(nsec before, nsec after, nsec apart) {
	double share;

	if (before < 0 || after < before || apart <= 0)
		return NAN;
	share = (double)(after - before) / (double)apart;
	return share < 1 ? share : 1;
}
