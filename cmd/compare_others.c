/* SPDX-License-Identifier: MIT */
/*
 * The command of --baseline is the only value of a run without a command: so it is run as it stands, and what looks
 * like a replacement string in it is none.
 */
#include "compare_others.h"

#include <errno.h>
#include <math.h>
#include <sys/resource.h>

void baseline_init(struct baseline *b, const struct options *o, const struct rewind *inputs) {
	options_init(&b->o);
	b->words[0] = (char *)o->baseline;
	b->input = (struct input){ .kind = INPUT_WORDS, .words = b->words, .count = 1 };
	b->o.mode = MODE_COMPARE;
	b->o.inputs = &b->input;
	b->o.input_count = 1;
	b->o.slots = 1;
	b->o.tmpdir = o->tmpdir;
	b->o.nice_given = o->nice_given;
	b->o.nice = o->nice;
	for (size_t i = 0; i < inputs->count; i++)
		b->o.semaphore = b->o.semaphore || inputs->kept[i].as == 0; /* a semaphore's task has our stdin, too */
}

int baseline_run(struct baseline *b, struct run_host *host, double *ret_wall, double *ret_cpu, struct err *err) {
	struct run_result run = { 0 };
	int rc = run_tasks(host, &b->o, 1, RUN_MEASURE, &run, err);

	if (rc >= 0 && host->signal)
		return -ECANCELED;
	if (rc)
		return rc;
	if (run.report.sum.failed)
		return err_set(err, ECHILD, "the command of --baseline failed: %s", b->words[0]);
	*ret_wall = clock_seconds(run.report.sum.wall);
	*ret_cpu = clock_seconds(run.report.sum.cpu);
	return 0;
}

static double timeval_seconds(struct timeval t) {
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* CPU time of this process and of everything it waited for. */
static double own_cpu(void) {
	struct rusage self, children;

	if (getrusage(RUSAGE_SELF, &self) || getrusage(RUSAGE_CHILDREN, &children))
		return NAN;
	return timeval_seconds(self.ru_utime) + timeval_seconds(self.ru_stime) + timeval_seconds(children.ru_utime) +
	       timeval_seconds(children.ru_stime);
}

struct others others_begin(void) {
	return (struct others){ .before = load_read(), .own = own_cpu(), .begin = clock_mono() };
}

double others_end(const struct others *o, unsigned cpus, double *ret_free) {
	struct load after = load_read();

	*ret_free = after.cpus > cpus ? after.cpus - cpus : 0;
	return load_others(&o->before, &after, clock_seconds(clock_mono() - o->begin), own_cpu() - o->own);
}
