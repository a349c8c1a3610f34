/* SPDX-License-Identifier: MIT */
/* The first failure, in words: a small value that travels up, never allocated. */
#pragma once

#include <stddef.h>

struct err {
	int code;      /* errno-like, > 0; 0 = nothing failed */
	char msg[512]; /* one line, lower case, no full stop; control bytes already made visible */
};

/* Set *err unless something is in it already. `code` is a positive errno value. Returns -code. err may be NULL. */
int err_set(struct err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The same, with ": " and the system's text for `code` appended. */
int err_sys(struct err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The name this program was called by, for messages ("pmap", "parallel", ...). Never blocks. */
const char *err_program(void);

/* Print "NAME: message\n" on stderr with one write; control bytes, DEL and C1 bytes are shown escaped. May block on stderr. */
void err_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same with a second line, without the name in front, in the same write. */
void err_say_below(const char *below, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* err_say for who must not block: what stderr does not take at once is not said. */
void err_say_now(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Copy text for human eyes: control bytes, DEL, C1 and invalid bytes are escaped. At most size - 1 bytes and a NUL;
 * returns the length.
 */
size_t err_show(char *out, size_t size, const char *text);
