/* SPDX-License-Identifier: MIT */
/* free_at is kept as a binary heap with the slot that is free first on top. */
#include "stats/schedule.h"

#include <errno.h>
#include <stdlib.h>

#include "base/maths.h"
#include "base/sys.h"

static void sift_down(double *heap, size_t n, size_t i) {
	for (;;) {
		size_t child = 2 * i + 1, least = i;
		double t;

		if (child < n && heap[child] < heap[least])
			least = child;
		if (child + 1 < n && heap[child + 1] < heap[least])
			least = child + 1;
		if (least == i)
			return;
		t = heap[i];
		heap[i] = heap[least];
		heap[least] = t;
		i = least;
	}
}

static double latest(const double *t, size_t n) {
	double most = 0;

	for (size_t i = 0; i < n; i++)
		most = maths_max(most, t[i]);
	return most;
}

double schedule_list(const struct schedule_task *tasks, size_t n, double *free_at, size_t slots) {
	double end = slots ? latest(free_at, slots) : 0;

	for (size_t i = slots / 2; i-- > 0;)
		sift_down(free_at, slots, i);
	for (size_t i = 0; i < n; i++) {
		double start = slots ? maths_max(free_at[0], tasks[i].ready) : tasks[i].ready;

		end = maths_max(end, start + tasks[i].cost);
		if (slots) {
			free_at[0] = start + tasks[i].cost;
			sift_down(free_at, slots, 0);
		}
	}
	return end;
}

/* qsort is not stable: where a task stands decides between equals. */
struct ranked {
	struct schedule_task task;
	size_t at;
};

static int longest(const void *a, const void *b) {
	const struct ranked *x = a, *y = b;

	if (x->task.cost != y->task.cost)
		return x->task.cost > y->task.cost ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

int schedule_longest_first(struct schedule_task *tasks, size_t n) {
	struct ranked *r = sys_malloc((n ? n : 1) * sizeof(*r));

	if (!r)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		r[i] = (struct ranked){ tasks[i], i };
	qsort(r, n, sizeof(*r), longest);
	for (size_t i = 0; i < n; i++)
		tasks[i] = r[i].task;
	free(r);
	return 0;
}
