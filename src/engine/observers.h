/* SPDX-License-Identifier: MIT */
/* Who is told of what happens in a run: its history, what a report tells of single tasks, the time that is left, a trace. */
#pragma once

#include "engine/parts.h"

/* Make those that the options ask for. 0 or -errno with err set; then observers_close is still called. */
int observers_open(struct run *r, struct err *err);
void observers_close(struct run *r);
