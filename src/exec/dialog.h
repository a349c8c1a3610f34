/* SPDX-License-Identifier: MIT */
/* How a program that stays is asked and how it answers (--frame): the bytes of a request, and where an answer ends. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/options.h"
#include "task/task.h"

/* The request for a task, in place of what is in `out`. 0, -ENOMEM, or -EINVAL with err set: it cannot be asked that way. */
int dialog_ask(enum framing how, const struct task *t, struct buf *out, struct err *err);

/* The byte that ends an answer. */
char dialog_end(enum framing how);

/* What an answer of --frame json says. Its texts are borrowed from `held` until dialog_release. */
struct dialog_answer {
	int status;
	const char *out, *err;
	size_t out_len, err_len;
	void *held;
};
/* Read one, for that task. 0, or -EINVAL with err set. */
int dialog_read(struct dialog_answer *ret, const char *p, size_t n, const struct task *t, struct err *err);
void dialog_release(struct dialog_answer *a);
