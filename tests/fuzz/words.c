/* SPDX-License-Identifier: MIT */
/* Any line can be split or is left to the shell; a quoted value is split into itself again. */
#include "fuzz.h"
#include "input/quote.h"
#include "input/words.h"

static void split(const uint8_t *data, size_t size) {
	struct words w = { 0 };
	int rc = words_split(&w, (const char *)data, size);

	if (rc == 1) {
		size_t bytes = 0;

		for (size_t i = 0; i < w.argc; i++)
			bytes += strlen(w.argv[i]) + 1;
		if (w.argv[w.argc] || bytes != w.bytes)
			abort();
	} else if (rc != 0) {
		abort();
	}
	words_release(&w);
}

static void round_trip(const uint8_t *data, size_t size) {
	struct words w = { 0 };
	struct buf line = { 0 };

	if (!size || memchr(data, 0, size))
		return;
	if (buf_adds(&line, "x ") || quote_add(&line, (const char *)data, size))
		abort();
	if (words_split(&w, line.p, line.len) == 1)
		if (w.argc != 2 || strlen(w.argv[1]) != size || memcmp(w.argv[1], data, size))
			abort();
	buf_release(&line);
	words_release(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	split(data, size);
	round_trip(data, size);
	return 0;
}
