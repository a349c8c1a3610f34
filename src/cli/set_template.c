/* SPDX-License-Identifier: MIT */
/* Setters of the options that say what a replacement string is. */
#include "cli/set.h"

#include <errno.h>
#include <string.h>

/* A list that grows by one; the old one is left to options_release. */
static const char **appended(struct parse *p, const char **list, size_t count, const char *value) {
	const char **more = set_alloc(p->o, (count + 1) * sizeof(*more));

	if (count)
		memcpy(more, list, count * sizeof(*more));
	more[count] = value;
	return more;
}

int set_rpl(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	struct template_strings *s = &p->o->strings;

	(void)opt;
	if (strcspn(value, " \t\n\r\f") == 0)
		return err_set(err, EINVAL, "option '%s': '%s' is not a string and an expression ('{x} s/a/b/')", name, value);
	s->custom = appended(p, s->custom, s->custom_count++, value);
	return 0;
}

int set_parens(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt;
	if (strlen(value) < 2)
		return err_set(err, EINVAL, "option '%s': '%s' is not a left and a right parenthesis ('{==}')", name, value);
	p->o->strings.parens = value;
	return 0;
}

int set_filter(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt, (void)name, (void)err;
	p->o->filters = appended(p, p->o->filters, p->o->filter_count++, value);
	return 0;
}

/* --extensionreplace and its kin. */
int set_other_string(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	if (!*value)
		return err_set(err, EINVAL, "option '%s': '%s' is not a string to replace", name, value);
	*(const char **)((char *)p->o + opt->at) = value;
	return 0;
}
