/* SPDX-License-Identifier: MIT */
/* Where tasks run when it is not simply here: tmux, other machines. */
#pragma once

#include "engine/parts.h"

/* Put what the options ask for into spec->launcher. 0 or -errno with err set. */
int launchers_open(struct run *r, struct exec_spec *spec, struct err *err);
/* After the last task. */
void launchers_close(struct run *r);
