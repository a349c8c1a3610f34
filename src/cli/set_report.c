/* SPDX-License-Identifier: MIT */
/* What does not go together with --report. */
#include <errno.h>

#include "cli/finish.h"

int finish_report(struct options *o, struct err *err) {
	if (!o->report_file)
		return 0;
	if (o->mode != MODE_RUN)
		return err_set(err, EINVAL, "--report tells of one run of the tasks: it cannot be used with %s",
			       o->mode == MODE_COMPARE ? "--compare" : "--probe");
	if (o->dry_run || o->shellquote)
		o->report_file = NULL; /* nothing runs; such runs leave no files */
	return 0;
}
