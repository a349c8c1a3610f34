/* SPDX-License-Identifier: MIT */
/* Tasks by sequence number, from the head (the lowest not yet written) on. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "task/task.h"

struct window {
	uint64_t head;
	struct task **ring; /* seq & (size - 1) */
	size_t size;        /* a power of two, or 0 */
};

/* 0 or -ENOMEM. seq >= head. */
int window_put(struct window *w, struct task *t);
/* The task at seq, NULL when it is not in the window. */
struct task *window_at(const struct window *w, uint64_t seq);
/* Take the head out and step on. */
void window_step(struct window *w);
void window_release(struct window *w);
