/* SPDX-License-Identifier: MIT */
/*
 * The rounds are interleaved and each has an order of its own, so that a machine that gets slower meanwhile does so
 * for every number of slots alike. What the times mean is worked out in stats/compare.c and stats/compare_findings.c.
 */
#include "compare.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/machine.h"
#include "base/pressure.h"
#include "base/sys.h"
#include "compare_others.h"
#include "rewind.h"
#include "stats/compare_export.h"
#include "stats/compare_findings.h"
#include "stats/compare_table.h"
#include "stats/load.h"
#include "stats/prng.h"
#include "stats/show.h"

#define LIST_MAX 64
#define LEAST_ROUNDS 5  /* without --runs */
#define MOST_ROUNDS 10
#define LEAST_TIME 0.5  /* seconds with one slot that say something about waiting: in less it is our own threads that meet */
#define QUIET (10 * NSEC_PER_SEC) /* without a terminal, rounds are announced when it takes longer */

/* Sums over the runs with one slot. */
struct alone {
	unsigned runs;
	double wall, waited, queued, longest, serial; /* seconds */
};

struct compare {
	struct run_host *host;
	const struct options *o;
	struct compare_result r;
	struct compare_point points[LIST_MAX];
	double *memory;         /* of all points */
	struct baseline baseline;
	size_t kinds;           /* of runs in a round: the points, and the baseline */
	unsigned least, most;   /* rounds */
	nsec longest_round;
	struct rewind inputs;
	struct measured measured;
	struct alone alone;
	int status;
	nsec begin;
};

/* Outputs, failures and exit statuses of all runs, the warm-up's too. */
static void note_run(struct compare *c, unsigned slots, const struct run_result *run) {
	uint64_t failed = run->report.sum.failed + run->report.sum.timed_out;

	if (!c->r.first_slots) {
		c->r.first_slots = slots;
		c->r.tasks = run->report.read;
	}
	if (c->measured.differs && c->r.same_output) {
		c->r.same_output = false;
		c->r.other_slots = slots;
		c->r.other_task = c->measured.number;
		snprintf(c->r.other_command, sizeof(c->r.other_command), "%s", c->measured.command);
	}
	if (failed > c->r.failed)
		c->r.failed = failed;
	if (run->status > c->status)
		c->status = run->status;
}

static int run_once(struct compare *c, unsigned slots, struct run_result *run, struct err *err) {
	int rc = rewind_all(&c->inputs, err);

	memset(run, 0, sizeof(*run));
	c->host->measured = &c->measured;
	if (!rc)
		rc = run_tasks(c->host, c->o, slots, RUN_MEASURE, run, err);
	if (rc >= 0 && c->host->signal)
		return -ECANCELED; /* its times mean nothing; main ends by that signal */
	if (!rc)
		note_run(c, slots, run);
	return rc;
}

static void note_alone(struct alone *a, const struct run_report *r, nsec waited) {
	const struct tally *t = &r->sum;

	a->runs++;
	a->wall += clock_seconds(r->end - r->begin);
	a->waited += waited >= 0 ? clock_seconds(waited) : NAN;
	a->queued += t->queue_known ? clock_seconds(t->queued) : NAN;
	a->longest += t->attempts ? clock_seconds(t->longest_alone) : NAN;
	a->serial += t->first_start ? clock_seconds(t->first_start - r->begin + r->end - t->last_end) : NAN;
}

static int run_point(struct compare *c, struct compare_point *p, unsigned round, struct err *err) {
	nsec before = p->slots == 1 ? pressure_read("").cpu : -1, after;
	struct run_result run;
	int rc = run_once(c, p->slots, &run, err);

	if (rc)
		return rc;
	p->wall[round] = clock_seconds(run.report.end - run.report.begin);
	p->cpu[round] = clock_seconds(run.report.sum.cpu);
	if (p->slots == 1) {
		after = pressure_read("").cpu;
		note_alone(&c->alone, &run.report, before >= 0 && after >= before ? after - before : -1);
	}
	return 0;
}

static int run_baseline(struct compare *c, double *wall, double *cpu, struct err *err) {
	int rc = rewind_all(&c->inputs, err);

	c->host->measured = NULL;
	return rc ? rc : baseline_run(&c->baseline, c->host, wall, cpu, err);
}

