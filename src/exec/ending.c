/* SPDX-License-Identifier: MIT */
/* The leader, while it is unreaped, keeps the group's number from being used again: so a signal to the group cannot hit a stranger. */
#include "config.h"

#include "exec/ending.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/process.h"
#include "base/sys.h"

#define LOOK_MS 5 /* how often an end is asked for where it cannot be waited for */

/* A living member of the group beside the zombie leader; 0 when there is none, -1 when nobody can tell. */
static pid_t living_member(pid_t pgid) {
	DIR *d = opendir("/proc");
	struct dirent *e;
	pid_t found = 0;

	if (!d)
		return -1;
	while (!found && (e = readdir(d))) {
		long pid = strtol(e->d_name, NULL, 10);
		struct process_stat p;

		if (pid > 0 && process_stat((pid_t)pid, &p) && p.group == pgid && p.state != 'Z' && p.state != 'X')
			found = (pid_t)pid;
	}
	closedir(d);
	return found;
}

void ending_group(struct ending *e) {
	const struct termseq *q = e->seq;
	pid_t pgid = e->proc->pid, member;

	while ((member = living_member(pgid))) {
		struct pollfd f[2] = { { .fd = -1, .events = POLLIN }, { .fd = e->gates->now.fd, .events = POLLIN } };

		if (member < 0 || e->step >= q->count) {
			proc_signal(e->proc, SIGKILL);
			return;
		}
		f[0].fd = sys_pidfd(member);
		if (clock_poll_ms(e->next) > 0)
			poll(f, 2, clock_poll_ms(e->next));
		if (f[0].fd >= 0)
			close(f[0].fd);
		if (f[1].revents) {
			proc_signal(e->proc, SIGKILL);
			return;
		}
		if (clock_poll_ms(e->next) == 0) {
			proc_signal(e->proc, q->step[e->step].sig);
			e->next = clock_mono() + q->step[e->step].ms * 1000000LL;
			e->step++;
		}
	}
}

/* CONT comes with the first signal, or a stopped task would not notice. */
void ending_step(struct ending *e) {
	const struct termseq *q = e->seq;

	if (e->step >= q->count) {
		proc_signal(e->proc, SIGKILL);
		e->next = NSEC_NEVER;
		return;
	}
	proc_signal(e->proc, q->step[e->step].sig);
	if (e->step == 0)
		proc_signal(e->proc, SIGCONT);
	e->next = clock_mono() + q->step[e->step].ms * 1000000LL;
	e->step++;
}

void ending_begin(struct ending *e) {
	e->begun = true;
	e->step = 0;
	ending_step(e);
}

void ending_hurry(struct ending *e) {
	proc_signal(e->proc, SIGKILL);
	e->step = e->seq->count;
	e->next = NSEC_NEVER;
}

void ending_run(struct ending *e) {
	if (!e->begun)
		ending_begin(e);
	while (!proc_ended(e->proc)) {
		struct pollfd f[2] = { { .fd = e->proc->pidfd, .events = POLLIN },
				       { .fd = e->next == NSEC_NEVER ? -1 : e->gates->now.fd, .events = POLLIN } };
		int wait = clock_poll_ms(e->next);

		if (e->proc->pidfd < 0 && (wait < 0 || wait > LOOK_MS))
			wait = LOOK_MS;
		poll(f, 2, wait);
		if (f[1].revents)
			ending_hurry(e);
		else if (clock_poll_ms(e->next) == 0)
			ending_step(e);
	}
	ending_group(e);
}
