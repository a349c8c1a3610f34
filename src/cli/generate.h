/* SPDX-License-Identifier: MIT */
/* What is made from the option table besides the parser. Each writes on `out`; the caller checks that for errors. */
#pragma once

#include <stdio.h>

#include "cli/table.h"

void help_print(FILE *out, const char *program);                       /* all of it */
void help_short(FILE *out, const char *program);                       /* a screenful */
void help_section(FILE *out, const char *program, const char *section); /* one section, or one option, with its long texts */

void man_print(FILE *out);                                              /* the options */

void bash_print(FILE *out);
void zsh_print(FILE *out);
void fish_print(FILE *out);
/* The same for eval, and for the name that this program was called by (--shell-completion). */
void bash_eval(FILE *out);
void zsh_eval(FILE *out);
void fish_eval(FILE *out);