static void announce(const struct compare *c, unsigned round) {
	char line[256];
	int n = 0;

	if (!isatty(STDERR_FILENO) && clock_mono() - c->begin < QUIET)
		return;
	for (size_t i = 0; i < c->r.count && n >= 0 && (size_t)n < sizeof(line) - 1; i++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, "%s%u: %s", i ? ", " : "", c->points[i].slots,
			show_duration(c->points[i].wall[round]).s);
	err_say("round %u of %s%u, time by slots: %s", round + 1, c->o->runs ? "" : "at most ", c->most, line);
}

static int run_round(struct compare *c, unsigned round, struct prng *rnd, struct err *err) {
	size_t order[LIST_MAX + 1];
	nsec begin = clock_mono();

	for (size_t i = 0; i < c->kinds; i++)
		order[i] = i;
	prng_shuffle(rnd, order, c->kinds);
	for (size_t i = 0; i < c->kinds; i++) {
		struct compare_point *p = order[i] < c->r.count ? &c->points[order[i]] : &c->r.baseline;
		int rc = p->slots ? run_point(c, p, round, err) : run_baseline(c, &p->wall[round], &p->cpu[round], err);

		if (rc)
			return rc;
		p->place[round] = (double)i + 1;
		p->runs = round + 1;
	}
	announce(c, round);
	if (clock_mono() - begin > c->longest_round)
		c->longest_round = clock_mono() - begin;
	return 0;
}

/* After so many rounds: is that enough? Says why in r.end. */
static bool enough(struct compare *c, unsigned rounds) {
	if (rounds >= c->most) {
		c->r.end = c->o->runs ? COMPARE_FIXED : compare_precise(&c->r) ? COMPARE_PRECISE : COMPARE_MOST;
		return true;
	}
	if (c->o->runs)
		return false;
	if (rounds >= c->least && compare_precise(&c->r)) {
		c->r.end = COMPARE_PRECISE;
		return true;
	}
	c->r.end = COMPARE_TIME;
	return c->o->runs_time != NSEC_NEVER && clock_mono() - c->begin + c->longest_round > c->o->runs_time;
}

/* The baseline first: whether it works is soon known. */
static int warm_up(struct compare *c, struct err *err) {
	for (unsigned i = 0; i < c->o->warmups; i++) {
		struct run_result warm;
		double wall, cpu;
		int rc = c->o->baseline ? run_baseline(c, &wall, &cpu, err) : 0;

		if (!rc)
			rc = run_once(c, c->points[c->r.count - 1].slots, &warm, err);
		if (rc)
			return rc;
	}
	return 0;
}

/* The two are not counted at the same moment. NAN stays what it is. */
static double share(double part, double whole) {
	return part > whole ? 1 : part / whole;
}

static void note_machine(struct compare *c) {
	const struct alone *a = &c->alone;

	c->r.cores = machine_units("", MACHINE_CORES);
	if (!load_frequency("", c->r.frequency, sizeof(c->r.frequency)))
		c->r.frequency[0] = '\0';
	if (!a->runs)
		return;
	c->r.longest = a->longest / a->runs;
	c->r.serial = a->serial / a->runs;
	if (a->wall < LEAST_TIME)
		return;
	c->r.pressure = share(a->waited, a->wall);
	c->r.queued = share(a->queued, a->wall);
}

static int run_all(struct compare *c, struct err *err) {
	struct prng rnd = { (uint64_t)clock_wall() ^ (uint64_t)getpid() << 32 };
	struct others others;
	unsigned round = 0;
	int rc = warm_up(c, err);

	if (rc)
		return rc;
	others = others_begin();
	do
		rc = run_round(c, round++, &rnd, err);
	while (!rc && !enough(c, round));
	c->r.others = others_end(&others, c->r.cpus, &c->r.free_cpus);
	note_machine(c);
	compare_settle(&c->r);
	return rc;
}

static size_t make_list(const struct options *o, unsigned cpus, unsigned *list) {
	if (!o->compare_count && o->jobs.kind != JOBS_DEFAULT)
		return compare_list_to(o->slots, list, LIST_MAX);
	return compare_list(o->compare, o->compare_count, cpus, list, LIST_MAX);
}

