/* SPDX-License-Identifier: MIT */
/*
 * The threads of a run that compute, counted: tasks on their slots, and helpers of tasks whose input can be divided. Helpers take the
 * places of idle slots and give them back as soon as tasks want them. Nothing here blocks.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

struct crew {
	unsigned slots;
	_Atomic unsigned busy;
};

void crew_init(struct crew *c, unsigned slots);
/* A task begins or ends on its own slot: it always may. */
void crew_enter(struct crew *c);
void crew_leave(struct crew *c);
/* A helper wants a place. True: it has one, and leaves with crew_leave. */
bool crew_join(struct crew *c);
/* A helper asks between two pieces of work: may it stay? */
bool crew_stay(const struct crew *c);
/* Places that are free now. */
unsigned crew_places(const struct crew *c);
