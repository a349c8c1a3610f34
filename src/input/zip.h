/* SPDX-License-Identifier: MIT */
/* --pipe with arguments: each block takes the next arguments along; when they are used up, an empty one. */
#pragma once

#include <stdbool.h>

#include "task/source.h"

/*
 * Takes both over, also on failure; arguments may be NULL. named: the block has a name instead, which the shell finds
 * in $PARALLEL_TMP. 0 or -errno.
 */
int zip_new(struct source **ret, struct source *blocks, struct source *arguments, bool named, struct err *err);
