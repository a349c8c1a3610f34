/* SPDX-License-Identifier: MIT */
/* Going on in the background, for a semaphore's task. */
#pragma once

#include <sys/types.h>

#include "base/err.h"

/*
 * From here on there are two of us: 0 is returned in the one that is to do the work, its number in the caller's, which is to end.
 * -errno with err set when there can be no second one. Only before any thread or guardian exists.
 */
pid_t background_start(struct err *err);
