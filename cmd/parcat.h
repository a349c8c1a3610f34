/* SPDX-License-Identifier: MIT */
/* parcat: files and FIFOs read at once, written line by line. What pmap does when it is called by that name. */
#pragma once

#include <stdbool.h>

bool parcat_called(const char *argv0);
/* The exit status: 0, or 1 when a file could not be read. */
int parcat_main(int argc, char **argv);
