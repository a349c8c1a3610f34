/* SPDX-License-Identifier: MIT */
/* @cat: the files one after the other. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>

#include "base/sys.h"
#include "builtin/args.h"
#include "builtin/files.h"

#define BYTES (128u << 10)

struct cat {
	const char *path;
	bool force;
	struct out out;
};

static int take(void *arg, int letter, const char *value, struct err *err) {
	struct cat *c = arg;

	(void)err;
	if (letter == 'o')
		c->path = value;
	else if (letter == 'f')
		c->force = true;
	return 0; /* -u: so it is anyway */
}

static int one(struct in *in, void *arg) {
	struct cat *c = arg;
	const void *p = NULL;
	ssize_t got;
	int rc = 0;

	c->out.about = in->name;
	while (!rc && (got = in_next(in, &p)) != 0)
		rc = got < 0 ? (int)got : out_write(&c->out, p, (size_t)got);
	return rc;
}

int builtin_cat(struct builtin_call *call) {
	struct cat c = { .path = NULL };
	struct args_spec spec = { .letters = "ufo:", .longs = "output=o force=f", .take = take, .arg = &c };
	size_t count;
	char *buf;
	int rc = args_parse(call->argv, call->argc, &spec, &count, &call->err);

	if (rc)
		return 1;
	buf = sys_malloc(BYTES);
	if (!buf)
		rc = err_sys(&call->err, ENOMEM, "cannot run @cat");
	else
		rc = out_open(&c.out, call, c.path, c.force, NULL);
	if (!rc)
		rc = out_close(&c.out, in_each(call, count, buf, BYTES, one, &c));
	free(buf);
	return rc ? 1 : 0;
}
