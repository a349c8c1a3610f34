/* SPDX-License-Identifier: MIT */
/* What becomes of a task whose process did not give it an answer, and how that is said: for workers of both kinds. */
#pragma once

#include "exec/coproc.h"
#include "task/exec.h"

/* A line among the task's messages. */
void loss_say(struct task *t, struct outlet *o, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The task could not be started, and why. Returns 0. */
int loss_refuse(struct task *t, struct outlet *o, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* When some of its output was lost the task has failed. Returns 0. */
int loss_output(const struct talk *talk);
/*
 * talk_run did not return 1 but `rc`, and the process is gone: fill the task's result, and say what happened unless it
 * was our doing. who begins the sentence; when ends it. cpu: seconds of --cpu-limit, 0 = none. Returns 0.
 */
int loss_end(const struct talk *talk, int rc, unsigned cpu, const char *who, const char *when);
/* "signal 9 (KILL)" */
const char *loss_signal(char *buf, size_t size, int sig);
