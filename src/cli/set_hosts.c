/* SPDX-License-Identifier: MIT */
/* Setters for where tasks run. */
#include <errno.h>
#include <string.h>

#include "cli/set.h"
#include "cli/values.h"

int set_tmux(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)name, (void)value, (void)err;
	p->o->tmux = (enum tmux)opt->value;
	return 0;
}

/* value: true for a file. */
int set_hosts(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	struct options *o = p->o;
	struct host_list *more = set_alloc(o, (o->host_count + 1) * sizeof(*more));

	(void)name, (void)err;
	if (o->host_count)
		memcpy(more, o->hosts, o->host_count * sizeof(*more));
	more[o->host_count++] = (struct host_list){ .list = value, .file = opt->value };
	o->hosts = more;
	return 0;
}

int set_trc(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt, (void)name, (void)err;
	p->o->transfer = p->o->cleanup = true;
	p->o->returns = value;
	return 0;
}

int set_ssh_delay(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	nsec delay;

	(void)p, (void)opt;
	if (value_duration(value, &delay))
		return err_set(err, EINVAL, "option '%s': '%s' is not a duration (0.1, 10, 1m30s)", name, value);
	return 0;
}
