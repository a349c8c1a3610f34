/* SPDX-License-Identifier: MIT */
/* --amdahl: the law as a calculator, in both directions. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/*
 * "P[,N...]": speed-ups that a parallel part P (0.95 or 95%) gives with N slots, and their limit (G. Amdahl, AFIPS 1967). "S=s,N": the serial
 * fraction that explains a speed-up s with N slots (A. Karp and H. Flatt, CACM 33(5), 1990). Appended to out as text. 0, -EINVAL with a message
 * that says what is wrong, or -ENOMEM.
 */
int amdahl_text(struct buf *out, const char *spec, struct err *err);
