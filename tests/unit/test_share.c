/* SPDX-License-Identifier: MIT */
/* What tasks do with their time, from figures as kernels report them: alone, and beside three busy loops for each CPU. */
#include "stats/share.h"

#include <math.h>

#include "unit.h"

#define MS 1000000LL

/* Times in ms; queued < 0: not known. */
static struct result ended(double wall, double cpu, double on_cpu, double queued, long voluntary, long involuntary) {
	struct result r = { .outcome = OUTCOME_EXIT, .start = 1, .end = 1 + (nsec)(wall * MS), .on_cpu = on_cpu < 0 ? -1 : (nsec)(on_cpu * MS),
			    .queued = queued < 0 ? -1 : (nsec)(queued * MS) };

	r.ru.ru_utime.tv_sec = (time_t)(cpu / 1000);
	r.ru.ru_utime.tv_usec = (suseconds_t)((cpu - (double)(r.ru.ru_utime.tv_sec * 1000)) * 1000);
	r.ru.ru_nvcsw = voluntary;
	r.ru.ru_nivcsw = involuntary;
	return r;
}

static enum work_kind kind_of(struct result r) {
	struct share s = { 0 };

	share_add(&s, &r);
	CHECK(s.tasks == 1);
	CHECK(s.cpu + s.queued + s.blocked <= s.wall + MS || s.threaded);
	return share_kind(share_cpu(&s));
}

static void computing_is_cpu_however_crowded_the_machine_is(void) {
	CHECK(kind_of(ended(82, 51, 51, 29, 1, 19)) == WORK_CPU);
	CHECK(kind_of(ended(606, 51, 51, 555, 1, 44)) == WORK_CPU);
	CHECK(kind_of(ended(3200, 892, 892, 2300, 1, 98)) == WORK_CPU); /* CPU / wall is 0.28 */
}

static void sleeping_is_io_however_crowded_the_machine_is(void) {
	CHECK(kind_of(ended(205, 1, 1, 3, 2, 0)) == WORK_IO);
	CHECK(kind_of(ended(268, 1, 1, 67, 2, 3)) == WORK_IO);
	CHECK(kind_of(ended(802, 0, 0, 0, 41, 2)) == WORK_IO);
}

/* The shell's own run-queue delay says nothing about its child. */
static void behind_a_shell_the_switches_decide(void) {
	struct result r = ended(835, 53, 1, 28, 4, 62);
	struct share s = { 0 };

	CHECK(kind_of(ended(84, 52, 1, 0, 4, 17)) == WORK_CPU);
	CHECK(kind_of(ended(51, 22, 1, 4, 4, 10)) == WORK_CPU);
	CHECK(kind_of(r) == WORK_CPU);
	CHECK(kind_of(ended(208, 2, 1, 4, 5, 1)) == WORK_IO);
	CHECK(kind_of(ended(271, 2, 1, 90, 5, 2)) == WORK_IO);
	CHECK(kind_of(ended(208, 2, -1, -1, 5, 1)) == WORK_IO);
	share_add(&s, &r);
	CHECK(s.by_switches == 1 && s.queued == 782 * MS && s.blocked == 0);
}

static void half_and_half_is_mixed(void) {
	CHECK(kind_of(ended(100, 50, 50, 0, 10, 3)) == WORK_MIXED);
	CHECK(kind_of(ended(300, 50, 50, 200, 10, 40)) == WORK_MIXED);
	CHECK(share_kind(0.75) == WORK_CPU && share_kind(0.25) == WORK_IO && share_kind(0.5) == WORK_MIXED);
	CHECK(share_kind(NAN) == WORK_UNKNOWN && !share_word(WORK_UNKNOWN));
}

static void more_than_one_cpu_is_multi_threaded(void) {
	struct result r = ended(100, 350, 90, 0, 20, 40);
	struct share s = { 0 };

	share_add(&s, &r);
	CHECK(s.threaded == 1 && share_cpu(&s) == 1);
}

static void what_nobody_measured_is_left_out(void) {
	struct result r = ended(100, 0, -1, -1, 0, 0), none = ended(100, 5, 5, 0, 1, 1);
	struct share s = { 0 };

	share_add(&s, &r);
	none.outcome = OUTCOME_NOSTART;
	share_add(&s, &none);
	none.outcome = OUTCOME_EXIT;
	none.end = 0;
	share_add(&s, &none);
	CHECK(s.tasks == 0 && isnan(share_cpu(&s)));
}

static void sums_do_not_depend_on_their_order(void) {
	struct result a = ended(100, 50, 50, 20, 1, 9), b = ended(200, 1, 1, 0, 4, 1);
	struct share one = { 0 }, two = { 0 }, both = { 0 };

	share_add(&both, &a);
	share_add(&both, &b);
	share_add(&two, &b);
	share_add(&one, &a);
	share_merge(&two, &one);
	CHECK(memcmp(&both, &two, sizeof(both)) == 0);
}

static void slots_for_a_share(void) {
	CHECK(share_slots(1, 4, 128) == 4);
	CHECK(share_slots(0.8, 4, 128) == 4); /* it computes */
	CHECK(share_slots(0.5, 4, 128) == 8);
	CHECK(share_slots(0.3, 2, 128) == 7);
	CHECK(share_slots(0.01, 4, 128) == 128);
	CHECK(share_slots(0, 4, 128) == 128);
	CHECK(share_slots(NAN, 4, 128) == 4);
	CHECK(share_slots(1, 8, 4) == 4);
	CHECK(share_slots(0.5, 1, 0) == 1);
}

UNIT_MAIN(TEST(computing_is_cpu_however_crowded_the_machine_is), TEST(sleeping_is_io_however_crowded_the_machine_is),
	  TEST(behind_a_shell_the_switches_decide), TEST(half_and_half_is_mixed), TEST(more_than_one_cpu_is_multi_threaded),
	  TEST(what_nobody_measured_is_left_out), TEST(sums_do_not_depend_on_their_order), TEST(slots_for_a_share))
