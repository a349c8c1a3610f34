/* SPDX-License-Identifier: MIT */
/* --template: files whose text and whose copy's name have replacement strings. */
#pragma once

#include <stddef.h>

#include "base/err.h"
#include "cli/options.h"
#include "input/template.h"

struct file_template {
	struct template *text, *name;
};

/* Read and compile the pairs of o->files; `base` has the names and strings of the command. *ret gets o->template_count / 2 of them. */
int files_compile(struct file_template **ret, const struct options *o, const struct template_spec *base, struct err *err);
void files_release(struct file_template *list, size_t count);
