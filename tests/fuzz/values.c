/* SPDX-License-Identifier: MIT */
/* Sizes, durations, percentages, halt and job words: each text is a value in its range, or refused with nothing changed. Input: the text. */
#include <math.h>

#include "cli/values.h"
#include "fuzz.h"

enum { MAX_COUNTS = 8 };

static void numbers(const char *s) {
	const nsec no_time = -12345;
	const int64_t no_size = 0x123456789abcdef;
	int64_t size = no_size;
	unsigned count = 7;
	nsec time = no_time;
	double percent = -1;

	if (value_size(s, &size) && size != no_size)
		abort();
	if (value_count(s, 1, &count) ? count != 7 : count < 1)
		abort();
	if (value_duration(s, &time) ? time != no_time : time < 0)
		abort();
	if (value_percent(s, &percent) ? !(percent < 0) : !(percent >= 0) || isinf(percent))
		abort();
}

static void words(const char *s) {
	unsigned counts[MAX_COUNTS];
	struct jobs jobs;
	struct halt halt;
	size_t n = 0;

	memset(&jobs, 0, sizeof(jobs));
	memset(&halt, 0, sizeof(halt));
	(void)value_jobs(s, &jobs);
	if (value_halt(s, &halt) == 0 && !(halt.count >= 0))
		abort();
	if (value_counts(s, counts, MAX_COUNTS, &n) == 0) {
		if (n > MAX_COUNTS)
			abort();
		for (size_t i = 0; i < n; i++)
			if (!counts[i])
				abort();
	}
}

static void escapes(char *s) {
	size_t len = strlen(s), n = value_escapes(s, s);

	if (n > len || s[n] != '\0')
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	char *s;

	if (size > 4096)
		return 0;
	s = malloc(size + 1);
	if (!s)
		abort();
	memcpy(s, data, size);
	s[size] = '\0';
	numbers(s);
	words(s);
	escapes(s);
	free(s);
	return 0;
}
