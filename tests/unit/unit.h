/* SPDX-License-Identifier: MIT */
/*
 * A small unit-test runner. Each test is a function that runs in a child process of its own and reports with CHECK.
 *
 *	static void adds_up(void) { CHECK(1 + 1 == 2); CHECK_STR(name, "x"); }
 *	UNIT_MAIN(TEST(adds_up), ...)
 *
 * The output is TAP: one line a test. unit_skip("why") ends a test as skipped.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct unit_test {
	const char *name;
	void (*run)(void);
};

#define TEST(f) { #f, f }

#define CHECK(cond)                                                                                                   \
	do {                                                                                                          \
		if (!(cond)) {                                                                                        \
			fprintf(stdout, "# %s:%d: not true: %s\n", __FILE__, __LINE__, #cond);                        \
			fflush(stdout);                                                                               \
			_exit(1);                                                                                     \
		}                                                                                                     \
	} while (0)

#define CHECK_STR(got, want)                                                                                          \
	do {                                                                                                          \
		const char *got_ = (got), *want_ = (want);                                                            \
		if (strcmp(got_, want_)) {                                                                            \
			fprintf(stdout, "# %s:%d: %s is '%s', expected '%s'\n", __FILE__, __LINE__, #got, got_, want_); \
			fflush(stdout);                                                                               \
			_exit(1);                                                                                     \
		}                                                                                                     \
	} while (0)

static inline void unit_skip(const char *why) {
	fprintf(stdout, "# skip: %s\n", why);
	fflush(stdout);
	_exit(77);
}

static inline int unit_run(const struct unit_test *tests, size_t n, int argc, char **argv) {
	int bad = 0;

	printf("1..%zu\n", n);
	for (size_t i = 0; i < n; i++) {
		int status;
		pid_t pid;

		fflush(stdout);
		if (argc > 1 && strcmp(argv[1], tests[i].name)) {
			printf("ok %zu %s # SKIP not asked for\n", i + 1, tests[i].name);
			continue;
		}
		pid = fork();
		if (pid == 0) {
			tests[i].run();
			fflush(stdout);
			exit(0);
		}
		if (pid < 0 || waitpid(pid, &status, 0) < 0)
			return 99;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
			printf("ok %zu %s # SKIP\n", i + 1, tests[i].name);
		} else if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
			printf("ok %zu %s\n", i + 1, tests[i].name);
		} else {
			if (WIFSIGNALED(status))
				printf("# signal %d\n", WTERMSIG(status));
			printf("not ok %zu %s\n", i + 1, tests[i].name);
			bad = 1;
		}
	}
	return bad;
}

#define UNIT_MAIN(...)                                                                                                \
	int main(int argc, char **argv) {                                                                             \
		static const struct unit_test tests[] = { __VA_ARGS__ };                                              \
		return unit_run(tests, sizeof(tests) / sizeof(tests[0]), argc, argv);                                 \
	}
