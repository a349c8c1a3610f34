/* SPDX-License-Identifier: MIT */
/*
 * From words to struct options. Sources of options in turn: configuration files or profiles, $PARALLEL, then the command line, so
 * that the later one wins. Options end at the first word that is none; what the other sources have behind their options goes
 * in front of the command.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/config.h"
#include "cli/finish.h"
#include "cli/set.h"
#include "cli/shebang.h"
#include "cli/table.h"

enum { NAME_SIZE = 64 };

/* The words that are left. */
struct args {
	char **at;
	size_t count;
};

static char *take(struct args *a) {
	a->count--;
	return *a->at++;
}

static bool is_number(const char *s) {
	return *s && s[strspn(s, "0123456789")] == '\0';
}

/* The value that an option without an attached one takes from the next word; NULL when it takes none. */
static char *next_value(const struct opt *opt, struct args *a) {
	if (!a->count)
		return NULL;
	switch (opt->arg) {
	case ARG_VALUE: return take(a);
	case ARG_OPTIONAL: return a->at[0][0] != '-' ? take(a) : NULL;
	case ARG_OPTIONAL_NUMBER: return is_number(a->at[0]) ? take(a) : NULL;
	default: return NULL;
	}
}

static bool refused(const struct opt *opt) {
	return opt->set == set_retired;
}

static int parse_long(struct parse *p, char *word, struct args *a, struct err *err) {
	size_t n = strcspn(word, "=");
	char *value = word[n] ? word + n + 1 : NULL;
	const struct opt *opt = opt_find(word, n, err);
	char name[NAME_SIZE];

	if (!opt)
		return -EINVAL;
	(void)opt_name(opt, name, sizeof(name));
	if (refused(opt))
		return opt->set(p, opt, name, NULL, err);
	if (value && opt->arg == ARG_NONE)
		return err_set(err, EINVAL, "option '%s' takes no value", name);
	if (!value)
		value = next_value(opt, a);
	if (!value && opt->arg == ARG_VALUE)
		return err_set(err, EINVAL, "option '%s' needs a value (%s)", name, opt->placeholder);
	return opt->set(p, opt, name, value, err);
}

/* -l2k: the digits are the value, the rest are more options. *rest moves behind what was taken. */
static char *leading_number(struct options *o, char **rest) {
	size_t n = strspn(*rest, "0123456789");
	char *copy = set_alloc(o, n + 1);

	memcpy(copy, *rest, n);
	copy[n] = '\0';
	*rest += n;
	return n ? copy : NULL;
}

static int parse_bundle(struct parse *p, char *letters, struct args *a, struct err *err) {
	while (*letters) {
		const struct opt *opt = opt_find_letter(*letters, err);
		char name[3] = { '-', *letters, '\0' }, *value = NULL;
		int rc;

		if (!opt)
			return -EINVAL;
		letters++;
		if (refused(opt))
			return opt->set(p, opt, name, NULL, err);
		if (opt->arg == ARG_VALUE || opt->arg == ARG_OPTIONAL) {
			if (*letters) {
				value = letters;
				letters += strlen(letters);
			}
		} else if (opt->arg == ARG_OPTIONAL_NUMBER && *letters) {
			value = leading_number(p->o, &letters);
		}
		if (!value && !*letters)
			value = next_value(opt, a);
		if (!value && opt->arg == ARG_VALUE)
			return err_set(err, EINVAL, "option '%s' needs a value (%s)", name, opt->placeholder);
		rc = opt->set(p, opt, name, value, err);
		if (rc)
			return rc;
	}
	return 0;
}

static int parse_options(struct parse *p, struct args *a, struct err *err) {
	while (a->count) {
		char *word = *a->at;
		int rc;

		if (word[0] != '-' || !word[1])
			return 0;
		(void)take(a);
		if (!strcmp(word, "--"))
			return 0;
		rc = word[1] == '-' ? parse_long(p, word + 2, a, err) : parse_bundle(p, word + 1, a, err);
		if (rc)
			return rc;
	}
	return 0;
}

/* Is `word` a separator? Then *in says what follows it. */
static bool separator(const struct parse *p, const char *word, struct input *in) {
	const char *sep[] = { p->file_sep, p->arg_sep };

	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(sep[i]);

		if (strncmp(word, sep[i], n) || (word[n] && strcmp(word + n, "+")))
			continue;
		*in = (struct input){ .kind = i ? INPUT_WORDS : INPUT_FILE, .linked = word[n] == '+' };
		return true;
	}
	return false;
}

