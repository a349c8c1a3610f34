/* SPDX-License-Identifier: MIT */
/* The source of a run that has no input: one task without values. */
#pragma once

#include "task/source.h"

struct source *once_new(void);
