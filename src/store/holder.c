/* SPDX-License-Identifier: MIT */
/*
 * A process is told by its number, and its number is its own as long as the time of its start is the same. That can
 * only be asked where it ran: on this boot of this kernel, and among processes that we can see.
 */
#include "config.h"

#include "store/holder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/machine.h"

#define PREFIX "Reserved-pmap/"

struct place {
	char boot[40];
	unsigned long long space; /* of process numbers */
};

static struct place here(void) {
	struct place p = { .boot = "" };
	struct stat st;

	if (io_slurp("/proc/sys/kernel/random/boot_id", p.boot, sizeof(p.boot)) < 0)
		p.boot[0] = '\0';
	p.boot[strcspn(p.boot, "\n/")] = '\0';
	p.space = stat("/proc/self/ns/pid", &st) == 0 ? (unsigned long long)st.st_ino : 0;
	return p;
}

/* When a process started (proc(5): field 22 of stat, ticks since boot); 0 = there is none, or only what is left of it. */
static unsigned long long started(long pid) {
	char path[64], text[1024], *s, state;
	unsigned long long start;

	snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	if (io_slurp(path, text, sizeof(text)) <= 0)
		return 0;
	s = strrchr(text, ')'); /* the name before it may hold anything */
	if (!s || sscanf(s + 1, " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &state, &start) != 2)
		return 0;
	return state == 'Z' || state == 'X' ? 0 : start;
}

void holder_mark(char ret[HOLDER_MARK]) {
	struct place p = here();
	long pid = (long)getpid();

	snprintf(ret, HOLDER_MARK, PREFIX "%s/%llu/%ld/%llu/", p.boot, p.space, pid, started(pid));
}

bool holder_gone(const char *mark, const char *host) {
	struct place p = here(), q = { .boot = "" };
	unsigned long long start;
	char name[256];
	long pid;

	if (!p.boot[0] || !p.space || sscanf(mark, PREFIX "%39[^/]/%llu/%ld/%llu/", q.boot, &q.space, &pid, &start) != 4 || !start)
		return false;
	machine_name(name, sizeof(name));
	if (strcmp(p.boot, q.boot))
		return host && !strcmp(host, name);
	return p.space == q.space && access("/proc/self/stat", R_OK) == 0 && started(pid) != start;
}
