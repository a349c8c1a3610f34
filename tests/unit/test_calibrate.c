/* SPDX-License-Identifier: MIT */
/* --calibrate: which attempts are compared, and that the interval covers a known inflation. */
#include <math.h>

#include "stats/calibrate.h"
#include "stats/prng.h"
#include "stats/probe_table.h"
#include "task/task.h"
#include "unit.h"

#define SECOND NSEC_PER_SEC

static struct attempt attempt(nsec start, double cpu) {
	return (struct attempt){ .start = start, .end = start + SECOND, .cpu = (nsec)(cpu * 1e9), .queued = -1, .attempt = 1, .outcome = OUTCOME_EXIT };
}

static void cpu_time_in_company_is_compared_with_that_alone(void) {
	struct attempt list[] = { attempt(1, 1), attempt(2, 1), attempt(10, 1.2), attempt(10, 1.2), attempt(11, 1.2) };
	struct history h = { .list = list, .count = 5 };
	struct calibrate c = calibrate_of(&h, 2, 5, 4);

	CHECK(!c.why && c.alone == 2 && c.beside == 3);
	CHECK(fabs(c.inflation.value - 1.2) < 1e-9 && c.inflation.low <= c.inflation.value && c.inflation.high >= c.inflation.value);
	CHECK(fabs(c.cpu_alone - 1) < 1e-9 && fabs(c.cpu_beside - 1.2) < 1e-9);
	CHECK(fabs(calibrate_cpu(&c, 5.6) - 5) < 1e-9);
	CHECK(fabs(calibrate_cpu(&c, 1) - 1) < 1e-9); /* never more than there was */
}

static void attempts_that_were_repeated_or_ended_are_left_out(void) {
	struct attempt list[] = { attempt(1, 1), attempt(2, 9), attempt(3, 1), attempt(10, 2), attempt(11, 9), attempt(12, 2) };
	struct history h = { .list = list, .count = 6 };
	struct calibrate c;

	list[1].again = true;
	list[4].outcome = OUTCOME_TIMEOUT;
	c = calibrate_of(&h, 2, 5, 4);
	CHECK(!c.why && c.alone == 2 && c.beside == 2 && fabs(c.inflation.value - 2) < 1e-9);
}

static void what_cannot_be_compared_says_why(void) {
	struct attempt list[] = { attempt(1, 1), attempt(10, 2), attempt(11, 0) };
	struct history h = { .list = list, .count = 2 };
	struct calibrate c = calibrate_of(&h, 0, 0, 4);

	CHECK(!c.wanted && !c.why);
	c = calibrate_of(&h, 9, 0, 4); /* the run was over before */
	CHECK(c.why && strstr(c.why, "company"));
	c = calibrate_of(&h, 1, 5, 1);
	CHECK(c.why && strstr(c.why, "one slot"));
	c = calibrate_of(&h, 1, 5, 2);
	CHECK(!c.why && fabs(c.inflation.value - 2) < 1e-9 && !isfinite(c.inflation.low)); /* one of each: no interval */
	h.count = 3;
	c = calibrate_of(&h, 1, 5, 2);
	CHECK(c.why && strstr(c.why, "no CPU time") && !isfinite(calibrate_cpu(&c, 3)));
	h.count = 0;
	c = calibrate_of(&h, 1, 5, 2);
	CHECK(c.why && strstr(c.why, "alone"));
}

static void nothing_printed_is_not_a_number(void) {
	struct attempt list[] = { attempt(1, 1), attempt(10, 0) };
	struct history h = { .list = list, .count = 2 };

	for (size_t n = 0; n <= 2; n++)
		for (unsigned slots = 1; slots <= 2; slots++)
			for (nsec until = 0; until < 20; until += 5) {
				struct buf b = { 0 };
				struct page p = { .out = &b };
				struct calibrate c;

				h.count = n;
				c = calibrate_of(&h, 1, until, slots);
				calibrate_text(&p, &c, NAN, 0);
				calibrate_text(&p, &c, 3, 1);
				CHECK(!p.rc && !buf_terminate(&b));
				CHECK(!strstr(b.p, "nan") && !strstr(b.p, "inf "));
				buf_release(&b);
			}
}

