/* SPDX-License-Identifier: MIT */
/* The name pmap is also that of procps' program, which shows the memory map of processes. */
#pragma once

#include <stdbool.h>

/*
 * True when the arguments can only be meant for procps: its options and numbers, at least one, and the first number is no command.
 * What this program is called does not matter. PMAP_NO_PROCPS=1 in the environment says no.
 */
bool procps_meant(int argc, char *const *argv);

/* Become the next pmap in PATH that is not this program. Returns the exit status, with a message, when there is none. */
int procps_become(char **argv);
