/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "builtin/builtin.h"

#include <string.h>

static const struct builtin table[] = {
	{ "bunzip2", "FILE...", "decompress bzip2 files (all their streams) to the task's output", builtin_bunzip2 },
};

const struct builtin *builtin_find(const char *name) {
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (!strcmp(table[i].name, name))
			return &table[i];
	return NULL;
}

const struct builtin *builtin_at(size_t i) {
	return i < sizeof(table) / sizeof(*table) ? &table[i] : NULL;
}
