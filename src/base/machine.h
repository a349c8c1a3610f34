/* SPDX-License-Identifier: MIT */
/* What this machine lets us use. Every answer has a portable fallback; none starts a program. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* CPUs this process may use: the least of the affinity mask, the cgroup v2 and v1 CPU quotas (rounded up) and PMAP_CPUS. >= 1. */
unsigned machine_cpus(void);

/* Bytes that one execve may take for arguments and environment together, beside the present environment. */
size_t machine_arg_max(void);

/* The longest single argument execve takes, in bytes with its NUL (Linux MAX_ARG_STRLEN: 32 pages). */
size_t machine_arg_one(void);
