/* SPDX-License-Identifier: MIT */
/* Shell quoting, byte for byte as GNU parallel does it. The only place that quotes. */
#pragma once

#include <stddef.h>

#include "base/buf.h"

enum quoting { QUOTING_SH, QUOTING_CSH, QUOTING_RC };

/* How the shell of that path is quoted for. */
enum quoting quoting_of(const char *shell);

/* Append v quoted for such a shell. 0 or -ENOMEM. */
int quoting_add(enum quoting how, struct buf *out, const char *v, size_t len);
/* Length of that form. */
size_t quoting_len(enum quoting how, const char *v, size_t len);

/* The same for the sh family. */
/* Append the quoted form of v. 0 or -ENOMEM. */
int quote_add(struct buf *out, const char *v, size_t len);
/* `before` as it is, and v quoted behind it. 0 or -ENOMEM. */
int quote_after(struct buf *out, const char *before, const char *v, size_t len);
int quote_str(struct buf *out, const char *before, const char *s);
/* Length of that form. */
size_t quote_len(const char *v, size_t len);
