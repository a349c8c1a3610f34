/* SPDX-License-Identifier: MIT */
/* Setters of --semaphore. Each of its options implies it. */
#include <errno.h>
#include <stddef.h>

#include "cli/set.h"
#include "cli/values.h"

int set_semaphore_flag(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)name, (void)value, (void)err;
	*(bool *)((char *)p->o + opt->at) = opt->value;
	p->o->semaphore = true;
	return 0;
}

int set_semaphore_string(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	p->o->semaphore = true;
	return set_string(p, opt, name, value, err);
}

int set_semaphore_timeout(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	p->o->semaphore = true;
	p->o->semaphore_give_up = value[0] == '-';
	if (value_duration(value + p->o->semaphore_give_up, &p->o->semaphore_timeout))
		return err_set(err, EINVAL, "option '%s': '%s' is not a duration (10, 1m30s; -10: then give up)", name, value);
	return 0;
}
