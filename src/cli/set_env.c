/* SPDX-License-Identifier: MIT */
/* Setters of profiles, --env, --template, and what has to do with the calling shell. */
#include <errno.h>
#include <string.h>

#include "cli/set.h"
#include "cli/shebang.h"

#define SETTER(name_) \
	int name_(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err)
#define UNUSED_ARGS() ((void)p, (void)opt, (void)name, (void)value, (void)err)

/* A list grown by one pointer; doubled when it is full. */
static const char **more(struct options *o, const char **list, size_t count) {
	const char **new;

	if (count & (count - 1) || count == 1)
		return list;
	new = set_alloc(o, (count ? 2 * count : 2) * sizeof(*new));
	if (count)
		memcpy(new, list, count * sizeof(*new));
	return new;
}

SETTER(set_profile) {
	UNUSED_ARGS();
	p->profiles = more(p->o, p->profiles, p->profile_count);
	p->profiles[p->profile_count++] = value;
	return 0;
}

/* --env A,B: two names. */
SETTER(set_env) {
	struct options *o = p->o;

	UNUSED_ARGS();
	while (*value) {
		size_t n = strcspn(value, ",");
		char *copy = set_alloc(o, n + 1);

		memcpy(copy, value, n);
		copy[n] = '\0';
		if (n) {
			o->env = more(o, o->env, o->env_count);
			o->env[o->env_count++] = copy;
		}
		value += n + (value[n] == ',');
	}
	return 0;
}

/* --template FILE=NAME; for a FILE that is given again the later NAME counts, as in GNU parallel. */
SETTER(set_template) {
	struct options *o = p->o;
	size_t n = strcspn(value, "="), i;
	char *from;

	(void)opt;
	if (!n || !value[n] || !value[n + 1])
		return err_set(err, EINVAL, "option '%s': '%s' is not FILE=NAME", name, value);
	from = set_alloc(o, n + 1);
	memcpy(from, value, n);
	from[n] = '\0';
	for (i = 0; i < o->template_count; i += 2)
		if (!strcmp(o->template_files[i], from))
			break;
	if (i == o->template_count) {
		o->template_files = more(o, o->template_files, o->template_count);
		o->template_files[o->template_count++] = from;
		o->template_files = more(o, o->template_files, o->template_count);
		o->template_files[o->template_count++] = NULL;
	}
	o->template_files[i + 1] = value + n + 1;
	return 0;
}

SETTER(set_shell_completion) {
	static const char *const shells[][2] = {
		{ "auto", "for-auto" }, { "bash", "for-bash" }, { "zsh", "for-zsh" }, { "fish", "for-fish" },
	};

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (!strcmp(value, shells[i][0]))
			return set_mode(p, opt, name, shells[i][1], err);
	return err_set(err, EINVAL, "option '%s': '%s' is not auto, bash, zsh or fish", name, value);
}

SETTER(set_quote_for) {
	UNUSED_ARGS();
	if (strcmp(value, "words") && strcmp(value, "pairs") && strcmp(value, "keyed") && strcmp(value, "fish"))
		return err_set(err, EINVAL, "option '%s': '%s' is not words, pairs, keyed or fish", name, value);
	p->o->quote_for = value;
	p->keep = true;
	return 0;
}

SETTER(set_shebang) {
	UNUSED_ARGS();
	return shebang_first(name, err);
}

SETTER(set_embed) {
	UNUSED_ARGS();
	return err_set(err, EINVAL, "option '%s' would put the program into a script, which a binary cannot be; copy '%s' itself to where it is needed",
		       name, err_program());
}
