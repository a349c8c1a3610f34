/* SPDX-License-Identifier: MIT */
/*
 * The few functions of SQLite that are called are declared here (https://www.sqlite.org/c3ref/intro.html): their
 * interface is promised for good, so neither its header nor its library is needed to build.
 */
#include "config.h"

#include "store/sqlite.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define LIBRARY "libsqlite3.so.0"

/* https://www.sqlite.org/rescode.html */
enum { OK = 0, PERM = 3, BUSY = 5, LOCKED = 6, NOMEM = 7, READONLY = 8, CORRUPT = 11, FULL = 13, CANTOPEN = 14, NOTADB = 26, ROW = 100, DONE = 101 };
enum { OPEN_READWRITE = 2, OPEN_CREATE = 4, OPEN_NOMUTEX = 0x8000 };

struct sqlite3;
struct sqlite3_stmt;

struct api {
	int (*open)(const char *, struct sqlite3 **, int, const char *);
	int (*close)(struct sqlite3 *);
	int (*busy_timeout)(struct sqlite3 *, int);
	int (*exec)(struct sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
	int (*changes)(struct sqlite3 *);
	const char *(*errmsg)(struct sqlite3 *);
	int (*system_errno)(struct sqlite3 *);
	int (*prepare)(struct sqlite3 *, const char *, int, struct sqlite3_stmt **, const char **);
	int (*finalize)(struct sqlite3_stmt *);
	int (*step)(struct sqlite3_stmt *);
	int (*reset)(struct sqlite3_stmt *);
	int (*bind_int)(struct sqlite3_stmt *, int, int64_t);
	int (*bind_double)(struct sqlite3_stmt *, int, double);
	int (*bind_text)(struct sqlite3_stmt *, int, const char *, uint64_t, void (*)(void *), unsigned char);
	int (*bind_null)(struct sqlite3_stmt *, int);
	int (*column_count)(struct sqlite3_stmt *);
	const char *(*column_name)(struct sqlite3_stmt *, int);
	int64_t (*column_int)(struct sqlite3_stmt *, int);
	const unsigned char *(*column_text)(struct sqlite3_stmt *, int);
	int (*column_bytes)(struct sqlite3_stmt *, int);
};

struct sqlite {
	void *library;
	struct api api;
	struct sqlite3 *db;
	char *file;
	unsigned timeout_ms;
};

struct statement {
	struct sqlite *s;
	struct sqlite3_stmt *stmt;
	int bad; /* the first bind that failed */
};

#define UTF8 1

static const struct symbol {
	const char *name;
	size_t at;
} symbols[] = {
	{ "sqlite3_open_v2", offsetof(struct api, open) },
	{ "sqlite3_close_v2", offsetof(struct api, close) },
	{ "sqlite3_busy_timeout", offsetof(struct api, busy_timeout) },
	{ "sqlite3_exec", offsetof(struct api, exec) },
	{ "sqlite3_changes", offsetof(struct api, changes) },
	{ "sqlite3_errmsg", offsetof(struct api, errmsg) },
	{ "sqlite3_system_errno", offsetof(struct api, system_errno) },
	{ "sqlite3_prepare_v2", offsetof(struct api, prepare) },
	{ "sqlite3_finalize", offsetof(struct api, finalize) },
	{ "sqlite3_step", offsetof(struct api, step) },
	{ "sqlite3_reset", offsetof(struct api, reset) },
	{ "sqlite3_bind_int64", offsetof(struct api, bind_int) },
	{ "sqlite3_bind_double", offsetof(struct api, bind_double) },
	{ "sqlite3_bind_text64", offsetof(struct api, bind_text) },
	{ "sqlite3_bind_null", offsetof(struct api, bind_null) },
	{ "sqlite3_column_count", offsetof(struct api, column_count) },
	{ "sqlite3_column_name", offsetof(struct api, column_name) },
	{ "sqlite3_column_int64", offsetof(struct api, column_int) },
	{ "sqlite3_column_text", offsetof(struct api, column_text) },
	{ "sqlite3_column_bytes", offsetof(struct api, column_bytes) },
};

static int load(struct sqlite *s, struct err *err) {
	s->library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!s->library)
		return err_set(err, ENOENT, "tables of jobs need SQLite's library, which cannot be loaded (%s); "
			       "on Debian and Ubuntu: apt-get install libsqlite3-0", dlerror());
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		void *f = dlsym(s->library, symbols[i].name);

		if (!f)
			return err_set(err, ENOENT, LIBRARY " is too old: it has no %s (3.12 or later is needed)", symbols[i].name);
		memcpy((char *)&s->api + symbols[i].at, &f, sizeof(f)); /* a function's address, as POSIX dlsym has it */
	}
	return 0;
}

