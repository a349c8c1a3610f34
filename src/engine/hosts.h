/* SPDX-License-Identifier: MIT */
/* Other hosts as far as a run knows of them. */
#pragma once

#include "engine/parts.h"

/* Make the hosts ready and count slots by them. Before all other parts. Nothing happens without other hosts. 0 or -errno. */
int hosts_open(struct run *r, struct err *err);
/* The executor has been opened: tasks go where the hosts are, and files with them. 0 or -errno. */
int hosts_exec(struct run *r, const struct exec_spec *spec, struct err *err);
/* The source has been opened: --onall. */
void hosts_source(struct run *r);
/* The longest command line when here it is `max`: on its way it grows by quotes. */
size_t hosts_line_max(const struct run *r, size_t max);
/* What of the spec is not done here. */
void hosts_spec(const struct run *r, struct exec_spec *spec);
