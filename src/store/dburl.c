/* SPDX-License-Identifier: MIT */
/*
 * Addresses come from scripts and from files of aliases, and may hold a password: messages show the vendor or the
 * alias, never all of it. The name of the table goes into statements, where nothing can be bound; so it is a plain
 * word, and quoted there all the same.
 */
#include "config.h"

#include "store/dburl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TIMEOUT_MS 60000
#define MOST_ALIASES 32 /* a longer chain is a circle */
#define FORM "sqlite3:///FILE/TABLE, where a slash in FILE is written %%2F"

static int hex(char c) {
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* n bytes with %XX decoded. 0, -ENOMEM, or -EINVAL for a NUL. */
static int decode(struct buf *out, const char *s, size_t n) {
	int rc = 0;

	for (size_t i = 0; i < n && !rc; i++) {
		bool coded = s[i] == '%' && i + 2 < n && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0;
		char c = coded ? (char)(hex(s[i + 1]) * 16 + hex(s[i + 2])) : s[i];

		rc = c ? buf_addc(out, c) : -EINVAL;
		i += coded ? 2 : 0;
	}
	return rc ? rc : buf_terminate(out);
}

static bool is_word(char c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static int check_table(const char *name, struct err *err) {
	bool good = *name && (*name < '0' || *name > '9') && strncasecmp(name, "sqlite_", 7);

	for (const char *s = name; *s; s++)
		good = good && is_word(*s);
	return good ? 0 :
		      err_set(err, EINVAL, "'%s' cannot be the name of a table: letters, digits and _ make one, with no digit in front", name);
}

/* The alias at the beginning of text (a colon and a word) in one file, with what follows it in text. 1, 0 = not there, -errno. */
static int find_alias(const char *file, const char *text, struct buf *ret, struct err *err) {
	FILE *f = fopen(file, "re");
	char *line = NULL;
	size_t cap = 0, n = 1;
	int rc = 0;

	while (is_word(text[n]))
		n++;
	while (f && !rc && getline(&line, &cap, f) > 0) {
		char *s = line + n;

		if (strncmp(line, text, n) || (*s != ' ' && *s != '\t'))
			continue;
		s += strspn(s, " \t");
		s[strcspn(s, "\r\n")] = '\0';
		ret->len = 0;
		rc = *s != '\0';
		if (rc && (buf_adds(ret, s) || buf_adds(ret, text + n) || buf_terminate(ret)))
			rc = err_sys(err, ENOMEM, "cannot read '%s'", file);
	}
	free(line);
	if (f)
		fclose(f);
	return rc;
}

static const char *without_sql(const char *s) {
	while (!strncasecmp(s, "sql:", 4))
		s += 4;
	return s;
}

/* *text becomes what it stands for, in *keep. 0 or -errno. */
static int resolve(const char **text, struct buf *keep, struct err *err) {
	const char *home = getenv("HOME");
	char file[4096];

	for (int i = 0; **text == ':'; i++) {
		struct buf next = {0};
		int rc = 0, n = snprintf(file, sizeof(file), "%s/.sql/aliases", home ? home : "");

		if (i == MOST_ALIASES)
			return err_set(err, ELOOP, "'%.100s' is an alias of itself in ~/.sql/aliases", *text);
		if (home && n < (int)sizeof(file))
			rc = find_alias(file, *text, &next, err);
		if (!rc)
			rc = find_alias("/etc/sql/aliases", *text, &next, err);
		if (!rc)
			rc = err_set(err, ENOENT, "'%.*s' is neither in ~/.sql/aliases nor in /etc/sql/aliases",
				     (int)strcspn(*text, "/?"), *text);
		if (rc < 0) {
			buf_release(&next);
			return rc;
		}
		buf_release(keep);
		*keep = next;
		*text = without_sql(keep->p);
	}
	return 0;
}

static int vendor(const char *s, const char *sep, struct err *err) {
	size_t n = (size_t)(sep - s);

	if ((n == 6 && !strncasecmp(s, "sqlite", n)) || (n == 7 && !strncasecmp(s, "sqlite3", n)))
		return 0;
	return err_set(err, EINVAL, "a table of '%.*s' is not supported; only those of SQLite are: " FORM, (int)(n < 40 ? n : 40), s);
}

static int query(struct dburl *u, const char *s, struct err *err) {
	char *end;
	double seconds;

	if (*s != '?' || !s[1])
		return 0;
	if (strncmp(s + 1, "timeout=", 8))
		return err_set(err, EINVAL, "'%.100s': behind a ? there can only be timeout=SECONDS", s);
	seconds = strtod(s + 9, &end);
	if (end == s + 9 || *end || !(seconds >= 0 && seconds <= 86400))
		return err_set(err, EINVAL, "'%.100s': timeout takes seconds, 0 to 86400", s);
	u->timeout_ms = (unsigned)(seconds * 1000);
	return 0;
}

static int parse(struct dburl *u, const char *s, struct err *err) {
	const char *sep = strstr(s, "://"), *slash;
	size_t n;
	int rc;

	if (!sep)
		return err_set(err, EINVAL, "'%.*s' is not the address of a table: " FORM, (int)strcspn(s, "@"), s);
	rc = vendor(s, sep, err);
	if (rc)
		return rc;
	s = sep + 3;
	if (*s != '/')
		return err_set(err, EINVAL, "the address of the table names a host, and SQLite has none: " FORM);
	s++;
	n = strcspn(s, "?");
	slash = memrchr(s, '/', n);
	if (!slash || slash == s || slash + 1 == s + n)
		return err_set(err, EINVAL, "'%.*s' does not name a file and a table: " FORM, (int)(n < 200 ? n : 200), s);
	if (memchr(s, '/', (size_t)(slash - s)))
		return err_set(err, EINVAL, "'%.*s': a slash in the name of the file is written %%2F", (int)(n < 200 ? n : 200), s);
	rc = decode(&u->file, s, (size_t)(slash - s));
	rc = rc ? rc : decode(&u->table, slash + 1, (size_t)(s + n - slash - 1));
	if (rc == -ENOMEM)
		return err_sys(err, ENOMEM, "cannot read the address of the table");
	if (rc)
		return err_set(err, EINVAL, "there is a NUL (%%00) in the address of the table");
	rc = query(u, s + n, err);
	return rc ? rc : check_table(u->table.p, err);
}

int dburl_parse(struct dburl *ret, const char *text, struct err *err) {
	struct buf keep = {0};
	int rc;

	*ret = (struct dburl){ .append = *text == '+', .timeout_ms = TIMEOUT_MS };
	text = without_sql(text + ret->append);
	rc = resolve(&text, &keep, err);
	if (!rc)
		rc = parse(ret, text, err);
	buf_release(&keep);
	if (rc)
		dburl_release(ret);
	return rc;
}

void dburl_release(struct dburl *u) {
	buf_release(&u->file);
	buf_release(&u->table);
}