/* What a result code means to the user. */
static int fail(struct sqlite *s, int code, struct err *err) {
	const char *file = s->file;
	int system = s->db ? s->api.system_errno(s->db) : 0;

	switch (code & 0xff) {
	case BUSY:
	case LOCKED:
		return err_set(err, EBUSY, "the database '%s' is locked by another program: waited %u.%u seconds "
			       "(?timeout=SECONDS behind the table's name)", file, s->timeout_ms / 1000, s->timeout_ms / 100 % 10);
	case NOTADB:
		return err_set(err, EINVAL, "'%s' is not an SQLite database", file);
	case CORRUPT:
		return err_set(err, EIO, "the database '%s' is damaged (sqlite3 FILE .recover saves what can be read)", file);
	case READONLY:
	case PERM:
		return err_set(err, EROFS, "the database '%s' cannot be written: permission denied", file);
	case CANTOPEN:
		return err_sys(err, system ? system : ENOENT, "cannot open the database '%s'", file);
	case FULL:
		return err_sys(err, ENOSPC, "cannot write the database '%s'", file);
	case NOMEM:
		return err_sys(err, ENOMEM, "cannot use the database '%s'", file);
	}
	return err_set(err, EIO, "cannot use the database '%s': %s", file, s->db ? s->api.errmsg(s->db) : "no memory");
}

/* With a write-ahead log a transaction need not wait for the disk to keep the database whole (https://www.sqlite.org/pragma.html). */
static void relax(struct sqlite *s) {
	struct statement *t;
	struct err ignored = {0};
	const char *mode;
	bool wal = false;
	size_t n;

	if (sqlite_prepare(s, &t, "PRAGMA journal_mode", &ignored))
		return; /* whoever uses the database next hears why */
	if (statement_step(t, &ignored) > 0 && (mode = statement_get_text(t, 0, &n)))
		wal = !strcmp(mode, "wal");
	statement_free(t);
	if (wal)
		(void)sqlite_do(s, "PRAGMA synchronous = NORMAL", &ignored);
}

int sqlite_open(struct sqlite **ret, const char *file, bool create, unsigned timeout_ms, struct err *err) {
	struct sqlite *s = xcalloc(1, sizeof(*s));
	int code, rc = load(s, err);

	if (!rc) {
		s->timeout_ms = timeout_ms;
		s->file = xstrdup(file);
		code = s->api.open(file, &s->db, OPEN_READWRITE | OPEN_NOMUTEX | (create ? OPEN_CREATE : 0), NULL);
		rc = code ? fail(s, code, err) : 0;
	}
	if (rc) {
		sqlite_close(s);
		return rc;
	}
	s->api.busy_timeout(s->db, (int)timeout_ms);
	relax(s);
	*ret = s;
	return 0;
}

void sqlite_close(struct sqlite *s) {
	if (!s)
		return;
	if (s->db)
		s->api.close(s->db);
	if (s->library)
		dlclose(s->library);
	free(s->file);
	free(s);
}

int sqlite_do(struct sqlite *s, const char *sql, struct err *err) {
	int code = s->api.exec(s->db, sql, NULL, NULL, NULL);

	return code ? fail(s, code, err) : 0;
}

int sqlite_changed(struct sqlite *s) {
	return s->api.changes(s->db);
}

int sqlite_prepare(struct sqlite *s, struct statement **ret, const char *sql, struct err *err) {
	struct sqlite3_stmt *stmt;
	int code = s->api.prepare(s->db, sql, -1, &stmt, NULL);

	if (code)
		return fail(s, code, err);
	*ret = xcalloc(1, sizeof(**ret));
	**ret = (struct statement){ .s = s, .stmt = stmt };
	return 0;
}

void statement_free(struct statement *t) {
	if (!t)
		return;
	t->s->api.finalize(t->stmt);
	free(t);
}

static void bound(struct statement *t, int code) {
	t->bad = t->bad ? t->bad : code;
}

void statement_int(struct statement *t, int at, int64_t value) {
	bound(t, t->s->api.bind_int(t->stmt, at, value));
}

void statement_double(struct statement *t, int at, double value) {
	bound(t, t->s->api.bind_double(t->stmt, at, value));
}

void statement_text(struct statement *t, int at, const char *p, size_t n) {
	/* Without a destructor the text is the caller's (SQLITE_STATIC). */
	bound(t, p ? t->s->api.bind_text(t->stmt, at, p, n, NULL, UTF8) : t->s->api.bind_null(t->stmt, at));
}

int statement_step(struct statement *t, struct err *err) {
	int code = t->bad ? t->bad : t->s->api.step(t->stmt);

	if (code == ROW || code == DONE)
		return code == ROW;
	fail(t->s, code, err);
	statement_reset(t);
	return -err->code;
}

void statement_reset(struct statement *t) {
	(void)t->s->api.reset(t->stmt); /* says again what step said */
	t->bad = 0;
}

int statement_columns(struct statement *t) {
	return t->s->api.column_count(t->stmt);
}

const char *statement_name(struct statement *t, int column) {
	return t->s->api.column_name(t->stmt, column);
}

int64_t statement_get_int(struct statement *t, int column) {
	return t->s->api.column_int(t->stmt, column);
}

const char *statement_get_text(struct statement *t, int column, size_t *len) {
	const char *p = (const char *)t->s->api.column_text(t->stmt, column);

	*len = p ? (size_t)t->s->api.column_bytes(t->stmt, column) : 0;
	return p;
}