static double uniform(struct prng *r) {
	return ((double)(prng_next(r) >> 11) + 0.5) / 9007199254740992.0;
}

static double noisy(struct prng *r, double mean, double cv) {
	double s = sqrt(log(1 + cv * cv)), normal = sqrt(-2 * log(uniform(r))) * cos(6.283185307179586 * uniform(r));

	return mean * exp(s * normal - s * s / 2);
}

static void the_interval_covers_the_truth_in_90_of_100(void) {
	struct attempt list[45];
	struct history h = { .list = list, .count = 45 };
	struct prng r = { 7 };
	int covered = 0;

	for (int trial = 0; trial < 200; trial++) {
		struct calibrate c;

		for (size_t i = 0; i < 45; i++)
			list[i] = attempt(i < 5 ? 1 : 10, noisy(&r, i < 5 ? 1 : 1.15, 0.3));
		c = calibrate_of(&h, 5, 5, 8);
		CHECK(!c.why);
		covered += c.inflation.low <= 1.15 && c.inflation.high >= 1.15;
	}
	CHECK(covered >= 180);
}

/* --probe: what keeps the CPUs busy when a command has threads of its own. */
static void the_text_of_probe_has(const struct tally *runs, size_t count, const char *want) {
	char *command[] = { (char *)"x" };
	struct probe_result p = { .runs = runs, .count = count, .cpus = 8, .most = 256, .command = command, .words = 1 };
	struct buf b = { 0 };

	CHECK(!probe_text(&b, &p) && !buf_terminate(&b));
	printf("# %s\n", want);
	CHECK(strstr(b.p, want));
	CHECK(!strstr(b.p, "nan") && !strstr(b.p, "inf "));
	buf_release(&b);
}

static void probe_suggests_as_many_jobs_as_keep_the_cpus_busy(void) {
	struct tally t = { .ok = 1, .attempts = 1, .wall = 4 * SECOND, .share = { .tasks = 1, .wall = 4 * SECOND, .cpu = 4 * SECOND } };

	the_text_of_probe_has(&t, 1, "--hint cpu, --jobs 8 on 8 CPUs");
	t.share.threaded = 1;
	t.share.cpu = 12 * SECOND;
	the_text_of_probe_has(&t, 1, "--jobs 3 on 8 CPUs");
	t.share.cpu = 8 * SECOND;
	the_text_of_probe_has(&t, 1, "--jobs 4 on 8 CPUs");
	t.share.cpu = 80 * SECOND;
	the_text_of_probe_has(&t, 1, "--jobs 1 on 8 CPUs");
	t.share = (struct share){ .tasks = 1, .wall = 4 * SECOND, .cpu = 2 * SECOND, .blocked = 2 * SECOND };
	the_text_of_probe_has(&t, 1, "--hint auto, --jobs 16 on 8 CPUs");
	t.wall = t.share.wall = SECOND / 1000;
	the_text_of_probe_has(&t, 1, "Note: runs as short as this");
	t = (struct tally){ .ok = 1 };
	the_text_of_probe_has(&t, 1, "not known: no run could be measured");
	t = (struct tally){ .failed = 1, .failed_how = 127, .attempts = 1, .wall = SECOND, .share = { .tasks = 1, .wall = SECOND, .cpu = SECOND } };
	the_text_of_probe_has(&t, 1, "not known: the command could not be run");
}

UNIT_MAIN(TEST(cpu_time_in_company_is_compared_with_that_alone), TEST(attempts_that_were_repeated_or_ended_are_left_out),
	TEST(what_cannot_be_compared_says_why), TEST(nothing_printed_is_not_a_number), TEST(the_interval_covers_the_truth_in_90_of_100),
	TEST(probe_suggests_as_many_jobs_as_keep_the_cpus_busy))
