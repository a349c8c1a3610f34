/* SPDX-License-Identifier: MIT */
#include "stats/stats.h"
#include "unit.h"

static struct task attempt(enum outcome outcome, int code, nsec start, nsec end) {
	struct task t = { .seq = 7 };

	t.result = (struct result){ .outcome = outcome, .code = code, .attempt = 1, .start = start, .end = end, .queued = -1, .on_cpu = -1 };
	return t;
}

static void every_final_outcome_is_in_one_class(void) {
	static const struct { enum outcome outcome; int code; } all[] = { { OUTCOME_EXIT, 0 }, { OUTCOME_EXIT, 3 }, { OUTCOME_SIGNAL, 11 },
		{ OUTCOME_NOSTART, 127 }, { OUTCOME_TIMEOUT, 15 }, { OUTCOME_KILLED, 15 }, { OUTCOME_SKIPPED, 0 } };
	struct tally t = { 0 };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct task one = attempt(all[i].outcome, all[i].code, 10, 20);

		tally_add(&t, &one, 1);
	}
	CHECK(t.ok == 1 && t.failed == 3 && t.timed_out == 1 && t.cancelled == 1 && t.skipped == 1 && t.flaky == 0);
	CHECK(t.attempts == 6); /* the skipped one did not run */
}

static void a_retry_counts_in_times_and_makes_the_task_flaky(void) {
	struct task first = attempt(OUTCOME_EXIT, 1, 10, 30), second = attempt(OUTCOME_EXIT, 0, 40, 50);
	struct tally t = { 0 };

	second.result.attempt = 2;
	tally_add(&t, &first, 0);
	tally_add(&t, &second, 1);
	CHECK(t.attempts == 2 && t.ok == 1 && t.flaky == 1 && t.failed == 0);
	CHECK(t.wall == 30 && t.longest == 20 && t.longest_seq == 7);
	CHECK(t.first_start == 10 && t.last_end == 50);
}

static void a_delay_is_known_or_not_and_never_longer_than_the_attempt(void) {
	struct task known = attempt(OUTCOME_EXIT, 0, 100, 200), not = attempt(OUTCOME_EXIT, 0, 100, 180);
	struct tally t = { 0 };

	known.result.queued = 150;
	known.result.on_cpu = 40;
	known.result.ru.ru_utime.tv_sec = 1;
	known.result.ru.ru_stime.tv_usec = 2;
	known.result.ru.ru_maxrss = 99;
	known.result.received = 5;
	tally_add(&t, &known, 1);
	tally_add(&t, &not, 1);
	CHECK(t.queued == 100 && t.on_cpu == 40 && t.queue_known == 1);
	CHECK(t.cpu == NSEC_PER_SEC + 2000);
	CHECK(t.max_rss == 99 && t.out_bytes == 5);
	CHECK(t.longest == 100 && t.longest_alone == 80);
}

static void a_task_that_did_not_run_leaves_no_trace(void) {
	struct task none = attempt(OUTCOME_NONE, 0, 0, 0), cancelled = attempt(OUTCOME_KILLED, 15, 0, 0);
	struct tally t = { 0 };

	tally_add(&t, &none, 1);
	tally_add(&t, &cancelled, 1);
	CHECK(t.attempts == 0 && t.wall == 0 && t.first_start == 0 && t.last_end == 0);
	CHECK(t.cancelled == 1);
}

static void merging_is_as_adding_all_to_one(void) {
	struct tally one = { 0 }, a = { 0 }, b = { 0 }, empty = { 0 };

	for (int i = 0; i < 10; i++) {
		struct task t = attempt(i % 3 ? OUTCOME_EXIT : OUTCOME_TIMEOUT, i % 2, 100 - i, 200 + 3 * i);

		t.seq = (uint64_t)i;
		t.result.queued = i - 1;
		t.result.on_cpu = 2 * i;
		t.result.ru.ru_utime.tv_usec = i;
		t.result.received = (uint64_t)i;
		tally_add(&one, &t, 1);
		tally_add(i & 1 ? &a : &b, &t, 1);
	}
	tally_merge(&a, &b);
	tally_merge(&a, &empty);
	tally_merge(&empty, &a);
	CHECK(!memcmp(&one, &a, sizeof(a)));
	CHECK(!memcmp(&one, &empty, sizeof(a)));
}

UNIT_MAIN(TEST(every_final_outcome_is_in_one_class), TEST(a_retry_counts_in_times_and_makes_the_task_flaky),
	TEST(a_delay_is_known_or_not_and_never_longer_than_the_attempt), TEST(a_task_that_did_not_run_leaves_no_trace),
	TEST(merging_is_as_adding_all_to_one))
