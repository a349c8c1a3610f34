/* SPDX-License-Identifier: MIT */
/* Tasks by their place in the input, from the head (the lowest not yet written) on. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "task/task.h"

struct window {
	uint64_t head;
	struct task **ring; /* place & (size - 1) */
	size_t size;        /* a power of two, or 0 */
};

/* 0 or -ENOMEM. Its place is not below head. */
int window_put(struct window *w, struct task *t);
/* The task at that place, NULL when it is not in the window. */
struct task *window_at(const struct window *w, uint64_t place);
/* Take the head out and step on. */
void window_step(struct window *w);
void window_release(struct window *w);
