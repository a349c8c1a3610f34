/* SPDX-License-Identifier: MIT */
/*
 * An example of functions for pmap: the continuous ranked probability score of ensemble forecasts.
 *
 * A forecast is a line of numbers with commas between: what was observed, then what each of the m members of the ensemble had said.
 * For the observation y and the members x the score of a line is
 *
 *	CRPS = 1/m sum |x[i] - y| - 1/(2 m^2) sum sum |x[i] - x[j]|
 *
 * (Gneiting and Raftery, Strictly Proper Scoring Rules, Prediction, and Estimation, 2007, section 4.2). The smaller it is the better. With
 * whole numbers 2 m^2 CRPS is a whole number, so sums of it are the same in whatever order they are made.
 *
 *	cc -O2 -shared -fPIC -o crps.so crps.c
 *	pmap @./crps.so:crps ::: *.csv                            the mean of each file
 *	pmap --pipe @./crps.so:sum <forecasts.csv                 lines and the sum of 2 m^2 CRPS, for each block
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pmap.h>

#define MEMBERS_MAX 1000

struct score {
	unsigned long long lines;
	long long sum;   /* of 2 m^2 CRPS */
	long members;    /* m, the same on all lines; 0 = no line yet */
};

/* Each worker has room of its own, so calls may run at the same time. */
static void *worker_init(void) {
	return malloc(MEMBERS_MAX * sizeof(long));
}

static void worker_fini(void *state) {
	free(state);
}

/* One line, which ends at a newline or at `end`. Returns where the next one begins, or NULL when it makes no sense. */
static const char *add_line(struct score *s, long *x, const char *p, const char *end) {
	const char *newline = memchr(p, '\n', (size_t)(end - p)), *stop = newline ? newline : end;
	long long near = 0, apart = 0;
	long values[MEMBERS_MAX + 1], m = -1;

	while (p < stop) {
		char text[24];
		size_t n = strcspn(p, ",\n") < (size_t)(stop - p) ? strcspn(p, ",\n") : (size_t)(stop - p);
		char *rest;

		if (!n || n >= sizeof(text) || m == MEMBERS_MAX)
			return NULL;
		memcpy(text, p, n);
		text[n] = '\0';
		values[++m] = strtol(text, &rest, 10);
		if (*rest && *rest != '\r')
			return NULL;
		p += n + (p + n < stop);
	}
	if (m < 1 || (s->members && m != s->members))
		return NULL;
	memcpy(x, values + 1, (size_t)m * sizeof(*x));
	for (long i = 0; i < m; i++) {
		near += llabs((long long)x[i] - values[0]);
		for (long j = 0; j < i; j++)
			apart += 2 * llabs((long long)x[i] - x[j]);
	}
	s->members = m;
	s->sum += 2 * m * near - apart;
	s->lines++;
	return stop + (newline != NULL);
}

/* All lines of a text, which has a NUL behind it. Returns 0, or 1 with the reason said. */
static int add_text(struct score *s, long *x, const char *text, size_t n, struct pmap_call *call) {
	const char *p = text, *end = text + n;

	while (p < end) {
		p = add_line(s, x, p, end);
		if (!p) {
			pmap_error(call, "line %llu is no forecast: an observation and as many members as the lines before are expected", s->lines + 1);
			return 1;
		}
		if (pmap_cancelled(call))
			return 1;
	}
	return 0;
}

/* A file as one text with a NUL behind it; to be freed. NULL with the reason said. */
static char *read_file(const char *path, size_t *n, struct pmap_call *call) {
	FILE *f = fopen(path, "r");
	size_t room = 1 << 16;
	char *text = f ? malloc(room) : NULL;

	*n = 0;
	while (text && (*n += fread(text + *n, 1, room - 1 - *n, f)) == room - 1) {
		char *more = realloc(text, room *= 2);

		if (!more)
			free(text);
		text = more;
	}
	if (!text || ferror(f)) {
		pmap_error(call, "cannot read '%s': %s", path, strerror(errno));
		free(text);
		text = NULL;
	} else {
		text[*n] = '\0';
	}
	if (f)
		fclose(f);
	return text;
}

/* The mean score of the file that is named. */
static int crps(void *state, const struct pmap_in *in, struct pmap_call *call) {
	struct score s = {0};
	char *text, line[64];
	size_t n;
	int bad;

	if (in->argc != 2) {
		pmap_error(call, "crps wants the name of one file");
		return 2;
	}
	text = read_file(in->argv[1], &n, call);
	if (!text)
		return 1;
	bad = add_text(&s, state, text, n, call);
	free(text);
	if (!bad && !s.lines) {
		pmap_error(call, "'%s' has no forecasts", in->argv[1]);
		bad = 1;
	}
	if (bad)
		return 1;
	snprintf(line, sizeof(line), "%.6f\n", (double)s.sum / ((double)s.lines * 2 * (double)s.members * (double)s.members));
	return pmap_write(call, line, strlen(line)) ? 1 : 0;
}

/* Lines of the block, and their sum of 2 m^2 CRPS: such pairs can be added up exactly. */
static int sum(void *state, const struct pmap_in *in, struct pmap_call *call) {
	struct score s = {0};
	char line[64], *text;
	int bad;

	if (!in->data) {
		pmap_error(call, "sum wants a block: use --pipe or --pipepart");
		return 2;
	}
	text = malloc(in->len + 1);
	if (!text) {
		pmap_error(call, "there is not enough memory for a block");
		return 1;
	}
	memcpy(text, in->data, in->len);
	text[in->len] = '\0';
	bad = add_text(&s, state, text, in->len, call);
	free(text);
	if (bad)
		return 1;
	snprintf(line, sizeof(line), "%llu %lld\n", s.lines, s.sum);
	return pmap_write(call, line, strlen(line)) ? 1 : 0;
}

/* What pmap looks for. The list ends with an empty name. */
static const struct pmap_function functions[] = { { "crps", crps }, { "sum", sum }, { NULL, NULL } };

extern const struct pmap_plugin pmap_plugin;
const struct pmap_plugin pmap_plugin = {
	.abi = PMAP_ABI,
	.size = sizeof(pmap_plugin),
	.name = "crps",
	.flags = PMAP_THREADS,
	.functions = functions,
	.worker_init = worker_init,
	.worker_fini = worker_fini,
};
