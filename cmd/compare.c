/* SPDX-License-Identifier: MIT */
/*
 * The rounds are interleaved and each has an order of its own, so that a machine that gets slower meanwhile does so for every
 * number of slots alike. What the times mean is worked out in stats/compare_table.c.
 */
#include "compare.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/machine.h"
#include "base/sys.h"
#include "engine/run.h"
#include "rewind.h"
#include "stats/compare_table.h"
#include "stats/load.h"
#include "stats/prng.h"
#include "stats/show.h"

#define LIST_MAX 64
#define QUIET (10 * NSEC_PER_SEC) /* without a terminal, rounds are announced when it takes longer */

struct compare {
	struct run_host *host;
	const struct options *o;
	struct compare_result r;
	struct compare_point points[LIST_MAX];
	double *times;          /* the memory of all points */
	unsigned rounds;
	struct rewind inputs;
	bool hashed;            /* output_hash is that of the first run */
	uint64_t output_hash;
	unsigned first_slots, other_slots; /* of the first run, and of one with another output */
	int status;
	nsec begin;
};

static double seconds(nsec t) {
	return (double)t / (double)NSEC_PER_SEC;
}

/* Outputs, failures and exit statuses of all runs, the warm-up's too. */
static void note_run(struct compare *c, unsigned slots, const struct run_result *run) {
	uint64_t failed = run->report.sum.failed + run->report.sum.timed_out;

	if (!c->hashed) {
		c->hashed = true;
		c->output_hash = run->output_hash;
		c->first_slots = slots;
		c->r.tasks = run->report.read;
	} else if (run->output_hash != c->output_hash && c->r.same_output) {
		c->r.same_output = false;
		c->other_slots = slots;
	}
	if (failed > c->r.failed)
		c->r.failed = failed;
	if (run->status > c->status)
		c->status = run->status;
}

static int run_once(struct compare *c, unsigned slots, struct run_result *run, struct err *err) {
	int rc = rewind_all(&c->inputs, err);

	memset(run, 0, sizeof(*run));
	if (!rc)
		rc = run_tasks(c->host, c->o, slots, RUN_MEASURE, run, err);
	if (rc >= 0 && c->host->signal)
		return -ECANCELED; /* its times mean nothing; main ends by that signal */
	if (!rc)
		note_run(c, slots, run);
	return rc;
}

static void announce(const struct compare *c, unsigned round) {
	char line[256];
	int n = 0;

	if (!isatty(STDERR_FILENO) && clock_mono() - c->begin < QUIET)
		return;
	for (size_t i = 0; i < c->r.count && n >= 0 && (size_t)n < sizeof(line) - 1; i++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, "%s%u: %s", i ? ", " : "", c->points[i].slots,
			show_duration(c->points[i].wall[round]).s);
	err_say("round %u of %u, time by slots: %s", round + 1, c->rounds, line);
}

static int run_round(struct compare *c, unsigned round, struct prng *rnd, struct err *err) {
	size_t order[LIST_MAX];

	for (size_t i = 0; i < c->r.count; i++)
		order[i] = i;
	prng_shuffle(rnd, order, c->r.count);
	for (size_t i = 0; i < c->r.count; i++) {
		struct compare_point *p = &c->points[order[i]];
		struct run_result run;
		int rc = run_once(c, p->slots, &run, err);

		if (rc)
			return rc;
		p->wall[round] = seconds(run.report.end - run.report.begin);
		p->cpu[round] = seconds(run.report.sum.cpu);
		p->runs = round + 1;
	}
	announce(c, round);
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

static int run_all(struct compare *c, struct err *err) {
	struct prng rnd = { (uint64_t)clock_wall() ^ (uint64_t)getpid() << 32 };
	struct load before, after;
	struct run_result warm;
	double own;
	nsec begin;
	int rc = run_once(c, c->points[c->r.count - 1].slots, &warm, err);

	begin = clock_mono();
	before = load_read();
	own = own_cpu();
	for (unsigned i = 0; i < c->rounds && !rc; i++)
		rc = run_round(c, i, &rnd, err);
	after = load_read();
	c->r.others = load_others(&before, &after, seconds(clock_mono() - begin), own_cpu() - own);
	c->r.free_cpus = after.cpus > c->r.cpus ? after.cpus - c->r.cpus : 0;
	return rc;
}

static int make_points(struct compare *c) {
	unsigned list[LIST_MAX];
	double *p;

	c->r.cpus = machine_cpus();
	c->r.points = c->points;
	c->r.count = compare_list(c->o->compare, c->o->compare_count, c->r.cpus, list, LIST_MAX);
	p = c->times = sys_malloc(2 * c->r.count * c->rounds * sizeof(double));
	if (!p)
		return -ENOMEM;
	for (size_t i = 0; i < c->r.count; i++, p += 2 * (size_t)c->rounds)
		c->points[i] = (struct compare_point){ .slots = list[i], .wall = p, .cpu = p + c->rounds };
	return 0;
}

static int print_report(const struct compare *c, struct err *err) {
	struct buf b = { 0 };
	int rc = buf_addf(&b, "%s: %u round%s after a warm-up, order shuffled inside each round, %u CPU%s\n\n", err_program(), c->rounds,
		c->rounds == 1 ? "" : "s", c->r.cpus, c->r.cpus == 1 ? "" : "s");

	if (!rc)
		rc = compare_add(&b, &c->r);
	if (!rc)
		rc = io_write(STDOUT_FILENO, b.p, b.len, NULL);
	buf_release(&b);
	return rc ? err_sys(err, -rc, "cannot print the comparison") : 0;
}

/* Reading may wait for a person or a pipe. Nothing has been started yet, so a signal may simply end us. */
static int keep_inputs(struct compare *c, struct options *o, struct err *err) {
	sigset_t ends, old;
	int rc;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGHUP);
	sigaddset(&ends, SIGTSTP);
	pthread_sigmask(SIG_UNBLOCK, &ends, &old);
	rc = rewind_keep(&c->inputs, o, err);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

int compare_main(struct run_host *host, struct options *o, struct err *err) {
	struct compare c = { .host = host, .o = o, .rounds = o->runs ? o->runs : 5, .begin = clock_mono() };
	int rc;

	c.r.same_output = true;
	if (o->compare_count >= LIST_MAX)
		return err_set(err, EINVAL, "--compare takes at most %d numbers of slots", LIST_MAX - 1);
	rc = make_points(&c);
	if (rc)
		return err_sys(err, -rc, "cannot compare");
	rc = keep_inputs(&c, o, err);
	if (!rc)
		rc = run_all(&c, err);
	if (!rc)
		rc = print_report(&c, err);
	if (!rc && !c.r.same_output)
		rc = err_set(err, EBADMSG, "the output with %u slot%s differs from that with %u slot%s", c.other_slots,
			c.other_slots == 1 ? "" : "s", c.first_slots, c.first_slots == 1 ? "" : "s");
	rewind_release(&c.inputs);
	free(c.times);
	return rc ? rc : c.status;
}
