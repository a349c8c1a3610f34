/* SPDX-License-Identifier: MIT */
#pragma once

/* The program that perl runs for us; its arguments: how Q() quotes (sh, csh, rc), the number of slots. */
extern const char perl_text[];
