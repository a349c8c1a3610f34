/* SPDX-License-Identifier: MIT */
/* Does a program that owes us an answer wait for more input instead? */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/*
 * Looks at the processes of a group. True when all that we have written to the pipe `in` is read, one of them waits in
 * read(2) for more from it, and all others wait for it too (in a wait for a child, or for the end of another pipe).
 * False when that is not so, or when nobody can tell: a program with threads, or one that waits in poll(2), is never
 * accused. Never blocks.
 */
bool starved(pid_t group, int in);
