/* SPDX-License-Identifier: MIT */
/* The command line that ssh is given for a task. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* One command of a task. */
struct remote_command {
	uint64_t seq;            /* its $PARALLEL_SEQ */
	const char *text;
	size_t len;
};

struct remote_line {
	const char *login, *name; /* of the host */
	const char *groups;      /* of the host; NULL = nobody asks */
	const char *asked;       /* ... and of the task */
	unsigned slot;           /* from 1 */
	const char *const *env;  /* variables and functions that go along: "NAME" */
	size_t env_count;
	const char *before;      /* definitions in front of each command for `shell`; NULL = none */
	size_t before_len;
	const char *shell;       /* that runs them; NULL = the login shell */
	const char *workdir;     /* made when it is missing; NULL = where the login begins */
	bool remove;             /* ... and removed at the end */
	bool nice_given;
	int nice;
	bool stream;             /* stdin is the task's; else nothing comes from it, and its end is that of the connection */
	bool cat, fifo;          /* stdin goes to a file or named pipe, $PARALLEL_TMP */
	bool deaf;               /* stdin tells nothing */
};

/*
 * Put the line that runs `list`, one after the other, into out (overwritten, NUL-terminated). It ends as the last
 * command that failed, or with 0; when the connection breaks so does what it started. It is one line of plain words for
 * whatever shell the login has. 0 or -ENOMEM.
 */
int remote_line(struct buf *out, const struct remote_line *how, const struct remote_command *list, size_t count);

/* Append the lines of sh that tell a task of --hostgroups its host's groups and its own. 0 or -ENOMEM. */
int remote_line_groups(struct buf *b, const char *host, const char *task);

/* The same for a script of plain sh, without any of that around it. 0 or -ENOMEM. */
int remote_line_plain(struct buf *out, const struct buf *script);
