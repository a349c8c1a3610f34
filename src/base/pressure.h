/* SPDX-License-Identifier: MIT */
/*
 * Pressure stall information (Linux, Documentation/accounting/psi.rst): for how long somebody had to wait. `root` goes in front of
 * /proc and /sys ("" on a real machine). Nothing here blocks or starts a program.
 */
#pragma once

#include "base/clock.h"

struct pressure {
	nsec cpu, memory, io; /* time that at least one process waited for it, since the system started; -1 = the system does not say */
};

/* The counters of the whole system. */
struct pressure pressure_read(const char *root);
/* One of them: "cpu", "memory" or "io"; -1 = the system does not say. */
nsec pressure_some(const char *root, const char *what);
/* The share of the time `apart` between two values of one counter, 0 to 1; NAN when it is not known. */
double pressure_share(nsec before, nsec after, nsec apart);
