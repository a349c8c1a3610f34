/* SPDX-License-Identifier: MIT */
/* Files that may change while we run. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct remote_files;

/* As they are now. The names are borrowed. */
struct remote_files *remote_files_new(const char *const *names, size_t count);
void remote_files_free(struct remote_files *f);
/* Has one changed since the last call? One that is not there has not. */
bool remote_files_changed(struct remote_files *f);
