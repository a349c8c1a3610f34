/* SPDX-License-Identifier: MIT */
/* Output as words of a shell, for the functions that put it into variables. */
#pragma once

#include "task/sink.h"

/*
 * A sink in front of `inner`, which it owns: what a task printed on stdout becomes one quoted word, without its last
 * newline, and words are separated by blanks. kind: "words"; "pairs" and "keyed", with the task's values in front as
 * KEY VALUE or [KEY]=VALUE; "fish", quoted for that shell. stderr passes through. NUL bytes, which no variable can
 * hold, are left out.
 */
struct sink *sink_quoted_new(struct sink *inner, const char *kind);
