/* SPDX-License-Identifier: MIT */
/* What this machine lets us use. Every answer has a portable fallback; none starts a program. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* CPUs this process may use: the least of the affinity mask, the cgroup v2 and v1 CPU quotas (rounded up) and PMAP_CPUS. >= 1. */
unsigned machine_cpus(void);
/* What the CPU quota of our control groups pays for, rounded up; UINT_MAX = no quota. root goes in front of /proc and /sys, for tests. */
unsigned machine_quota(const char *root);

/* Which of these decided: "affinity", "cgroup" or "PMAP_CPUS". */
const char *machine_cpus_source(void);
/* Processes and threads that we may still start, by the limits of the user and of our control groups; UINT64_MAX = no limit. */
uint64_t machine_processes(const char *root);

/* What counts as a CPU: hyper-threads (machine_cpus), cores, or chips. */
enum machine_unit { MACHINE_THREADS, MACHINE_CORES, MACHINE_SOCKETS };
/* How many of them the machine has. >= 1. */
unsigned machine_units(const char *root, enum machine_unit unit);

/* Its name in the network, NUL-terminated and cut where it does not fit; "localhost" when it has none. */
void machine_name(char *ret, size_t size);

/* Bytes that one execve may take for arguments and environment together, beside the present environment. */
size_t machine_arg_max(void);

/* The longest single argument execve takes, in bytes with its NUL (Linux MAX_ARG_STRLEN: 32 pages). */
size_t machine_arg_one(void);
