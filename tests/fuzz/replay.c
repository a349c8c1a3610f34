/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzzer over its seeds, one line of TAP each: builds without libFuzzer keep what fuzzing once found as tests.
 * fuzz_NAME reads $SRCDIR/tests/fuzz/seeds/NAME, or the files named as arguments.
 */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>

#include "fuzz.h"

static int replay(const char *path, const char *name, int n) {
	static uint8_t data[1 << 20];
	FILE *f = fopen(path, "rb");
	uint8_t *exact;
	size_t len;

	if (!f) {
		printf("not ok %d %s cannot be opened\n", n, name);
		return 1;
	}
	len = fread(data, 1, sizeof(data), f);
	fclose(f);
	exact = malloc(len ? len : 1); /* so that a read past the end is seen */
	if (!exact)
		abort();
	memcpy(exact, data, len);
	printf("# %s\n", name);
	fflush(stdout);
	LLVMFuzzerTestOneInput(exact, len);
	free(exact);
	printf("ok %d %s\n", n, name);
	return 0;
}

static int wanted(const struct dirent *e) {
	return e->d_name[0] != '.';
}

int main(int argc, char **argv) {
	const char *top = getenv("SRCDIR"), *base = strrchr(argv[0], '/');
	char dir[PATH_MAX], path[PATH_MAX + 300];
	struct dirent **found;
	int n, bad = 0;

	if (argc > 1) {
		printf("1..%d\n", argc - 1);
		for (int i = 1; i < argc; i++)
			bad |= replay(argv[i], argv[i], i);
		return bad;
	}
	base = base ? base + 1 : argv[0];
	if (!strncmp(base, "fuzz_", 5))
		base += 5;
	snprintf(dir, sizeof(dir), "%s/tests/fuzz/seeds/%s", top ? top : ".", base);
	n = scandir(dir, &found, wanted, alphasort);
	if (n < 0) {
		printf("1..1\nnot ok 1 no seeds in %s\n", dir);
		return 1;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, found[i]->d_name);
		bad |= replay(path, found[i]->d_name, i + 1);
		free(found[i]);
	}
	free(found);
	return bad;
}
