/* SPDX-License-Identifier: MIT */
/* Waiting until something can be started: processes, descriptors or memory are short, and another task's end makes room. */
#pragma once

#include <stdbool.h>

#include "base/clock.h"
#include "base/sync.h"

/* Zero it to begin. */
struct shortage {
	nsec pause, since;
};

/* True when the failure (-errno) goes away when something else ends. */
bool shortage_is(int rc);
/*
 * Wait a little, longer each time. 0: try again; -ECANCELED: tasks are to end; -ETIME: nothing of ours has been running
 * for some seconds, so nobody will make room. running: how many are.
 */
int shortage_wait(struct shortage *s, unsigned running, const struct gates *g);
