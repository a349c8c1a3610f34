/* SPDX-License-Identifier: MIT */
/* The address of a table in a database: [+][sql:]VENDOR://[[USER][:PASSWORD]@][HOST][:PORT]/DATABASE/TABLE[?timeout=SECONDS]. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

struct dburl {
	bool append;         /* + in front */
	struct buf file;     /* NUL-terminated */
	struct buf table;    /* likewise: letters, digits and _ only */
	unsigned timeout_ms; /* how long to wait for who holds the database */
};

/*
 * Take `text` apart; :NAME in front is looked up in ~/.sql/aliases and /etc/sql/aliases. 0, or -errno with err set,
 * which never shows a password.
 */
int dburl_parse(struct dburl *ret, const char *text, struct err *err);
void dburl_release(struct dburl *u);
