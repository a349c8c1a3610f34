/* SPDX-License-Identifier: MIT */
/* How a running task is ended: signals and pauses in turn (GNU parallel's --termseq). */
#pragma once

#include <stddef.h>

#include "base/err.h"

#define TERMSEQ_MAX 32

struct termseq {
	struct {
		int sig;
		int ms; /* pause after it */
	} step[TERMSEQ_MAX];
	size_t count;
};

/* text: "TERM,200,TERM,100,TERM,50,KILL,25" (the default when NULL); names or numbers. 0 or -EINVAL. */
int termseq_parse(struct termseq *ret, const char *text, struct err *err);

/* "SEGV"; NULL when it has no name here. */
const char *signal_name(int sig);
/* Number of a signal by name ("TERM", "SIGTERM", "15"); 0 when there is none. */
int signal_number(const char *name, size_t len);
