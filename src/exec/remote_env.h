/* SPDX-License-Identifier: MIT */
/* --env: the names of the variables and functions that go to other hosts. */
#pragma once

#include <stddef.h>

#include "cli/options.h"

struct remote_env {
	const char **names;
	size_t count;
};

/* The names that the options give; `_` is all that are exported and not recorded. They live until release. */
void remote_env_init(struct remote_env *e, const struct options *o);
void remote_env_release(struct remote_env *e);
