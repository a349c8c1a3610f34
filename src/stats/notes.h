/* SPDX-License-Identifier: MIT */
/*
 * What a report tells of single tasks and the history does not hold: the commands of the slowest attempts and of the first tasks that failed, and
 * the end of what these printed on stderr. Its memory does not grow with the number of tasks.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "task/observer.h"
#include "task/sink.h"

#define NOTES_SLOWEST 10
#define NOTES_FAILED 50
#define NOTES_COMMAND 1000 /* bytes of a command that are kept */
#define NOTES_TAIL 2048    /* bytes of stderr that are kept: the last ones */

struct note {
	uint64_t number;     /* as {#} */
	struct result result; /* of the attempt, or of the last one of a failed task; its host is not kept */
	char *command;       /* its first bytes; NUL-terminated for convenience, it may hold NULs. NULL = no memory */
	size_t command_len, command_all; /* so many of so many bytes */
	char *tail;          /* of a failed task; NULL = nothing */
	size_t tail_len;
	uint64_t tail_all;
};

struct notes {
	struct note *slowest; /* the longest first */
	size_t slowest_count;
	struct note *failed;  /* as they were written */
	size_t failed_count;
	uint64_t failed_more; /* tasks that failed and are not among them */
	const char *no_tail;  /* why nothing of stderr was seen, in words; NULL = it was */
};

/* Hears of attempts as an observer and of output as a sink. */
struct notes_keeper;

/* NULL without memory. no_tail: see struct notes, borrowed. */
struct notes_keeper *notes_new(const char *no_tail);
/* Freeing the observer frees the keeper. */
struct observer *notes_observer(struct notes_keeper *k);
/* Lives as long as the keeper; not to be freed. */
struct sink *notes_sink(struct notes_keeper *k);

/* Take what it has, once nothing runs any more. To be freed with notes_release. k may be NULL: nothing. */
struct notes notes_take(struct notes_keeper *k);
void notes_release(struct notes *n);
