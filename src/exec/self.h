/* SPDX-License-Identifier: MIT */
/* Where our own program is, to start it again as a worker. */
#pragma once

#include <stddef.h>

/* A path for execve. It may point into buf. NULL when it cannot be found (no /proc, and called by a name that PATH does not know). */
const char *self_path(char *buf, size_t size);
