/* SPDX-License-Identifier: MIT */
/* What each fuzzer defines; libFuzzer or replay.c calls it. A wrong result ends in abort(). */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Input is a list of NUL-separated words. Copies up to `max` of them into ret (each to be freed); returns how many. */
static inline size_t fuzz_words(const uint8_t *data, size_t size, char **ret, size_t max) {
	size_t n = 0;

	for (size_t from = 0; from < size && n < max; n++) {
		const uint8_t *nul = memchr(data + from, 0, size - from);
		size_t len = nul ? (size_t)(nul - data) - from : size - from;

		ret[n] = malloc(len + 1);
		if (!ret[n])
			abort();
		memcpy(ret[n], data + from, len);
		ret[n][len] = '\0';
		from += len + 1;
	}
	return n;
}

static inline void fuzz_free(char **words, size_t n) {
	for (size_t i = 0; i < n; i++)
		free(words[i]);
}
