/* SPDX-License-Identifier: MIT */
/*
 * How busy the machine is, read from /proc and /sys. `root` goes in front of both ("" on a real machine; tests have trees of their own).
 * Nothing here starts a program. Each returns 0, or -errno when the system does not say.
 */
#pragma once

#include <stdint.h>

#include "base/clock.h"

/*
 * Tasks (in the kernel's sense) that run, wait for a CPU or wait for a disk: procs_running + procs_blocked of
 * /proc/stat, without the reader.
 */
int meters_tasks(const char *root, unsigned *ret);

/* Bytes that may still be used without swapping: MemAvailable, and what the memory limits of our control groups leave. */
int meters_memory(const char *root, uint64_t *ret);

struct meters_swap {
	uint64_t in, out; /* pages since the system started */
};
int meters_swap(const char *root, struct meters_swap *ret);

/* Milliseconds that the disks were busy since the system started (/proc/diskstats, field 13), by disk. */
#define METERS_DISKS 64
struct meters_disks {
	unsigned count;
	struct {
		unsigned major, minor;
		uint64_t busy_ms;
	} disk[METERS_DISKS];
};
int meters_disks(const char *root, struct meters_disks *ret);
/* The busiest disk between two readings that are `apart`, in percent, 0 to 100. */
double meters_disk_use(const struct meters_disks *before, const struct meters_disks *after, nsec apart);
