/* SPDX-License-Identifier: MIT */
/* UTF-8, as far as bytes of unknown origin must be told apart. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Length of the valid sequence at s (RFC 3629: 1 to 4 bytes), of which `left` bytes can be read; 0 when there is none. */
size_t utf8_len(const char *s, size_t left);

/* The code point of the valid sequence of n bytes at s. */
uint32_t utf8_code(const char *s, size_t n);
