/* SPDX-License-Identifier: MIT */
/* Options in files and in the environment: which there are, and their words. */
#pragma once

#include "base/err.h"
#include "cli/table.h"

/* Words of one source of options, all in memory of the struct options. */
struct config_words {
	char **at;
	size_t count;
	const char *place;      /* "'FILE'" or "$PARALLEL", for messages */
	const unsigned *lines;  /* the line of each word; NULL when there is only one */
};

/* What is done with the words of each source, in the order in which they count. Not 0 ends the reading. */
typedef int config_take(void *arg, struct config_words *words, struct err *err);

/*
 * All sources in front of the command line: the profiles asked for, or else the configuration of the system and of the
 * user, then $PARALLEL. `p` says which profiles (GNU parallel 20221122, --profile) and whether any of it is wanted
 * (--plain). Files that are not there or cannot be read are passed over, as there. 0, -EINVAL for an open quote, or
 * what `take` returned.
 */
int config_read(const struct parse *p, struct options *o, config_take *take, void *arg, struct err *err);

/*
 * The directories of such files in the order in which they are read: index 0, 1, ... In buf; empty when there is none at this
 * place, NULL behind the last.
 */
const char *config_dir(unsigned index, char *buf, size_t size);
