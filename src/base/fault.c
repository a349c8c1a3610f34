/* SPDX-License-Identifier: MIT */
/*
 * Failing on purpose, for the tests: PMAP_FAIL=KIND:N[+][:ERRNO]. The variable is read once, before main, and taken out of
 * the environment so that tasks which are pmaps themselves do not fail too. PMAP_FAIL_COUNT=FILE gets the number of
 * calls of the kind at exit: a test counts first and then sweeps.
 */
#include "config.h"

typedef int fault_translation_unit; /* ISO C forbids an empty one */

#ifdef PMAP_FAULTS
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sys.h"

static const char *const names[FAULT_KINDS] = { "malloc", "open", "read", "write", "pipe", "spawn", "thread",
						  "event", "mmap", "shortread", "shortwrite" };
static const int usual[FAULT_KINDS] = { ENOMEM, EMFILE, EIO, ENOSPC, EMFILE, EAGAIN, EAGAIN, EMFILE, ENOMEM, 1, 1 };

static struct {
	int kind, code;
	unsigned long at;
	int onwards;
	_Atomic unsigned long calls;
	char count_file[256];
} plan = { .kind = -1 };

__attribute__((constructor)) static void fault_plan(void) {
	const char *s = getenv("PMAP_FAIL"), *count = getenv("PMAP_FAIL_COUNT");
	char *end;

	if (count)
		snprintf(plan.count_file, sizeof(plan.count_file), "%s", count);
	for (int k = 0; s && k < FAULT_KINDS; k++) {
		size_t n = strlen(names[k]);

		if (strncmp(s, names[k], n) || s[n] != ':')
			continue;
		plan.kind = k;
		plan.at = strtoul(s + n + 1, &end, 10);
		plan.onwards = *end == '+';
		end += plan.onwards;
		plan.code = *end == ':' ? (int)strtol(end + 1, NULL, 10) : usual[k];
	}
	unsetenv("PMAP_FAIL");
	unsetenv("PMAP_FAIL_COUNT");
}

__attribute__((destructor)) static void fault_report(void) {
	FILE *f = plan.count_file[0] ? fopen(plan.count_file, "we") : NULL;

	if (f) {
		fprintf(f, "%lu\n", atomic_load(&plan.calls));
		fclose(f);
	}
}

int fault_hit(enum fault kind) {
	unsigned long n;

	if ((int)kind != plan.kind)
		return 0;
	n = atomic_fetch_add(&plan.calls, 1) + 1;
	return n == plan.at || (plan.onwards && n > plan.at) ? plan.code : 0;
}
#endif
