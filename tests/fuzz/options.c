/* SPDX-License-Identifier: MIT */
/* Any command line is understood or refused with a reason. Input: NUL-separated words. */
#include "cli/options.h"
#include "fuzz.h"

enum { MAX_WORDS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	char *argv[MAX_WORDS + 2];
	struct options o;
	struct err err = { 0 };
	size_t n = fuzz_words(data, size, argv + 1, MAX_WORDS);
	char *kept[MAX_WORDS + 2];

	argv[0] = (char[]){ "pmap" };
	argv[n + 1] = NULL;
	memcpy(kept, argv, sizeof(kept)); /* parsing may reorder */
	options_init(&o);
	if (options_parse(&o, (int)n + 1, argv, &err) && !err.code)
		abort();
	options_release(&o);
	fuzz_free(kept + 1, n);
	return 0;
}
