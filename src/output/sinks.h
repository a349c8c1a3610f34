/* SPDX-License-Identifier: MIT */
/* The sinks there are. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "task/sink.h"

/* stdout and stderr, in the order of the calls; with the task's tag before each line when `tagged`. out_closed: fd 1 was closed when we started. */
int sink_terminal_new(struct sink **ret, bool tagged, bool out_closed, struct err *err);

/* The log of finished tasks (--joblog). */
struct joblog_spec {
	const char *path;   /* "-" = stdout */
	bool append;        /* keep what is there, write no header */
	bool resume;        /* keep what is there, cut a torn last record off; a header only into an empty file */
};
int sink_joblog_new(struct sink **ret, const struct joblog_spec *spec, struct err *err);
#define JOBLOG_HEADER "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n"

/* Output is hashed and thrown away: the sum over all tasks does not depend on their order. */
int sink_measure_new(struct sink **ret, struct err *err);
uint64_t sink_measure_hash(const struct sink *s);
