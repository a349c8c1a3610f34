/* SPDX-License-Identifier: MIT */
#include "stats/bars.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool bars_utf8(void) {
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]), *dot;

		if (!value || !*value)
			continue;
		dot = strchr(value, '.');
		return dot && (!strncasecmp(dot + 1, "utf-8", 5) || !strncasecmp(dot + 1, "utf8", 4));
	}
	return false;
}

void bars_add(struct page *p, double part, unsigned width, bool utf8) {
	/* U+258F to U+2589: an eighth of a column to seven eighths; U+2588: all of it. */
	static const char *const eighths[] = { "", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589" };
	unsigned n;

	if (!(part >= 0))
		return;
	n = (unsigned)((part < 1 ? part : 1) * width * 8 + 0.5);
	for (unsigned i = 0; i < n / 8; i++)
		page_add(p, "%s", utf8 ? "\u2588" : "#");
	if (utf8)
		page_add(p, "%s", eighths[n % 8]);
	else if (n % 8 >= 4)
		page_add(p, "#");
}

void bars_line(struct page *p, const double *values, size_t n, bool utf8) {
	static const char *const blocks[] = { " ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588" };
	static const char ascii[] = " .:-=+*%@";

	for (size_t i = 0; i < n; i++) {
		double v = values[i] > 0 ? values[i] < 1 ? values[i] : 1 : 0;
		unsigned level = (unsigned)(v * 8 + 0.5);

		if (utf8)
			page_add(p, "%s", blocks[level]);
		else
			page_add(p, "%c", ascii[level]);
	}
}
