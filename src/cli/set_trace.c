/* SPDX-License-Identifier: MIT */
/* The setter of --trace. */
#include <errno.h>
#include <string.h>

#include "cli/set.h"

int set_trace(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	if (!*value)
		return err_set(err, EINVAL, "option '%s': '' is not the name of a file", name);
	if (!strcmp(value, "-"))
		return err_set(err, EINVAL, "option '%s': a trace on standard output would be mixed with what the tasks print; name a file", name);
	p->o->trace_file = value;
	return 0;
}
