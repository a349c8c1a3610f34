/* SPDX-License-Identifier: MIT */
/* Numbers are read by a grammar of our own (digits, a point, %), so a sign, an exponent or "nan" is no number here. */
#include "stats/amdahl.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/models.h"
#include "stats/page.h"
#include "stats/show.h"

#define MOST_SLOTS 1e9

static int bad(const char *spec, struct err *err) {
	return err_set(err, EINVAL, "option '--amdahl': '%s' is not P[,N...] with P from 0 to 1 or 0%% to 100%%, nor S=SPEEDUP,N: .95,2,4,8; S=2.5,4", spec);
}

/* A number up to a comma or the end; *s is behind it. */
static bool number(const char **s, bool percent, double *ret) {
	size_t digits = strspn(*s, "0123456789"), point = (*s)[digits] == '.', more = point ? strspn(*s + digits + 1, "0123456789") : 0;
	char text[64];
	size_t n = digits + point + more;

	if (!digits + !more == 2 || n >= sizeof(text))
		return false;
	memcpy(text, *s, n);
	text[n] = '\0';
	*ret = strtod(text, NULL);
	*s += n;
	if (percent && **s == '%') {
		*ret /= 100;
		(*s)++;
	}
	return **s == ',' || **s == '\0';
}

/* A whole number of slots behind a comma. */
static bool slots(const char **s, double *ret) {
	double n;

	if (**s != ',')
		return false;
	(*s)++;
	if (strspn(*s, "0123456789") != strcspn(*s, ",") || !number(s, false, &n) || n < 1 || n > MOST_SLOTS)
		return false;
	*ret = n;
	return true;
}

static void add_row(struct page *p, double part, double n) {
	double s = model_amdahl(part, n);

	page_add(p, "  %10.0f  %10.3f  %10s\n", n, s, show_percent(model_efficiency(s, n), 1).s);
}

static void add_limit(struct page *p, double part) {
	double limit = model_amdahl_limit(part);

	if (isfinite(limit))
		page_add(p, "  %10s  %10.3f\n", "limit", limit);
	else
		page_add(p, "  %10s  %10s\n", "limit", "none");
}

static int law(struct page *p, const char *spec, struct err *err) {
	static const double usual[] = { 1, 2, 4, 8, 16, 32, 64 };
	const char *s = spec;
	double part, n;

	if (!number(&s, true, &part) || part > 1)
		return bad(spec, err);
	page_add(p, "Amdahl's law: predicted for a parallel part P = %s\n\n  %10s  %10s  %10s\n", show_percent(part, 2).s, "slots", "speed-up",
		"efficiency");
	if (!*s)
		for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
			add_row(p, part, usual[i]);
	while (*s) {
		if (!slots(&s, &n))
			return bad(spec, err);
		add_row(p, part, n);
	}
	add_limit(p, part);
	return 0;
}

static int inverse(struct page *p, const char *spec, struct err *err) {
	const char *s = spec + 2;
	double speedup, n, f;

	if (!number(&s, false, &speedup) || !(speedup > 0) || speedup > MOST_SLOTS || !slots(&s, &n) || *s)
		return bad(spec, err);
	if (n < 2)
		return err_set(err, EINVAL, "option '--amdahl': a speed-up with one slot says nothing; give two or more, as in S=2.5,4");
	f = model_karp_flatt(speedup, n);
	page_add(p, "Speed-up %.3f with %.0f slots\n\n", speedup, n);
	page_add(p, "  %-28s %.3f\n  %-28s %s\n", "Serial fraction (Karp-Flatt)", f, "Efficiency", show_percent(model_efficiency(speedup, n), 1).s);
	if (f < 0 || f > 1) {
		page_add(p, "  %s\n", f < 0 ? "More than the number of slots: caches, or a serial time that was disturbed; no serial part explains it." :
					      "Slower than one slot: no serial part explains it.");
		return 0;
	}
	page_add(p, "  %-28s %.3f\n", "Effective parallel part P", 1 - f);
	if (isfinite(model_amdahl_limit(1 - f)))
		page_add(p, "  %-28s %.3f, if nothing else gets in the way\n", "Limit of the speed-up", model_amdahl_limit(1 - f));
	return 0;
}

int amdahl_text(struct buf *out, const char *spec, struct err *err) {
	struct page p = { .out = out };
	int rc = strncmp(spec, "S=", 2) ? law(&p, spec, err) : inverse(&p, spec, err);

	return rc ? rc : p.rc;
}
