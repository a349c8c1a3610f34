/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "docs.h"

#include <errno.h>
#include <stdio.h>

bool docs_mode(const struct options *o) {
	return o->mode == MODE_HELP || o->mode == MODE_VERSION || o->mode == MODE_GENERATE || o->mode == MODE_SHOW;
}

static int version(struct err *err) {
	if (printf("pmap %s\n", PACKAGE_VERSION) < 0 || fflush(stdout))
		return err_sys(err, errno, "cannot write to stdout");
	return 0;
}

int docs_run(const struct options *o) {
	struct err err = { 0 };
	int rc = 0;

	switch (o->mode) {
	case MODE_HELP: rc = options_help(stdout, o->mode_arg, &err); break;
	case MODE_VERSION: rc = version(&err); break;
	case MODE_GENERATE: rc = options_print(o->mode_arg, &err); break;
	case MODE_SHOW: rc = options_show(o->mode_arg, &err); break;
	default: break;
	}
	if (!rc)
		return 0;
	err_say("%s", err.msg);
	return 255;
}
