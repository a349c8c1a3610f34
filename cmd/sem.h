/* SPDX-License-Identifier: MIT */
/* The mode of --semaphore (and of the name `sem`): one task, when there is a place for it. */
#pragma once

#include "base/semaphore.h"
#include "cli/options.h"

/*
 * Before the run: do the waiting, and go into the background. True when this process is to run the task, with *ret the place it has
 * (semaphore_free it at the end) and `o` changed to a run of one task; false when it has nothing left to do but to end with *status.
 */
bool sem_enter(struct semaphore **ret, struct options *o, int *status);
