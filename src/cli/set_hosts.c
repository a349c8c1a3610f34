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

static void add_travel(struct options *o, enum travel_way way, const char *name) {
	struct travel *more = set_alloc(o, (o->travel_count + 1) * sizeof(*more));

	if (o->travel_count)
		memcpy(more, o->travels, o->travel_count * sizeof(*more));
	more[o->travel_count++] = (struct travel){ way, name };
	o->travels = more;
	if (way == TRAVEL_BASE)
		o->basefile = name;
	else if (way == TRAVEL_BACK)
		o->returns = name;
	else
		o->transferfile = name;
}

int set_travel(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)name, (void)err;
	add_travel(p->o, (enum travel_way)opt->value, value);
	return 0;
}

int set_transfer(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt, (void)name, (void)value, (void)err;
	add_travel(p->o, TRAVEL_OUT, "{}");
	p->o->transferfile = NULL;
	p->o->transfer = true;
	return 0;
}

int set_trc(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt, (void)name, (void)err;
	add_travel(p->o, TRAVEL_OUT, "{}");
	add_travel(p->o, TRAVEL_BACK, value);
	p->o->transferfile = NULL;
	p->o->transfer = p->o->cleanup = true;
	return 0;
}

int set_ssh_delay(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	if (value_duration(value, &p->o->ssh_delay))
		return err_set(err, EINVAL, "option '%s': '%s' is not a duration (0.1, 10, 1m30s)", name, value);
	return 0;
}
