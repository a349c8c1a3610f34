/* SPDX-License-Identifier: MIT */
#include "stats/surroundings.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/cgroup.h"
#include "base/io.h"
#include "base/machine.h"
#include "base/pressure.h"

static double used(int who) {
	struct rusage ru;

	if (getrusage(who, &ru))
		return 0;
	return (double)(ru.ru_utime.tv_sec + ru.ru_stime.tv_sec) + (double)(ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) / 1e6;
}

/* "nr_throttled N" of dir/cpu.stat, told to cgroup_least as a number that is less the more there was of it: the most of all ancestors is wanted. */
static uint64_t not_throttled(const char *dir) {
	char path[PATH_MAX], text[1024], *at;

	if (snprintf(path, sizeof(path), "%s/cpu.stat", dir) >= (int)sizeof(path) || io_slurp(path, text, sizeof(text)) <= 0)
		return UINT64_MAX;
	at = strstr(text, "nr_throttled ");
	return at ? UINT64_MAX - 1 - strtoull(at + strlen("nr_throttled "), NULL, 10) : UINT64_MAX;
}

struct surroundings_at surroundings_read(const char *root) {
	struct surroundings_at s = { .mono = clock_mono(), .wall = clock_wall(), .load = load_read(), .own = used(RUSAGE_SELF) + used(RUSAGE_CHILDREN) };
	struct pressure p = pressure_read(root);
	uint64_t left = cgroup_least(root, "cpu", not_throttled, not_throttled);

	s.io = p.io;
	s.memory = p.memory;
	s.quota_known = left != UINT64_MAX;
	s.throttled = s.quota_known ? UINT64_MAX - 1 - left : 0;
	return s;
}

struct surroundings surroundings_between(const char *root, const struct surroundings_at *before, const struct surroundings_at *after) {
	nsec apart = after->mono - before->mono;
	struct surroundings s = { .others = NAN, .io = NAN, .memory = NAN };

	if (!before->mono || !after->mono)
		return s;
	s.known = true;
	s.busy = load_busy(&before->load, &after->load);
	s.others = load_others(&before->load, &after->load, clock_seconds(apart), after->own - before->own);
	s.io = pressure_share(before->io, after->io, apart);
	s.memory = pressure_share(before->memory, after->memory, apart);
	if (before->quota_known && after->quota_known && after->throttled > before->throttled)
		s.throttled = after->throttled - before->throttled;
	s.clock_moved = clock_seconds(after->wall - before->wall - apart);
	s.cores = machine_units(root, MACHINE_CORES);
	return s;
}
