/* SPDX-License-Identifier: MIT */
/*
 * Blocks of memory that one slot uses again from task to task. Fresh pages cost a page fault each: for the 4 MB that libbz2 asks for, a
 * twentieth of the time that a file of half a megabyte takes. Not for several threads at once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define MEMORY_BLOCKS 6

struct memory {
	struct {
		void *p;
		size_t n;
		bool used;
	} block[MEMORY_BLOCKS];
};

/* At least n bytes, of unknown content; NULL when there are none. */
void *memory_take(struct memory *m, size_t n);
/* p may be NULL. */
void memory_give(struct memory *m, void *p);
void memory_release(struct memory *m);
