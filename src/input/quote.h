/* SPDX-License-Identifier: MIT */
/* Shell quoting, byte for byte as GNU parallel does it for the sh family. The only place that quotes. */
#pragma once

#include <stddef.h>

#include "base/buf.h"

/* Append the quoted form of v. 0 or -ENOMEM. */
int quote_add(struct buf *out, const char *v, size_t len);
/* Length of that form. */
size_t quote_len(const char *v, size_t len);