static int make_points(struct compare *c) {
	const struct options *o = c->o;
	struct compare_result *r = &c->r;
	unsigned list[LIST_MAX];
	double *p;

	c->most = o->runs ? o->runs : o->runs_most ? o->runs_most : MOST_ROUNDS;
	c->least = c->most < LEAST_ROUNDS ? c->most : LEAST_ROUNDS;
	*r = (struct compare_result){ .points = c->points, .cpus = machine_cpus(), .same_output = true, .warmups = o->warmups, .minima = o->minima,
		.baseline_command = o->baseline, .others = NAN, .pressure = NAN, .queued = NAN, .longest = NAN, .serial = NAN };
	r->count = make_list(o, r->cpus, list);
	c->kinds = r->count + (o->baseline != NULL);
	if (c->most > SIZE_MAX / sizeof(*p) / 4 / c->kinds)
		return -ENOMEM;
	p = c->memory = sys_malloc(4 * c->kinds * c->most * sizeof(*p));
	if (!p)
		return -ENOMEM;
	for (size_t i = 0; i < c->kinds; i++, p += 4 * (size_t)c->most)
		*(i < r->count ? &c->points[i] : &r->baseline) = (struct compare_point){ .slots = i < r->count ? list[i] : 0, .wall = p,
			.cpu = p + c->most, .sorted = p + 2 * (size_t)c->most, .place = p + 3 * (size_t)c->most };
	return 0;
}

static int print_text(const struct compare *c, const struct compare_findings *f, struct err *err) {
	struct buf b = { 0 };
	int rc = buf_addf(&b, "%s: ", err_program());

	if (!rc)
		rc = compare_add_method(&b, &c->r);
	if (!rc)
		rc = buf_adds(&b, "\n\n");
	if (!rc)
		rc = compare_add(&b, &c->r, f);
	if (!rc)
		rc = io_write(STDOUT_FILENO, b.p, b.len, NULL);
	buf_release(&b);
	return rc ? err_sys(err, -rc, "cannot print the comparison") : 0;
}

/* Every file is tried; the first failure is told. */
static int print_report(const struct compare *c, nsec started, struct err *err) {
	struct compare_document d = { .result = &c->r, .about = { .argc = c->host->argc, .argv = c->host->argv, .wall_begin = started,
		.exit = c->r.same_output ? c->status : 255, .cpus = c->r.cpus } };
	struct compare_findings f;
	int rc;

	compare_find(&c->r, &f);
	d.findings = &f;
	rc = print_text(c, &f, err);
	for (size_t i = 0; i < c->o->export_count; i++) {
		struct err one = { 0 };

		if (compare_export(c->o->exports[i], &d, &one) && !rc)
			rc = err_set(err, one.code, "%s", one.msg);
	}
	return rc;
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

static int say_difference(const struct compare_result *r, struct err *err) {
	const char *plural = r->other_slots == 1 ? "" : "s", *first = r->first_slots == 1 ? "" : "s";

	if (!r->other_task)
		return err_set(err, EBADMSG, "with %u slot%s there are more or fewer tasks than with %u slot%s", r->other_slots, plural,
			r->first_slots, first);
	return err_set(err, EBADMSG, "the output of task %llu with %u slot%s differs from that with %u slot%s: %s",
		(unsigned long long)r->other_task, r->other_slots, plural, r->first_slots, first, r->other_command);
}

/* Fewer slots than the row of the table says would be a lie. */
static int check_slots(const struct compare *c, struct err *err) {
	unsigned most = c->points[c->r.count - 1].slots, fit = run_fit(c->host, c->o, most);

	if (fit >= most)
		return 0;
	return err_set(err, EMFILE, "%u slots cannot be compared: the limit of open files leaves %u (ulimit -n)", most, fit);
}

static int check_exports(const struct options *o, struct err *err) {
	int rc = 0;

	for (size_t i = 0; i < o->export_count && !rc; i++)
		rc = compare_export_check(o->exports[i], err);
	return rc;
}

static int compare(struct compare *c, struct options *o, nsec started, struct err *err) {
	int rc = check_exports(o, err);

	if (rc)
		return rc;
	if (o->compare_count >= LIST_MAX)
		return err_set(err, EINVAL, "--compare takes at most %d numbers of slots", LIST_MAX - 1);
	rc = make_points(c);
	if (rc)
		return err_sys(err, -rc, "cannot keep the times of %u rounds", c->most);
	rc = check_slots(c, err);
	if (rc)
		return rc;
	rc = keep_inputs(c, o, err);
	baseline_init(&c->baseline, o, &c->inputs);
	if (!rc)
		rc = run_all(c, err);
	if (!rc)
		rc = print_report(c, started, err);
	if (!rc && !c->r.same_output)
		rc = say_difference(&c->r, err);
	return rc;
}

int compare_main(struct run_host *host, struct options *o, struct err *err) {
	struct compare c = { .host = host, .o = o, .begin = clock_mono() };
	int rc = compare(&c, o, clock_wall(), err);

	host->measured = NULL;
	rewind_release(&c.inputs);
	measured_release(&c.measured);
	free(c.memory);
	return rc ? rc : c.status;
}
