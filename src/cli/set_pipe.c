/* SPDX-License-Identifier: MIT */
/* Setters of pipe mode beside those of set.c. */
#include <errno.h>
#include <stddef.h>

#include "cli/set.h"
#include "cli/values.h"

int set_block_timeout(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	if (value_duration(value, &p->o->block_timeout))
		return err_set(err, EINVAL, "option '%s': '%s' is not a duration (0.5, 10, 1m30s)", name, value);
	return 0;
}

int set_key(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	if (!*value)
		return err_set(err, EINVAL, "option '%s': '' is neither a column nor a perl expression", name);
	*(const char **)((char *)p->o + opt->at) = value;
	return 0;
}
