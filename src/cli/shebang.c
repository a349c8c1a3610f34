/* SPDX-License-Identifier: MIT */
/* Whatever the script is, the rest of the program sees an ordinary command line: -a SCRIPT, or INTERPRETER SCRIPT ::: ARGUMENTS. */
#include "cli/shebang.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "cli/set.h"
#include "cli/split.h"

enum kind { KIND_NONE, KIND_INPUT, KIND_WRAP };

static bool is(const char *word, size_t n, const char *name) {
	return n == strlen(name) && !memcmp(word, name, n);
}

static enum kind kind_of(const char *word) {
	size_t n = strcspn(word, " \t");

	if (is(word, n, "--shebang") || is(word, n, "--hashbang"))
		return KIND_INPUT;
	return is(word, n, "--shebang-wrap") ? KIND_WRAP : KIND_NONE;
}

static char *copy(struct options *o, const char *s) {
	size_t n = strlen(s) + 1;

	return memcpy(set_alloc(o, n), s, n);
}

/* The script's name as a word of a shell command. */
static char *quoted(struct options *o, const char *s) {
	char *out, *at;

	if (*s && s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-")] == '\0')
		return copy(o, s);
	at = out = set_alloc(o, strlen(s) * 5 + 3);
	*at++ = '\'';
	for (; *s; s++) {
		if (*s == '\'') {
			memcpy(at, "'\"'\"'", 5);
			at += 5;
		} else {
			*at++ = *s;
		}
	}
	*at++ = '\'';
	*at = '\0';
	return out;
}

/* Is one of the options --pipe or --pipe-part? The arguments are files then. */
static bool pipes(char *const *words, size_t count) {
	for (size_t i = 0; i < count && words[i][0] == '-'; i++)
		if (!strncmp(words[i], "--pipe", 6) || !strcmp(words[i], "--spreadstdin"))
			return true;
	return false;
}

/* a: the words of the line; b: those behind it, the script among them. out has room for all of them and three more. */
static size_t as_input(struct options *o, char **out, char *const *a, size_t na, char *const *b, size_t nb) {
	size_t n = 0;

	out[n++] = copy(o, "--skip-first-line");
	out[n++] = copy(o, "-a");
	out[n++] = b[nb - 1];
	for (size_t i = 0; i < na; i++)
		out[n++] = a[i];
	for (size_t i = 0; i + 1 < nb; i++)
		out[n++] = b[i];
	return n;
}

static size_t as_wrapped(struct options *o, char **out, char *const *a, size_t na, char *const *b, size_t nb) {
	size_t n = 0;

	for (size_t i = 0; i < na; i++)
		out[n++] = a[i];
	out[n++] = quoted(o, b[0]);
	if (nb > 1)
		out[n++] = copy(o, pipes(a, na) ? "::::" : ":::");
	for (size_t i = 1; i < nb; i++)
		out[n++] = b[i];
	return n;
}

int shebang_words(struct options *o, char ***words, size_t *count, struct err *err) {
	enum kind kind = *count ? kind_of((*words)[0]) : KIND_NONE;
	char **a, **out, *const *b = *words + 1;
	size_t na, nb = *count - 1, len;
	struct err why = { 0 };

	if (kind == KIND_NONE)
		return 0;
	if (!nb)
		return err_set(err, EINVAL, "%s is for the first line of a script: #!/path/of/%s %s ...", (*words)[0], err_program(),
			       (*words)[0]);
	len = strlen((*words)[0]);
	a = set_alloc(o, (len / 2 + 2) * sizeof(*a));
	if (split_words((*words)[0], set_alloc(o, len + 1), a, &na, &why))
		return err_set(err, EINVAL, "in the first line of '%s': %s", b[kind == KIND_WRAP ? 0 : nb - 1], why.msg);
	out = set_alloc(o, (na + nb + 4) * sizeof(*out));
	*count = (kind == KIND_WRAP ? as_wrapped : as_input)(o, out, a + 1, na - 1, b, nb);
	out[*count] = NULL;
	*words = out;
	return 0;
}

int shebang_first(const char *name, struct err *err) {
	int n = (int)strcspn(name, " \t");

	return err_set(err, EINVAL, "%.*s must be the first word behind the name of the program: #!/path/of/%s %.*s ...", n, name, err_program(),
		       n, name);
}

bool shebang_late(char *const *words, size_t count, struct err *err) {
	const char *at = count > 1 ? words[0] : "";

	while (*(at += strcspn(at, " \t"))) {
		at += strspn(at, " \t");
		if (kind_of(at) != KIND_NONE)
			return shebang_first(at, err) != 0;
	}
	return false;
}
