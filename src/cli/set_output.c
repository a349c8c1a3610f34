/* SPDX-License-Identifier: MIT */
/* Setters of what is done with output. */
#include <errno.h>

#include "cli/set.h"

/* --ctag is --tag with --color, --ctagstring is --tagstring with it. */
int set_ctag(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	p->o->color = true;
	if (value && *value)
		return set_tagstring(p, opt, name, value, err);
	if (!value)
		p->o->tag = true;
	else if (!p->o->tagstring)
		p->o->tagstring = ""; /* the TAB is there, unlike that of an empty --tagstring */
	return 0;
}

/* Each time it is given everything is quoted once more. */
int set_shellquote(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt, (void)name, (void)value, (void)err;
	p->o->shellquote++;
	return 0;
}

/* --compress-program and --decompress-program mean --compress, too. */
int set_compress_program(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	if (!*value)
		return err_set(err, EINVAL, "option '%s': '%s' is not a command", name, value);
	p->o->compress = true;
	return set_string(p, opt, name, value, err);
}
