/* SPDX-License-Identifier: MIT */
/*
 * A semaphore's task is an ordinary run of one task, by a process that holds a place of the semaphore. The place is the process's and its
 * guardian's, so it is free when both are gone, and by then the task is; what the task leaves behind in the background does not hold it.
 * While we wait nothing is started yet and signals do what they always do: an interrupted sem leaves nothing.
 */
#include "config.h"

#include "sem.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "cli/set.h"
#include "exec/background.h"

enum { STATUS_TIMED_OUT = 1, STATUS_OWN_ERROR = 255 };

/* Semaphores without a name are shared by what belongs to one terminal; those without a terminal share one. */
static const char *default_name(struct options *o) {
	enum { SIZE = 32 };
	char *name = set_alloc(o, SIZE), text[512], *end = NULL, state;
	int parent, group, session, tty = 0;

	if (io_slurp("/proc/self/stat", text, sizeof(text)) > 0)
		end = strrchr(text, ')'); /* the name before it may hold anything */
	if (!end || sscanf(end + 1, " %c %d %d %d %d", &state, &parent, &group, &session, &tty) != 5)
		tty = 0;
	snprintf(name, SIZE, tty ? "tty-%d" : "notty", tty);
	return name;
}

static int fail(const struct err *err) {
	err_say("%s", err->msg);
	return STATUS_OWN_ERROR;
}

/* What a wait came to; *status is set when it is over with us. */
static bool waited(struct semaphore *s, const struct options *o, int rc, int *status, struct err *err) {
	const char *name = o->semaphore_name;

	if (rc == -ETIMEDOUT && o->semaphore_give_up) {
		err_say("warning: semaphore '%s' is still taken: giving up", name);
		*status = STATUS_TIMED_OUT;
		return false;
	}
	if (rc == -ETIMEDOUT && !o->semaphore_wait) {
		err_say("warning: semaphore '%s' is still taken: going on all the same", name);
		rc = semaphore_steal(s, err);
	}
	if (rc == -ETIMEDOUT) {
		err_say("warning: semaphore '%s' is still taken: waiting no longer", name);
		rc = 0;
	}
	*status = rc ? fail(err) : 0;
	return !rc && !o->semaphore_wait;
}

static bool take(struct semaphore *s, struct options *o, int *status) {
	nsec deadline = o->semaphore_timeout ? clock_mono() + o->semaphore_timeout : NSEC_NEVER;
	struct err err = {0};
	unsigned places = 1;

	if (o->semaphore_wait)
		return waited(s, o, semaphore_wait(s, deadline, &err), status, &err);
	if (o->jobs.kind != JOBS_DEFAULT)
		places = options_slots(&o->jobs, UINT64_MAX, &err);
	if (!places) {
		*status = fail(&err);
		return false;
	}
	return waited(s, o, semaphore_take(s, places, deadline, &err), status, &err);
}

bool sem_enter(struct semaphore **ret, struct options *o, int *status) {
	struct semaphore *s = NULL;
	struct err err = {0};
	pid_t pid = 0;

	if (!o->semaphore_name)
		o->semaphore_name = default_name(o);
	if (semaphore_new(&s, o->semaphore_name, &err)) {
		*status = fail(&err);
		return false;
	}
	if (!take(s, o, status)) {
		semaphore_forget(s);
		return false;
	}
	if (!o->semaphore_foreground)
		pid = background_start(&err);
	if (pid) {
		if (pid < 0) {
			*status = fail(&err);
			semaphore_free(s);
		} else {
			semaphore_forget(s);
		}
		return false;
	}
	o->jobs = (struct jobs){ .kind = JOBS_COUNT, .value = 1 };
	*ret = s;
	return true;
}
