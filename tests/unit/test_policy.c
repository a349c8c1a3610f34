/* SPDX-License-Identifier: MIT */
/* The decisions: halt, retry, exit status, and the running median that --timeout N% uses. */
#include "config.h"

#include <math.h>

#include "engine/median.h"
#include "engine/policy.h"
#include "unit.h"

static struct task ended(enum outcome outcome, int code, unsigned attempt) {
	struct task t = { .result = { .outcome = outcome, .code = code, .attempt = attempt } };

	return t;
}

static void the_status_is_the_number_of_failures_up_to_101(void) {
	CHECK(policy_status(&(struct score){ .failed = 0 }) == 0);
	CHECK(policy_status(&(struct score){ .failed = 100 }) == 100);
	CHECK(policy_status(&(struct score){ .failed = 101 }) == 101);
	CHECK(policy_status(&(struct score){ .failed = 5000 }) == 101);
}

static void retries_counts_attempts_in_all(void) {
	struct options o = { .retries = 3 };
	struct task t = ended(OUTCOME_EXIT, 1, 2);
	struct score s = { .total = UINT64_MAX };

	CHECK(policy_judge(&o, &s, &t).retry);
	t.result.attempt = 3;
	CHECK(!policy_judge(&o, &s, &t).retry);
	t = ended(OUTCOME_EXIT, 0, 1);
	CHECK(!policy_judge(&o, &s, &t).retry);
	t = ended(OUTCOME_TIMEOUT, 15, 1);
	CHECK(policy_judge(&o, &s, &t).retry);
}

static void only_the_last_failure_halts(void) {
	struct options o = { .retries = 2, .halt = { HALT_NOW, HALT_FAIL, 1, false } };
	struct score s = { .failed = 1, .total = UINT64_MAX };
	struct task t = ended(OUTCOME_EXIT, 7, 1);

	CHECK(policy_judge(&o, &s, &t).stop == STOP_NO);
	t.result.attempt = 2;
	CHECK(policy_judge(&o, &s, &t).stop == STOP_NOW);
	CHECK(policy_judge(&o, &s, &t).status == 7);
}

static void halt_on_one_failure_gives_its_status(void) {
	struct options o = { .retries = 1, .halt = { HALT_SOON, HALT_FAIL, 1, false } };
	struct score s = { .failed = 1, .total = UINT64_MAX };
	struct task t = ended(OUTCOME_SIGNAL, 9, 1);

	CHECK(policy_judge(&o, &s, &t).status == 137);
	t = ended(OUTCOME_NOSTART, 127, 1);
	CHECK(policy_judge(&o, &s, &t).status == 127);
}

static void halt_percentages_need_the_total_and_round_up(void) {
	struct options o = { .retries = 1, .halt = { HALT_SOON, HALT_FAIL, 50, true } };
	struct score s = { .failed = 2, .ok = 1, .total = 4 };
	struct task t = ended(OUTCOME_EXIT, 1, 1);
	struct verdict v = policy_judge(&o, &s, &t);

	CHECK(v.stop == STOP_SOON && v.status == 50);
	s.failed = 1;
	CHECK(policy_judge(&o, &s, &t).stop == STOP_NO);
	o.halt.count = 10;
	s = (struct score){ .failed = 1, .total = 6 };
	CHECK(policy_judge(&o, &s, &t).status == 17);
	s.total = UINT64_MAX;
	CHECK(policy_judge(&o, &s, &t).stop == STOP_NO);
}

static void success_and_done_count_their_own(void) {
	struct options o = { .retries = 1, .halt = { HALT_NOW, HALT_SUCCESS, 2, false } };
	struct score s = { .ok = 2, .failed = 3, .total = UINT64_MAX };
	struct task good = ended(OUTCOME_EXIT, 0, 1), bad = ended(OUTCOME_EXIT, 1, 1);

	CHECK(policy_judge(&o, &s, &good).stop == STOP_NOW);
	CHECK(policy_judge(&o, &s, &good).status == 0);
	CHECK(!policy_judge(&o, &s, &bad).announce);
	o.halt.why = HALT_DONE;
	o.halt.count = 5;
	CHECK(policy_judge(&o, &s, &bad).stop == STOP_NOW);
	CHECK(policy_judge(&o, &s, &bad).status == 3);
}

static void killed_and_skipped_tasks_halt_nothing(void) {
	struct options o = { .retries = 5, .halt = { HALT_NOW, HALT_DONE, 1, false } };
	struct score s = { .ok = 1, .total = UINT64_MAX };
	struct task t = ended(OUTCOME_KILLED, 15, 1);

	CHECK(policy_judge(&o, &s, &t).stop == STOP_NO && !policy_judge(&o, &s, &t).retry);
	t = ended(OUTCOME_SKIPPED, 0, 1);
	CHECK(policy_judge(&o, &s, &t).stop == STOP_NO);
}

static void the_median_is_exact_to_two_percent_at_any_scale(void) {
	static struct median m;

	CHECK(median_value(&m) == 0);
	for (double scale = 2e3; scale < 1e17; scale *= 7.3) {
		m = (struct median){ .count = 0 };
		for (int i = 1; i <= 101; i++)
			median_add(&m, (nsec)(scale * i / 51));
		CHECK(fabs((double)median_value(&m) / scale - 1) < 0.02 || scale < 1e5);
	}
	m = (struct median){ .count = 0 };
	median_add(&m, 0);
	median_add(&m, INT64_MAX);
	median_add(&m, -5);
	CHECK(median_value(&m) >= 0 && median_value(&m) < 2000);
}

UNIT_MAIN(TEST(the_status_is_the_number_of_failures_up_to_101), TEST(retries_counts_attempts_in_all), TEST(only_the_last_failure_halts),
	  TEST(halt_on_one_failure_gives_its_status), TEST(halt_percentages_need_the_total_and_round_up),
	  TEST(success_and_done_count_their_own), TEST(killed_and_skipped_tasks_halt_nothing),
	  TEST(the_median_is_exact_to_two_percent_at_any_scale))