/* The words behind one separator: one source, or a source for each file. */
static void add_inputs(struct parse *p, struct input in, char **words, size_t count) {
	if (in.kind == INPUT_WORDS) {
		in.words = words;
		in.count = count;
		set_add_input(p, in);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		in.path = words[i];
		set_add_input(p, in);
	}
}

/*
 * As in GNU parallel the + of a separator counts from the first source of all: behind `files` sources of -a it is found on a source
 * that many places earlier.
 */
static void move_links(struct options *o, size_t files) {
	for (size_t i = 0; files && i < o->input_count; i++)
		o->inputs[i].linked = i + files < o->input_count && o->inputs[i + files].linked;
}

/* The command and its sources, from all the words that are left. */
static void parse_words(struct parse *p, struct args a) {
	struct options *o = p->o;
	struct input in = { 0 }, next;
	size_t n = 0, files = o->input_count;

	while (n < a.count && !separator(p, a.at[n], &in))
		n++;
	o->command_count = n;
	o->command = a.at;
	if (n + 1 == a.count) /* a lone separator at the very end names no source: it is standard input */
		return;
	while (n < a.count) {
		size_t first = ++n;

		while (n < a.count && !separator(p, a.at[n], &next))
			n++;
		add_inputs(p, in, a.at + first, n - first);
		in = next;
	}
	move_links(o, files);
}

/* --plain and --profile count wherever they stand, before other sources are looked at. Errors are found again by the real reading. */
static void look_ahead(struct parse *ahead, struct args a) {
	options_init(ahead->o);
	(void)parse_options(ahead, &a, NULL);
}

/* `a` behind `before`. */
static struct args append(struct options *o, struct args before, struct args a) {
	struct args all = { .count = before.count + a.count };

	if (!before.count)
		return a;
	all.at = set_alloc(o, (all.count + 1) * sizeof(char *));
	memcpy(all.at, before.at, before.count * sizeof(char *));
	memcpy(all.at + before.count, a.at, a.count * sizeof(char *));
	all.at[all.count] = NULL;
	return all;
}

struct reading {
	struct parse *p;
	struct args left;   /* what the sources so far have behind their options */
};

static int take_words(void *arg, struct config_words *w, struct err *err) {
	struct reading *r = arg;
	struct args a = { w->at, w->count };
	struct err why = { 0 };
	size_t at;

	if (!parse_options(r->p, &a, &why)) {
		r->left = append(r->p->o, r->left, a);
		return 0;
	}
	at = (size_t)(a.at - w->at);
	if (!w->lines)
		return err_set(err, EINVAL, "in %s: %s", w->place, why.msg);
	return err_set(err, EINVAL, "%s line %u: %s", w->place, w->lines[at ? at - 1 : 0], why.msg);
}

static const char *base_name(const char *path) {
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int options_parse(struct options *o, int argc, char **argv, struct err *err) {
	struct parse p = { .o = o, .arg_sep = ":::", .file_sep = "::::" };
	struct args a = { .at = argv + 1, .count = argc > 1 ? (size_t)argc - 1 : 0 };
	struct reading r = { .p = &p };
	struct options scratch;
	struct parse ahead = { .o = &scratch };
	struct err why = {0};
	int rc;

	if (a.count && !strcmp(a.at[0], "--serve")) { /* our own worker: the rest is a function and its arguments */
		o->mode = MODE_SERVE;
		o->command = a.at + 1;
		o->command_count = a.count - 1;
		return 0;
	}
	o->semaphore = argc && !strcmp(base_name(argv[0]), "sem");
	rc = shebang_words(o, &a.at, &a.count, err);
	if (rc)
		return rc;
	look_ahead(&ahead, a);
	rc = config_read(&ahead, o, take_words, &r, err);
	options_release(&scratch);
	if (rc)
		return rc;
	rc = parse_options(&p, &a, &why);
	if (rc)
		return shebang_late(argv + 1, (size_t)argc - 1, err) ? rc : err_set(err, why.code, "%s", why.msg);
	parse_words(&p, append(o, r.left, a));
	return finish_parse(&p, err);
}
