/* SPDX-License-Identifier: MIT */
/* --probe: run one command a few times and say what it does with its time. */
#pragma once

#include "base/err.h"
#include "cli/options.h"
#include "engine/run.h"

/* The exit status: 1 when a run of the command failed, else 0; -errno with err set when pmap itself did. */
int probe_main(struct run_host *host, const struct options *o, struct err *err);
