/* SPDX-License-Identifier: MIT */
/* The part of parts.c that chooses how tasks run. */
#pragma once

#include "engine/parts.h"

/* Choose and make r->exec, and complete the spec for it. 0, or -errno when the options and the command do not fit each other. */
int execs_open(struct run *r, struct exec_spec *spec, struct err *err);
void execs_close(struct run *r);
