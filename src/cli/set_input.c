/* SPDX-License-Identifier: MIT */
/* Setters of the options about input sources. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/set.h"
#include "cli/values.h"

int set_trim(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	static const struct {
		const char *name;
		unsigned trim;
	} ways[] = {
		{ "n", 0 }, { "l", TRIM_LEFT }, { "r", TRIM_RIGHT }, { "lr", TRIM_LEFT | TRIM_RIGHT }, { "rl", TRIM_LEFT | TRIM_RIGHT },
	};

	(void)opt;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		if (!strcmp(value, ways[i].name)) {
			p->o->trim = ways[i].trim;
			p->trim_given = true;
			return 0;
		}
	}
	return err_set(err, EINVAL, "option '%s': '%s' is not n (nothing), l (left), r (right), lr or rl (both)", name, value);
}

/* No value, or an empty one: the input ends nowhere but at its end. */
int set_eof(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	(void)opt, (void)name, (void)err;
	p->o->eof = value && *value ? value : NULL;
	p->o->eof_len = p->o->eof ? strlen(value) : 0;
	return 0;
}

int set_total(struct parse *p, const struct opt *opt, const char *name, const char *value, struct err *err) {
	char *end;
	long long n;

	(void)opt;
	errno = 0;
	n = strtoll(value, &end, 10);
	if (errno || end == value || *end)
		return err_set(err, EINVAL, "option '%s': '%s' is not a number of jobs", name, value);
	p->o->total_jobs = n > 0 ? (uint64_t)n : 0;
	return 0;
}
