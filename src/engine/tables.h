/* SPDX-License-Identifier: MIT */
/* The part of parts.c that concerns tables of jobs (--sqlmaster and its kin). */
#pragma once

#include "engine/parts.h"

/* Put the table between r->source and the run when the options ask for one. 0 or -errno. */
int tables_open(struct run *r, struct err *err);
