/* SPDX-License-Identifier: MIT */
/* The part of parts.c that concerns where output goes: result files, sinks. */
#pragma once

#include "engine/parts.h"

/* --retry-failed: make the options those of such a run, before anything is opened. 0 or -errno. */
int outputs_again(struct run *r, struct err *err);
/* --results and --files: what the executor is to know of them. 0 or -errno. */
int outputs_files(struct run *r, struct exec_spec *spec, struct err *err);
/* True when the executor is to look for the results of an earlier run, and not the feed. */
bool outputs_ask_late(const struct run *r);
/* The sinks that the options ask for. 0 or -errno. */
int outputs_sinks(struct run *r, struct err *err);
